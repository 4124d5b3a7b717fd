"""Personal data in the audit log."""

from forewarn.foundation.personal_data import NOT_PERSONAL, Field, Kind, Table

STAFF = Field(Kind.PERSONAL, kept="as long as the log, three years", erased="kept: proof of who did what")
CUSTOMER_NUMBER = Field(Kind.PSEUDONYM, kept="as long as the log, three years", erased="leads nowhere once erased")

TABLES = [
    Table(
        "audit.AuditEvent",
        {
            "brand_id": NOT_PERSONAL,
            "at": NOT_PERSONAL,
            "actor_kind": NOT_PERSONAL,
            "actor_id": CUSTOMER_NUMBER,
            "actor_label": STAFF,
            "verb": NOT_PERSONAL,
            "target_type": NOT_PERSONAL,
            "target_id": CUSTOMER_NUMBER,
            "target_label": CUSTOMER_NUMBER,
            "data": NOT_PERSONAL,
        },
    )
]
