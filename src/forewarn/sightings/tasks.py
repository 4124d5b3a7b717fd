"""The periodic part of sightings."""

from __future__ import annotations

from datetime import datetime

from forewarn.sightings.actions import forget_old


def tick(now: datetime) -> None:
    """Forget what is old."""
    forget_old(now=now)
