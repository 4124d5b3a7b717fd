"""Personal data of the customers' own page: when they looked."""

from __future__ import annotations

from forewarn.foundation.personal_data import NOT_PERSONAL, Field, Kind, Table

SEEN = Field(Kind.PERSONAL, kept="30 days", exported="receivers.on_exporting", erased="with the customer")

TABLES = [
    Table(
        "your_data.Visit",
        {"brand": NOT_PERSONAL, **dict.fromkeys(["customer", "begun_at", "expires_at", "ended_at"], SEEN)},
    ),
]
