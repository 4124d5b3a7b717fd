"""The registry of personal data: every field of every table is declared, or a test fails.

Each package has a `personal_data.py` with one `TABLES` list; this module only defines the words and reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps


class Kind(StrEnum):
    """What a field holds."""

    NOT_PERSONAL = "not personal"
    PERSONAL = "personal"
    PSEUDONYM = "pseudonym"  # an id or keyed hash that leads to a person only together with another table
    CROWD = "crowd"  # a set or log of many people in one value


@dataclass(frozen=True)
class Field:
    """One field: what it holds, how long it is kept, how it is exported to the person and how it is erased."""

    kind: Kind
    kept: str = "as long as the row"
    exported: str = "no"
    erased: str = "nothing to erase"


NOT_PERSONAL = Field(Kind.NOT_PERSONAL)


@dataclass(frozen=True)
class Table:
    """One table: the model as "app_label.ModelName", and a declaration per field name (`id` may be left out)."""

    model: str
    fields: dict[str, Field]


def declared_tables() -> dict[str, Table]:
    """The declarations of all our installed packages, by "app_label.ModelName"."""
    found: dict[str, Table] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("forewarn.") and find_spec(f"{config.name}.personal_data"):
            for table in import_module(f"{config.name}.personal_data").TABLES:
                found[table.model] = table
    return found


TABLES = [Table("foundation.Heartbeat", {"name": NOT_PERSONAL, "at": NOT_PERSONAL, "note": NOT_PERSONAL})]
