"""Waivers: an error that a named person lets pass, for a reason, until a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from forewarn.lint.findings import Finding
from forewarn.lint.severity import Severity

MAX_DAYS = 366  # from today to its last day; a waiver without end is a change of the rule
_KEYS = frozenset(("rule", "person", "reason", "expires", "match"))


class UnableToReadWaiver(Exception):
    """A waiver is not usable; the text names the place and what to do."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """Who lets which rule pass, why and until when (that day included); `match` narrows it to words or files.

    A block cannot be waived.
    """

    rule: str
    person: str
    reason: str
    expires: date
    match: str = ""

    def covers(self, finding: Finding, file: str, today: date) -> bool:
        """Whether it lets this finding pass today."""
        if finding.rule != self.rule or self.has_expired(today) or finding.severity is Severity.BLOCK:
            return False
        places = (finding.where.text, finding.message, finding.where.part, file)
        return not self.match or any(self.match.casefold() in place.casefold() for place in places)

    def has_expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return today > self.expires

    @property
    def ended(self) -> str:
        """What is said of it once it has expired."""
        return f"the waiver of {self.person} expired on {self.expires} and no longer counts"

    def __str__(self) -> str:
        """As it stands beside a waived finding."""
        return f"{self.person} until {self.expires.isoformat()}: {self.reason}"


def apply_waivers(
    findings: list[Finding], waivers: tuple[Waiver, ...], now: datetime, file: str = ""
) -> tuple[list[Finding], list[Waiver]]:
    """The findings, those that a waiver covers marked, and the waivers that have expired."""
    today = now.date()
    expired = [w for w in waivers if w.has_expired(today)]
    marked: list[Finding] = []
    for finding in findings:
        waiver = next((w for w in waivers if w.covers(finding, file, today)), None)
        marked.append(replace(finding, waived_by=str(waiver)) if waiver else finding)
    return marked, expired


def waiver_from(row: dict[str, Any], where: str, today: date) -> Waiver:
    """Build a waiver from a table of forewarn.toml. Raises UnableToReadWaiver naming the key at fault."""
    unknown = sorted(set(row) - _KEYS)
    if unknown:  # a "match" misspelt would waive the rule everywhere
        raise UnableToReadWaiver(f"{where}.{unknown[0]}: not a setting; known are {', '.join(sorted(_KEYS))}")
    values: dict[str, str] = {}
    for key in ("rule", "person", "reason"):
        value = row.get(key)
        if not isinstance(value, str) or not value.strip():
            raise UnableToReadWaiver(f"{where}.{key}: missing; a waiver names its rule, a person and a reason")
        values[key] = value.strip()
    expires = row.get("expires")
    if isinstance(expires, str):
        try:
            expires = date.fromisoformat(expires)
        except ValueError:
            expires = None
    if isinstance(expires, datetime):
        expires = expires.date()
    if not isinstance(expires, date):
        raise UnableToReadWaiver(f"{where}.expires: missing; write expires = 2027-03-31")
    if (expires - today).days > MAX_DAYS:
        raise UnableToReadWaiver(f"{where}.expires: {expires} is too far away; a waiver lasts {MAX_DAYS} days at most")
    match = row.get("match", "")
    if not isinstance(match, str):
        raise UnableToReadWaiver(f"{where}.match: expected a text")
    return Waiver(values["rule"].upper(), values["person"], values["reason"], expires, match)
