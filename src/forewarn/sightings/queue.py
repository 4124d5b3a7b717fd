"""The queue: how long what waits has waited, and how long decisions took.

Judged is staffed time, since nobody decides while nobody is there; the time by the clock is what customers waited.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Min
from django.db.models.functions import Coalesce

from forewarn.brands.models import Brand
from forewarn.brands.rules.staffed import StaffedClock
from forewarn.sightings.models import Report, Sighting
from forewarn.sightings.rules import State

AIM_HALF = timedelta(hours=1)  # evidence F: half of the verdicts within an hour,
AIM_MOST = timedelta(hours=4)  # and nine in ten within four, in staffed hours
MEASURED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Quickness:
    """The time within which half of all decisions were made, and nine in ten."""

    half: timedelta
    most: timedelta


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for people, and how long decisions of the last 90 days took from the first report.

    `at_once` counts reports in that time that came to a lure which was decided already: nobody had to decide again.
    """

    oldest: datetime | None  # since when the one waits that waits longest
    waited: timedelta  # by it, in staffed time
    decided: int
    staffed: Quickness | None  # judged against the aims
    by_clock: Quickness | None
    at_once: int

    @property
    def oldest_is_late(self) -> bool:
        """Whether the one that waits longest has waited longer than nine in ten should."""
        return self.waited > AIM_MOST

    @property
    def half_is_late(self) -> bool:
        """Whether half of the verdicts took longer than the aim."""
        return self.staffed is not None and self.staffed.half > AIM_HALF

    @property
    def most_is_late(self) -> bool:
        """Whether nine in ten took longer than the aim."""
        return self.staffed is not None and self.staffed.most > AIM_MOST


def queue(brand: Brand, *, now: datetime) -> Queue:
    """The state of the queue."""
    waiting = Sighting.objects.filter(brand=brand, state=State.WAITING.value)
    oldest = waiting.aggregate(at=Min(Coalesce("reopened_at", "first_seen")))["at"]
    spans = _decisions(brand, since=now - MEASURED)
    clock = StaffedClock(brand.staffed_hours, min((seen for seen, _ in spans), default=now), now)
    return Queue(
        oldest=oldest,
        waited=waiting_clock(brand, since=oldest or now, now=now).between(oldest or now, now),
        decided=len(spans),
        staffed=quickness([clock.between(seen, at) for seen, at in spans]),
        by_clock=quickness([at - seen for seen, at in spans]),
        at_once=_at_once(brand, since=now - MEASURED),
    )


def waiting_clock(brand: Brand, *, since: datetime, now: datetime) -> StaffedClock:
    """What tells how long something waited, in staffed time."""
    return StaffedClock(brand.staffed_hours, since, now)


def _decisions(brand: Brand, *, since: datetime) -> list[tuple[datetime, datetime]]:
    """First report and first decision of each lure that customers reported. What staff noted by themselves was waited
    for by nobody, and what was merged counts with the one it went into."""
    rows = Sighting.objects.filter(brand=brand, first_decided_at__gte=since, reports__gt=0)
    times = rows.exclude(state=State.MERGED.value).values_list("first_seen", "first_decided_at")
    return [(seen, max(seen, at)) for seen, at in times if at is not None]


def _at_once(brand: Brand, *, since: datetime) -> int:
    decided = (State.CONFIRMED.value, State.DISMISSED.value)
    rows = Report.objects.filter(brand=brand, at__gte=since, sighting__state__in=decided)
    return rows.filter(at__gt=F("sighting__decided_at")).count()


def quickness(times: Sequence[timedelta]) -> Quickness | None:
    """The times within which half and nine in ten were done (nearest rank); None of none."""
    if not times:
        return None
    ordered = sorted(times)
    return Quickness(*(ordered[-(-len(ordered) * tenths // 10) - 1] for tenths in (5, 9)))
