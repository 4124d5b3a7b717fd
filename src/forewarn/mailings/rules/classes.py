"""Classes of mail, and whom each may reach."""

from __future__ import annotations

from enum import StrEnum


class MessageClass(StrEnum):
    """What a mail is for; it decides eligibility, headers and lint rules."""

    MANDATED = "mandated"  # notices of a leak: ignore every choice, never promotional
    TRANSACTIONAL = "transactional"  # vendor-change notices, codes, answers: no promotion
    CARE = "care"  # alerts, lessons, check-ins: an opt-out of their own
    MARKETING = "marketing"
    MIXED = "mixed"  # care with promotion: counts as marketing
    OPERATIONAL = "operational"  # to staff and vendors, never to customers


TO_CUSTOMERS = frozenset(MessageClass) - {MessageClass.OPERATIONAL}


def choice_of(message_class: MessageClass) -> str | None:
    """The customer's choice that this class needs ("care" or "marketing"), or None where no choice hides it."""
    match message_class:
        case MessageClass.CARE:
            return "care"
        case MessageClass.MARKETING | MessageClass.MIXED:
            return "marketing"
        case _:
            return None
