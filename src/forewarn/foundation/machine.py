"""What can be wrong with the machine itself: the disk, and work that waits or failed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from forewarn.foundation.background import queue_state
from forewarn.foundation.health import Problem, Severity

LOW_DISK = 1_000_000_000  # bytes: a mailing to a million people writes some 300 MB of proof
FULL_DISK = 200_000_000  # bytes: SQLite needs room for its journal to write anything
LATE = timedelta(minutes=10)  # work that waits longer than this is not picked up, or there is too much of it
RECENT = timedelta(days=1)


def free_disk() -> int:
    """Bytes that are left on the disk on which the installation writes; plenty where it has written nothing yet."""
    return shutil.disk_usage(settings.HOME).free if settings.HOME.exists() else LOW_DISK


def disk_is_full() -> bool:
    """Whether so little room is left that nothing more should be taken in."""
    return free_disk() < FULL_DISK


def problems(now: datetime) -> Iterator[Problem]:
    """A disk that fills up, background work that waits too long, and tasks that failed within the last day."""
    yield from _disk()
    state = queue_state(since=now - RECENT)
    if state.broker_trouble:
        what = f"The broker of background work does not answer: {state.broker_trouble}"
        yield Problem(Severity.ERROR, what, "See that RabbitMQ runs and that FOREWARN_BROKER is right.")
    if state.oldest_waiting is not None and now - state.oldest_waiting > LATE:
        what = f"{state.waiting:,} tasks wait, the oldest since {state.oldest_waiting:%Y-%m-%d %H:%M} UTC."
        yield Problem(Severity.ERROR, what, "See that `forewarn worker` runs; several may run at a time.")
    if state.failed:
        what = f"{state.failed:,} background tasks failed within a day, such as {state.last_failed}."
        yield Problem(
            Severity.WARNING, what, "The log of the worker has the reason. Most work is taken up again by itself."
        )


def _disk() -> Iterator[Problem]:
    free = free_disk()
    if free >= LOW_DISK:
        return
    what = f"Only {free // 1_000_000:,} MB are left on the disk of {settings.HOME}."
    fix = "Make room or move the installation: proof of delivery is written there."
    if free >= FULL_DISK:
        yield Problem(Severity.WARNING, what, fix)
        return
    what += " No more mail is taken in: senders and providers are told to try again, mailboxes keep it."
    yield Problem(Severity.ERROR, what, fix)
