"""Personal data of verification: who asked is a keyed hash; what lures say goes with the mail's bytes."""

from forewarn.foundation.personal_data import NOT_PERSONAL, Field, Kind, Table

_BYTES = "as long as the bytes of mail in (FOREWARN_RAW_MAIL_DAYS, 30 days)"
WRITTEN = Field(Kind.PERSONAL, kept=_BYTES, erased="goes with the mail that it was about")
SOURCE = Field(Kind.PSEUDONYM, kept=_BYTES, erased="goes with the mail that it was about")


def _plain(*names: str) -> dict[str, Field]:
    return dict.fromkeys(names, NOT_PERSONAL)


TABLES = [
    Table(
        "verification.Question",
        _plain("brand", "case", "channel", "locale", "asked_at", "judged_at", "answered", "verdict", "how")
        | _plain("decided", "decided_at")
        | dict.fromkeys(("reasons", "facts", "subject", "sender"), WRITTEN)
        | dict.fromkeys(("mail", "source_hash"), SOURCE),
    ),
    Table(
        "verification.AskedCount",
        _plain("brand", "what", "window", "times")
        | {
            "source_hash": Field(
                Kind.PSEUDONYM, kept="2 days", erased="expires; a keyed hash leads to nobody by itself"
            )
        },
    ),
]
