"""The life of a DKIM key."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum


class KeyState(StrEnum):
    """Where a key stands: made, used, replaced, or no longer believed."""

    WAITING = "waiting"
    SIGNING = "signing"
    RETIRED = "retired"
    COMPROMISED = "compromised"


def next_selector(taken: Collection[str], *, now: datetime) -> str:
    """A selector that was never used at the domain: "fw" with year and month, then with a letter added.

    A selector is never used twice, since old mail must still find the key of its time.
    """
    base = f"fw{now:%y%m}"
    candidates = [base, *(f"{base}{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")]
    free = (name for name in candidates if name not in taken)
    return next(free, f"{base}-{len(taken)}")
