"""How long a customer's visit lasts, and what is shown of the companies that hold their data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

VISIT = timedelta(minutes=30)  # long enough to read it all and decide, short enough for a phone that is put down
KEPT = timedelta(days=30)  # that a visit happened, so that its owner can see if somebody else looked


@dataclass(frozen=True, slots=True)
class FieldHeld:
    """A field of the customer at a vendor: since when, until when (None: no end is known)."""

    code: str
    category: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class CategoryHeld:
    """The fields of one category, in the order in which they are shown, with the earliest beginning."""

    code: str
    fields: tuple[FieldHeld, ...]

    @property
    def since(self) -> datetime:
        """When the first of them went there."""
        return min(field.since for field in self.fields)

    @property
    def until(self) -> datetime | None:
        """When the last of them is gone; None where no end is known of one of them."""
        ends = [field.until for field in self.fields]
        known = [end for end in ends if end is not None]
        return max(known) if len(known) == len(ends) else None


def by_category(fields: Iterable[FieldHeld]) -> tuple[CategoryHeld, ...]:
    """The fields under their categories; both stay in the order in which they come."""
    found: dict[str, list[FieldHeld]] = {}
    for field in fields:
        found.setdefault(field.category, []).append(field)
    return tuple(CategoryHeld(code, tuple(members)) for code, members in found.items())


class Spanned(Protocol):
    """A field at a vendor from `since` until `end` (None: still)."""

    @property
    def field(self) -> str: ...
    @property
    def since(self) -> datetime: ...
    @property
    def end(self) -> datetime | None: ...


def fields_there(spans: Iterable[Spanned], leak: Mapping[str, Any], since: datetime, until: datetime) -> set[str]:
    """The fields that were at the vendor within a window, of those that the leak names; of all where it names none."""
    there = {span.field for span in spans if span.since < until and (span.end is None or span.end > since)}
    named = leak.get("fields")
    return there & set(named) if named else there


def measures_of(facts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The published measures of a vendor that say something, each a mapping with `measure`, `basis` and `stale`."""
    measures = facts.get("measures")
    return [m for m in measures if isinstance(m, Mapping) and m.get("measure")] if isinstance(measures, list) else []
