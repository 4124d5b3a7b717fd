"""The year of lessons: three a quarter, who is held out, and how gently customers are written to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

A_QUARTER = 3  # lessons
REFRESH_AFTER = timedelta(days=120)  # four months, before the skill fades (evidence A.1)
REFRESH_UNTIL = timedelta(days=180)  # at six months it has faded: then the whole lesson is better
MAX_HOLD_OUT = 50  # percent
BUCKETS = 10_000


class Due(StrEnum):
    """How a quarter's lessons stand."""

    DONE = "done"
    WAITING = "waiting"  # written, not yet sent
    DUE = "due"
    LATE = "late"
    LATER = "later"
    MISSED = "missed"
    BEFORE = "before"  # before the brand began


def due(*, first: date, last: date, today: date, began: date, sent: bool, written: bool) -> Due:
    """How the quarter from `first` to `last` stands today."""
    if sent:
        return Due.DONE
    if last < began:
        return Due.BEFORE
    if last < today:
        return Due.MISSED
    if written:
        return Due.WAITING
    if today < first:
        return Due.LATER
    return Due.LATE if today > first + (last - first) * 2 // 3 else Due.DUE


def held_out(customers: Iterable[int], *, key: str, percent: int) -> list[int]:
    """Those of the customers who are told a quarter later. The same key gives the same people, and any percentage of
    them holds every smaller one: raising it moves nobody out."""
    limit = BUCKETS * percent // 100
    start = hashlib.blake2b(key=key.encode()[:64], digest_size=4)
    found = []
    for customer in customers:
        mark = start.copy()
        mark.update(customer.to_bytes(8, "big"))
        if int.from_bytes(mark.digest(), "big") % BUCKETS < limit:
            found.append(customer)
    return found
