"""Periodic work of the lessons."""

from __future__ import annotations

from datetime import datetime

from forewarn.lessons.actions.visiting import forget_old


def tick(now: datetime) -> None:
    """Delete visits older than twelve months."""
    forget_old(now=now)
