"""Periodic work: the day of a change, and reminders."""

from __future__ import annotations

from datetime import datetime

from forewarn.vendor_changes.actions.departing import remind_due
from forewarn.vendor_changes.actions.latecomers import tell_due
from forewarn.vendor_changes.actions.switching import switch_due


def tick(now: datetime) -> None:
    """Tell whom a change concerns only by now, let due changes take effect, remind staff of proof that is missing."""
    tell_due(now=now)
    switch_due(now=now)
    remind_due(now=now)
