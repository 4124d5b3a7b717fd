"""Personal data in the vendor register: who of the staff changed it."""

from forewarn.foundation.personal_data import NOT_PERSONAL, Field, Kind, Table

AUTHOR = Field(Kind.PERSONAL, kept="as long as the vendor", erased="kept: proof of who did what")

TABLES = [
    Table(
        "vendors.Vendor",
        dict.fromkeys(["brand", "slug", "name", "purpose", "sending_domains", "since", "until"], NOT_PERSONAL),
    ),
    Table(
        "vendors.VendorVersion",
        dict.fromkeys(["vendor", "number", "state", "reason", "why", "ground", "sha256", "at"], NOT_PERSONAL)
        | {
            "author": AUTHOR,
            "facts": Field(
                Kind.PERSONAL, kept="as long as the vendor", erased="kept: contacts at a vendor, never published"
            ),
        },
    ),
    Table(
        "vendors.MailPosture",
        dict.fromkeys(["vendor", "domain", "found", "found_at", "tried_at", "problem"], NOT_PERSONAL),
    ),
    Table(
        "vendors.RegisterFile",
        dict.fromkeys(["brand", "name", "encoding", "delimiter", "meanings", "new_state", "brought_at"], NOT_PERSONAL)
        | {
            "brought_by": Field(Kind.PERSONAL, kept="7 days at most", erased="goes with the file"),
            "content": Field(Kind.PERSONAL, kept="7 days at most", erased="goes with the file: contacts at vendors"),
        },
    ),
    Table(
        "vendors.Questionnaire",
        dict.fromkeys(
            ["vendor", "token_hash", "asked_at", "expires_at", "saves", "answered_at", "settled_at", "withdrawn_at"],
            NOT_PERSONAL,
        )
        | dict.fromkeys(
            ["asked_by", "sent_to", "draft", "answers", "answered_by", "decisions"],
            Field(Kind.PERSONAL, kept="as long as the vendor", erased="kept: what a vendor declared, and who took it"),
        ),
    ),
]
