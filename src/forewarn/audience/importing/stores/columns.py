"""The columns that an import writes, and a customer's values in their order."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from forewarn.audience.importing.deciding import Known, Newcomer
from forewarn.audience.rules.names import name_keys

INSERTED = (
    "id",
    "brand_id",
    "external_id",
    "email",
    "email_key",
    "name",
    "name_key",
    "surname_key",
    "locale",
    "country",
    "attributes",
    "care",
    "marketing",
    "care_withdrawn_here",
    "marketing_withdrawn_here",
    "reachable",
    "unreachable_reason",
    "unreachable_since",
    "created_at",
    "updated_at",
)
UPDATED = (  # with the type that PostgreSQL needs for an array of them
    ("id", "bigint"),
    ("external_id", "text"),
    ("email", "text"),
    ("email_key", "text"),
    ("name", "text"),
    ("name_key", "text"),
    ("surname_key", "text"),
    ("locale", "text"),
    ("country", "text"),
    ("attributes", "jsonb"),
    ("care", "boolean"),
    ("marketing", "boolean"),
    ("reachable", "boolean"),
)


_ENCODER = json.JSONEncoder(ensure_ascii=False)


def inserted(customer_id: int, brand_id: int, new: Newcomer, now: datetime | str) -> tuple[Any, ...]:
    """The values of INSERTED."""
    row = new.row
    return (
        customer_id, brand_id, row.external_id, row.email, row.key, row.name, *name_keys(row.name), row.locale,
        row.country, as_json(row.attributes), new.care, new.marketing, False, False, True, "", None, now, now,
    )  # fmt: skip


def updated(after: Known) -> tuple[Any, ...]:
    """The values of UPDATED."""
    return (
        after.id, after.external_id, after.email, after.email_key, after.name, *name_keys(after.name), after.locale,
        after.country, as_json(after.attributes), after.care, after.marketing, after.reachable,
    )  # fmt: skip


def as_json(attributes: dict[str, Any]) -> str:
    """The attributes as the column holds them."""
    return _ENCODER.encode(attributes) if attributes else "{}"
