"""DNS records as the screens show them: what to publish, beside what the last check saw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from forewarn.brands.rules.dns import Finding, Record, State
from forewarn.mail.dkim.keys import RECORD_STRING_OCTETS, record_strings


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record and, where it was checked in its present form, what was found."""

    record: Record
    finding: Finding | None

    @property
    def badge(self) -> str:
        """The class of its badge."""
        if self.finding is None:
            return "quiet"
        return {State.OK: "ok", State.MISSING: "warn", State.WRONG: "bad"}.get(self.finding.state, "quiet")

    @property
    def strings(self) -> str:
        """The value cut into quoted strings, for DNS forms that take no more than 255 characters; empty if short."""
        if len(self.record.value) <= RECORD_STRING_OCTETS:
            return ""
        return " ".join(f'"{part}"' for part in record_strings(self.record.value))


def records_with_findings(records: Iterable[Record], stored: list[dict[str, Any]]) -> list[ShownRecord]:
    """Pair the records with stored findings; one that was checked with another value counts as not checked."""
    found = {(f.name, f.value): f for f in map(Finding.from_json, stored)}
    return [ShownRecord(record, found.get((record.name, record.value))) for record in records]
