"""Filters over customers: those of a list and of a segment, as plain data that goes into JSON and into an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any


class UnableToReadFilter(ValueError):
    """The stored or typed filter cannot be understood; the text says which part."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Customers who fit every part that is given; an empty part asks nothing.

    `locale` fits its regions too ("es" fits "es-MX"). `attribute` is a name, `value` its exact value.
    `created_since` and `created_before` are days in the brand's time zone.
    """

    locale: str = ""
    country: str = ""
    attribute: str = ""
    value: str = ""
    created_since: date | None = None
    created_before: date | None = None
    care: bool | None = None
    marketing: bool | None = None
    reachable: bool | None = None

    @property
    def empty(self) -> bool:
        """Whether it fits everybody."""
        return self == Filter()

    def to_json(self) -> dict[str, Any]:
        """Only the parts that ask something; days as ISO 8601."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
            if value not in ("", None)
        }


_NAMES = frozenset(field.name for field in fields(Filter))
_DAYS = ("created_since", "created_before")
_SWITCHES = ("care", "marketing", "reachable")


def read_filter(stored: Mapping[str, Any]) -> Filter:
    """The filter of `to_json`. Raises UnableToReadFilter on an unknown part or a value of the wrong kind."""
    parts = dict(stored)
    if unknown := sorted(set(parts) - _NAMES):
        raise UnableToReadFilter(f"“{unknown[0]}” is not something customers can be filtered by")
    for name in _DAYS:
        if parts.get(name):
            try:
                parts[name] = date.fromisoformat(parts[name])
            except (TypeError, ValueError) as error:
                raise UnableToReadFilter(f"{name}: write a day as 2026-11-23") from error
    for name in _SWITCHES:
        if parts.get(name) not in (None, True, False):
            raise UnableToReadFilter(f"{name}: write true or false")
    if bool(parts.get("attribute")) != bool(parts.get("value")):
        raise UnableToReadFilter("an attribute and its value belong together")
    return Filter(**parts)
