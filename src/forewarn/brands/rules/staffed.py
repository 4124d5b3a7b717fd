"""The hours in which people are there, and how much of a time fell into them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60


def minute_of(clock: str) -> int:
    """The minute of the day of a time such as 09:30; 24:00 is the end of the day."""
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


@dataclass(frozen=True, slots=True)
class StaffedHours:
    """When people are there: on these weekdays from one minute of the local day until another, but not on closed days.

    Monday is 0. A shift that ends no later than it begins goes on past midnight and belongs to the day on which it
    began. `always`: around the clock, whatever the rest says.
    """

    zone: ZoneInfo
    days: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    begins: int = 9 * 60
    ends: int = 17 * 60
    closed: frozenset[date] = frozenset()
    always: bool = False

    def shifts(self, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The shifts that may touch this span as (begin, end) in UTC, in order and without overlap."""
        if self.always:
            yield first.astimezone(UTC), last.astimezone(UTC)
            return
        # A shift of the day before may go on past midnight; one more shows where that one could begin at the earliest.
        day, free_from = first.astimezone(self.zone).date() - timedelta(days=2), datetime.min.replace(tzinfo=UTC)
        while day <= last.astimezone(self.zone).date():
            if day.weekday() in self.days and day not in self.closed:
                end_minute = self.ends if self.ends > self.begins else self.ends + DAY_MINUTES
                # Where the clocks go forward, a time that does not exist may come after a later one: never count twice.
                begin, end = max(self._at(day, self.begins), free_from), self._at(day, end_minute)
                if begin < end:
                    yield begin, end
                    free_from = end
            day += timedelta(days=1)

    def _at(self, day: date, minute: int) -> datetime:
        local = datetime.combine(day, time.min) + timedelta(minutes=minute)
        return local.replace(tzinfo=self.zone).astimezone(UTC)


class StaffedClock:
    """A clock that runs only while people are there, counted up once for a span so that many times can be read off it."""

    def __init__(self, hours: StaffedHours, first: datetime, last: datetime) -> None:
        """A clock for instants from `first` to `last`; others count as the nearest of the two."""
        self._first, self._last = first, max(first, last)
        self._shifts = list(hours.shifts(self._first, self._last))
        self._before = [timedelta()]
        for begin, end in self._shifts:
            self._before.append(self._before[-1] + (end - begin))
        self._begins = [begin for begin, _ in self._shifts]

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The staffed time from one instant to a later one; nothing where it is not later."""
        return max(timedelta(), self._reading(end) - self._reading(start))

    def _reading(self, instant: datetime) -> timedelta:
        instant = min(max(instant, self._first), self._last)
        number = bisect_right(self._begins, instant)
        if not number:
            return timedelta()
        begin, end = self._shifts[number - 1]
        return self._before[number - 1] + (min(instant, end) - begin)
