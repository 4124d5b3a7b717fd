"""Where a removal stands, in the words of the Data Rights Protocol 1.0, and what may follow what."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Status(StrEnum):
    """A request, or the part of one vendor."""

    OPEN = "open"  # received, not asked of the vendor yet
    IN_PROGRESS = "in_progress"
    FULFILLED = "fulfilled"
    REVOKED = "revoked"  # the customer took it back
    DENIED = "denied"  # an exception, stated to the customer
    EXPIRED = "expired"  # past the time it was due, still awaited


class Reason(StrEnum):
    """Why it is not done."""

    NEED_USER_VERIFICATION = "need_user_verification"
    SUSPECTED_FRAUD = "suspected_fraud"
    INSUFFICIENT_VERIFICATION = "insufficient_verification"
    NO_MATCH = "no_match"
    CLAIM_NOT_COVERED = "claim_not_covered"
    OUTSIDE_JURISDICTION = "outside_jurisdiction"
    OTHER = "other"


class Via(StrEnum):
    """How a vendor is asked."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    HAND = "hand"


class Origin(StrEnum):
    """What brought a request about."""

    PAGE = "page"
    ERASURE = "erasure"
    STAFF = "staff"


class How(StrEnum):
    """How a customer told staff."""

    MAIL = "mail"
    PHONE = "phone"
    LETTER = "letter"
    PERSON = "person"


SETTLED = frozenset({Status.FULFILLED, Status.REVOKED, Status.DENIED})
"""Nothing follows; an expired part can still be fulfilled."""

REASONS: dict[Status, frozenset[Reason]] = {
    Status.IN_PROGRESS: frozenset({Reason.NEED_USER_VERIFICATION}),
    Status.DENIED: frozenset(Reason) - {Reason.NEED_USER_VERIFICATION},
}
"""The reasons that a status may have; the others have none. A denial must have one."""

ANSWERS = frozenset({Status.IN_PROGRESS, Status.FULFILLED, Status.DENIED})
"""What a vendor may say."""


def wrong_with(status: Status, reason: Reason | None, words: str) -> str:
    """What is wrong with an answer, in a sentence; empty where nothing is."""
    if status not in ANSWERS:
        return "Say that it is done, that it cannot be done, or that it goes on."
    if reason is not None and reason not in REASONS.get(status, frozenset()):
        return f"The reason {reason} does not go with {status}."
    if status is Status.DENIED and reason is None:
        return "Say why it cannot be done."
    if status is Status.DENIED and not words.strip():
        return "Say in words why it cannot be done: the customer reads them."
    return ""


def says_gone(status: Status, reason: Reason | None) -> bool:
    """Whether the vendor says that it has nothing of the customer: it deleted it, or found nothing."""
    return status is Status.FULFILLED or (status is Status.DENIED and reason is Reason.NO_MATCH)


def status_of(parts: Iterable[tuple[Status, Reason | None]]) -> Status:
    """The status of a request by those of its parts: it is closed only when every part is.

    A vendor that found nothing stands in nobody's way: the request is denied only where something is kept.
    """
    found = [Status.FULFILLED if says_gone(status, reason) else status for status, reason in parts]
    if any(part not in SETTLED for part in found):
        if Status.EXPIRED in found:
            return Status.EXPIRED
        return Status.OPEN if all(part is Status.OPEN for part in found) else Status.IN_PROGRESS
    if Status.DENIED in found:
        return Status.DENIED
    return Status.FULFILLED if Status.FULFILLED in found else Status.REVOKED
