"""Personal data in alerts: the staff who wrote and waived."""

from forewarn.foundation.personal_data import NOT_PERSONAL, Field, Kind, Table

STAFF = Field(Kind.PERSONAL, kept="as long as the alert, which stays public", erased="kept: proof of who did what")


def _plain(*names: str) -> dict[str, Field]:
    return dict.fromkeys(names, NOT_PERSONAL)


TABLES = [
    Table(
        "alerts.Alert",
        _plain(
            "brand",
            "year",
            "quarter",
            "slug",
            "planned_on",
            "promise_keys",
            "thing_topic",
            "thing_minutes",
            "practice_keys",
            "segment_id",
        )
        | _plain("mailing", "created_at", "updated_at", "published_at")
        | {"written_by": STAFF},
    ),
    Table(
        "alerts.AlertText",
        _plain("alert", "locale", "season", "scams", "thing_title", "thing_steps", "protections", "suppliers")
        | _plain("practice", "signer_role", "document", "plain_text"),
    ),
    Table("alerts.Correction", _plain("alert", "locale", "text", "at")),
    Table(
        "alerts.Waiver",
        _plain("alert", "rule", "reason", "expires", "at", "withdrawn_at") | {"person": STAFF, "withdrawn_by": STAFF},
    ),
]
