"""When to try again, and when to stop trying (RFC 5321 section 4.5.4.1).

A relay behind us keeps its own queue, so "not now" from it is short-lived: the first steps are shorter than the RFC's
half hour, the later ones are longer.
"""

from __future__ import annotations

from datetime import datetime, timedelta

GIVE_UP_AFTER = 48  # hours; a quarterly alert that is two days late is still worth having, later it is not

_STEPS = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 20, 40, 80, 160, 240))
_RELAY_STEPS = tuple(timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 80, 160, 300))
IN_DOUBT_STEP = timedelta(minutes=1)  # the connection broke, nobody said "later"


def next_try(attempt: int, *, now: datetime) -> datetime:
    """When recipients that were put off in this attempt (0 is the first) are tried again."""
    return now + _STEPS[min(attempt, len(_STEPS) - 1)]


def gives_up(*, tried_since: datetime, again_at: datetime, hours: int) -> bool:
    """Whether another try would come too late."""
    return again_at - tried_since > timedelta(hours=hours)


def relay_pause(failures: int) -> timedelta:
    """How long to leave a relay alone after so many failures in a row (1 is the first)."""
    return _RELAY_STEPS[min(max(failures, 1), len(_RELAY_STEPS)) - 1]
