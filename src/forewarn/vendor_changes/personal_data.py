"""Personal data in changes at vendors: who objected, in which words, and the staff who planned and answered."""

from __future__ import annotations

from forewarn.foundation.personal_data import NOT_PERSONAL, Field, Kind, Table

STAFF = Field(Kind.PERSONAL, kept="as long as the row", erased="kept: proof of who did what")
OF_CUSTOMER = Field(
    Kind.PERSONAL,
    kept="as long as the change, which stays public",
    exported="with what became of it, by queries.customers.export_objections",
    erased="with the customer",
)


def _plain(*names: str) -> dict[str, Field]:
    return dict.fromkeys(names, NOT_PERSONAL)


TABLES = [
    Table(
        "vendor_changes.NoticeSettings",
        _plain("brand", "lead_days", "deletion_days", "remind_days", "waits_for_answers"),
    ),
    Table(
        "vendor_changes.VendorChange",
        _plain("brand", "slug", "kind", "vendor", "replaced", "why", "urgency", "effective_on", "fields", "segment_id")
        | _plain("segment_name", "facts", "lead_days", "deletion_days", "state", "mailing", "groups", "pages")
        | _plain("correction", "correction_pages", "created_at", "published_at", "switched_at", "withdrawn_at")
        | _plain("blocked_at", "blocked_by", "left_to_do", "late_looked_at")
        | {"planned_by": STAFF},
    ),
    Table("vendor_changes.LateNotice", _plain("change", "mailing", "customers", "at")),
    Table(
        "vendor_changes.Objection",
        _plain("change", "wish", "at", "outcome", "answered_at")
        | {"customer": OF_CUSTOMER, "words": OF_CUSTOMER, "answer": OF_CUSTOMER, "answered_by": STAFF},
    ),
    Table(
        "vendor_changes.Departure",
        _plain("change", "vendor", "left_at", "due_on", "reminders", "reminded_at", "ending", "proof_name")
        | _plain("proof_hash", "confirmed_at")
        | dict.fromkeys(
            ["proof", "proof_file"],
            Field(Kind.PERSONAL, kept="as long as the change", erased="kept: it names people at a vendor at most"),
        )
        | {"confirmed_by": STAFF},
    ),
]
