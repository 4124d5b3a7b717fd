"""How bad a finding is for which class of message."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """block: must not be sent · error: needs a named person's waiver · warn · info."""

    INFO = "info"
    WARN = "warn"
    ERROR = "error"
    BLOCK = "block"

    @property
    def rank(self) -> int:
        """0 for info up to 3 for block."""
        return ("info", "warn", "error", "block").index(self.value)

    @property
    def gates(self) -> bool:
        """Whether it stops a mail (block, or error without a waiver)."""
        return self.rank >= 2

    def at_most(self, other: Severity) -> Severity:
        """The milder of the two."""
        return self if self.rank <= other.rank else other


class MessageClass(StrEnum):
    """The class of a message (DESIGN section 3); mixed counts as marketing."""

    CARE = "care"
    MANDATED = "mandated"
    TRANSACTIONAL = "transactional"
    MARKETING = "marketing"
    MIXED = "mixed"
    OPERATIONAL = "operational"


ALL_CLASSES = frozenset(MessageClass)
CARING = frozenset({MessageClass.CARE, MessageClass.MANDATED})
SELLING = frozenset({MessageClass.MARKETING, MessageClass.MIXED})
# The next stricter class, whose severity holds where evidence part E gives none for a class.
_STRICTER = {
    MessageClass.MARKETING: MessageClass.TRANSACTIONAL,
    MessageClass.OPERATIONAL: MessageClass.TRANSACTIONAL,
    MessageClass.TRANSACTIONAL: MessageClass.CARE,
    MessageClass.CARE: MessageClass.MANDATED,
    MessageClass.MANDATED: MessageClass.CARE,
}


@dataclass(frozen=True)
class Severities:
    """The severities of a rule as evidence part E gives them: per class, or one for all."""

    given: dict[MessageClass, Severity]
    every: Severity | None = None

    def of(self, message_class: MessageClass) -> Severity:
        """The severity for a class: its own, else that for all, else that of the next stricter class that has one."""
        if message_class is MessageClass.MIXED:
            message_class = MessageClass.MARKETING  # mixed counts as marketing
        if message_class in self.given:
            return self.given[message_class]
        if self.every is not None:
            return self.every
        tried = {message_class}
        stricter = _STRICTER[message_class]
        while stricter not in tried:
            if stricter in self.given:
                return self.given[stricter]
            tried.add(stricter)
            stricter = _STRICTER[stricter]
        return max(self.given.values(), key=lambda severity: severity.rank)


def severities(
    every: str | None = None, *, c: str = "", m: str = "", t: str = "", k: str = "", o: str = ""
) -> Severities:
    """Severities written as in the catalogue: c care, m mandated, t transactional, k marketing, o operational."""
    letters = {
        MessageClass.CARE: c,
        MessageClass.MANDATED: m,
        MessageClass.TRANSACTIONAL: t,
        MessageClass.MARKETING: k,
        MessageClass.OPERATIONAL: o,
    }
    given = {name: Severity(value) for name, value in letters.items() if value}
    return Severities(given, Severity(every) if every else None)
