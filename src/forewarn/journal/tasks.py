"""The periodic part of the sent record."""

from __future__ import annotations

from datetime import datetime

from forewarn.journal.actions import forget_old


def tick(now: datetime) -> None:
    """Forget what is old."""
    forget_old(now=now)
