"""Personal data of the sent record: campaigns say the same to everybody; only single mails lead to a person."""

from forewarn.foundation.personal_data import NOT_PERSONAL, Field, Kind, Table


def _plain(*names: str) -> dict[str, Field]:
    return dict.fromkeys(names, NOT_PERSONAL)


TABLES = [
    Table(
        "journal.Campaign",
        _plain(
            "brand", "vendor", "origin", "standing", "proof", "subject", "from_name", "from_address", "sender_domain"
        )
        | _plain("message_class", "class_by_staff", "has_user_text", "locale", "title", "page", "mailing_id")
        | _plain("first_seen", "last_seen", "copies", "headers", "letter", "packed_html", "fingerprint", "findings")
        | _plain("blocks", "errors", "phish_likeness"),
    ),
    Table("journal.CampaignKey", _plain("campaign", "brand", "key")),
    Table(
        "journal.Copy",
        _plain("campaign", "brand", "vendor", "seen_at", "mail_id")
        | {
            "message_id": Field(
                Kind.PSEUDONYM, kept="400 days", exported="no", erased="the row of a single mail is deleted"
            ),
            "customer_id": Field(Kind.PSEUDONYM, kept="400 days", exported="as the date", erased="the row is deleted"),
        },
    ),
]
