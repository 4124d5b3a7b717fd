"""Personal data in removals: who asked, whom the vendors are told of, and what they answered."""

from __future__ import annotations

from forewarn.foundation.personal_data import NOT_PERSONAL, Field, Kind, Table

WHO = Field(
    Kind.PSEUDONYM,
    kept="as long as the row",
    exported="receivers.on_exporting",
    erased="emptied, by receivers.on_erasing",
)
WHOM = Field(
    Kind.PERSONAL,
    kept="until the vendor answered: address and customer number, sealed",
    exported="the vendor is named, by receivers.on_exporting",
    erased="when the vendor answered, since it must be told whom to remove",
)
SAID = Field(
    Kind.PERSONAL,
    kept="as long as the row: proof that it was done, without address, number and name of the person",
    exported="receivers.on_exporting",
    erased="kept: it names nobody, by rules.redacting",
)
CHECK = Field(
    Kind.PERSONAL,
    kept="while the person is a customer",
    exported="receivers.on_exporting",
    erased="emptied, by receivers.on_erasing",
)
STAFF = Field(Kind.PERSONAL, kept="as long as the row", erased="kept: proof of who did what")
CONTACT = Field(Kind.PERSONAL, kept="as long as the vendor", erased="kept: contacts at a vendor, never published")


def _plain(*names: str) -> dict[str, Field]:
    return dict.fromkeys(names, NOT_PERSONAL)


TABLES = [
    Table("removals.Policy", _plain("brand", "promised_days", "remind_days", "escalate_days", "state_attribute")),
    Table(
        "removals.Channel",
        {
            **_plain(
                "vendor", "via", "locale", "url", "secret_sealed", "days", "problem", "problem_since", "changed_at"
            ),
            **dict.fromkeys(["address", "second_address"], CONTACT),
        },
    ),
    Table(
        "removals.RemovalRequest",
        {
            **_plain("brand", "number", "origin", "told_how", "profile", "locale", "status", "received_at", "due_at"),
            **_plain("confirmed_at", "extended_at", "extended_because", "closed_at", "told_at"),
            "customer_id": WHO,
            "identity_check": CHECK,
        },
    ),
    Table(
        "removals.RemovalTask",
        {
            **_plain("request", "vendor", "fields", "via", "status", "reason", "created_at", "due_at", "asked_at"),
            **_plain("attempts", "next_at", "problem", "reminders", "escalated_at", "settled_at"),
            "customer_id": WHO,
            "identity_sealed": WHOM,
            **dict.fromkeys(["words", "proof"], SAID),
            "settled_by": STAFF,
        },
    ),
    Table("removals.TaskEvent", {**_plain("task", "at", "what"), "words": SAID, "by": STAFF}),
    Table("removals.ReceivedMessage", _plain("channel", "message_id", "at")),
]
