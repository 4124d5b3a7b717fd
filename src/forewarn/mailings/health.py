"""What is wrong with mailings, for the status page and `forewarn doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Min, Q

from forewarn.foundation.health import Problem, Severity
from forewarn.mailings.models import Batch, Mailing
from forewarn.mailings.rules.states import State
from forewarn.mailings.sending.claims import is_open

LATE = timedelta(minutes=5)  # tick comes four times a minute; later than this, nobody works


def problems(now: datetime) -> Iterator[Problem]:
    """Mailings that paused by themselves, are held up, start late, or have due batches that nobody sends."""
    for mailing in Mailing.objects.filter(state=State.PAUSED.value, paused_by_itself=True):
        yield Problem(
            Severity.ERROR,
            f"The mailing “{mailing.title}” paused by itself: {mailing.pause_reason}",
            "Open the mailing, mend what it names, then resume it.",
            mailing.brand_id,
        )
    active = (State.SCHEDULED.value, State.SENDING.value)
    for mailing in Mailing.objects.filter(state__in=active).exclude(trouble=""):
        yield Problem(
            Severity.ERROR,
            f"The mailing “{mailing.title}” is held up: {mailing.trouble}",
            "Mend what it names; it goes on by itself.",
            mailing.brand_id,
        )
    yield from _late_starts(now)
    yield from _abandoned(now)


def _late_starts(now: datetime) -> Iterator[Problem]:
    late = Mailing.objects.filter(state=State.SCHEDULED.value, scheduled_for__lt=now - LATE, trouble="")
    for mailing in late:
        yield Problem(
            Severity.ERROR,
            f"The mailing “{mailing.title}” should have started at {mailing.scheduled_for:%Y-%m-%d %H:%M} UTC.",
            "See that `forewarn serve` (or `forewarn worker` and `forewarn tick`) runs.",
            mailing.brand_id,
        )


def _abandoned(now: datetime) -> Iterator[Problem]:
    stuck = Q(not_before__lt=now - LATE) & (Q(lease_until=None) | Q(lease_until__lt=now - LATE))
    resting = Q(mailing__resting_until__gt=now)
    rows = (
        Batch.objects.filter(is_open(now) & stuck & ~resting, mailing__state=State.SENDING.value)
        .filter(Q(mailing__called_at=None) | Q(mailing__called_at__lt=now - LATE))
        .values("mailing_id", "mailing__title", "mailing__brand_id")
        .annotate(since=Min("not_before"))
        .order_by("mailing_id")
    )
    for row in rows:
        yield Problem(
            Severity.ERROR,
            f"Batches of “{row['mailing__title']}” are due since {row['since']:%Y-%m-%d %H:%M} UTC and nobody sends them.",
            "See that `forewarn serve` (or `forewarn worker`) runs, or run "
            f"`forewarn send {row['mailing_id']}` to send them from a terminal.",
            row["mailing__brand_id"],
        )
