"""When a vendor is asked again: after a webhook that failed, and after silence."""

from __future__ import annotations

from datetime import datetime, timedelta

PROMISED_DAYS = 30  # that a brand promises until it says otherwise
REMIND_DAYS = 7  # between reminders
ESCALATE_DAYS = 5  # before a part is due: from then on the vendor's second address and the brand's staff are told
_PAUSES = (1, 5, 30, 120, 360)  # minutes after the first, second, … failure
_LONGEST = timedelta(hours=12)


def pause_after(failures: int) -> timedelta:
    """How long to wait after so many failures; it never gives up, since the customer still waits."""
    return timedelta(minutes=_PAUSES[failures - 1]) if 0 < failures <= len(_PAUSES) else _LONGEST


def next_reminder(asked: datetime, *, days: int) -> datetime:
    """When to remind after asking or reminding."""
    return asked + timedelta(days=days)


def escalates(due: datetime, now: datetime, *, days: int) -> bool:
    """Whether silence is now a matter for somebody else."""
    return now >= due - timedelta(days=days)
