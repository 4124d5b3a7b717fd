"""The periodic part of the sent record."""

from __future__ import annotations

from datetime import datetime

from forewarn.audit.rules import SYSTEM
from forewarn.journal.actions import explain_again, forget_old
from forewarn.journal.queries import brands_waiting


def tick(now: datetime) -> None:
    """Explain what waits by vendors that were listed since, and forget what is old."""
    for brand in brands_waiting():
        explain_again(brand=brand, by=SYSTEM, now=now)
    forget_old(now=now)
