"""Quiet hours by the customer's country: nobody's phone rings at night because of us.

A country with several time zones is written to when it is day in all of them, since we know the country and not the town.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

_AHEAD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local hours without mail: from the hour `start` until the hour `end`; equal hours mean never quiet."""

    start: int
    end: int

    def cover(self, hour: int) -> bool:
        """Whether this local hour is quiet."""
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end


@lru_cache(maxsize=1)
def _zone_names() -> dict[str, tuple[str, ...]]:
    """Country (ISO 3166, two letters) → names of its time zones, from the tz database's own table."""
    found: dict[str, tuple[str, ...]] = {}
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _, name = line.split("\t")[:3]
            found[country] = (*found.get(country, ()), name)
    return found


@lru_cache(maxsize=512)
def zones_of(country: str, *, otherwise: str) -> tuple[ZoneInfo, ...]:
    """The time zones of a country; of an unknown or empty one, the zone named `otherwise`."""
    return tuple(ZoneInfo(name) for name in _zone_names().get(country.upper(), (otherwise,)))


def is_quiet(moment: datetime, zones: tuple[ZoneInfo, ...], hours: QuietHours) -> bool:
    """Whether it is quiet time in any of the zones at this moment (aware)."""
    return any(hours.cover(moment.astimezone(zone).hour) for zone in zones)


def next_allowed(moment: datetime, zones: tuple[ZoneInfo, ...], hours: QuietHours) -> datetime:
    """The first moment from `moment` on when it is not quiet in any zone.

    Where the zones lie so far apart that there is none, the zone in the middle decides.
    """
    if hours.start == hours.end:
        return moment
    middle = sorted(zones, key=lambda zone: moment.astimezone(zone).utcoffset() or timedelta())[len(zones) // 2]
    return _first_day(moment, zones, hours) or _first_day(moment, (middle,), hours) or moment


def _first_day(moment: datetime, zones: tuple[ZoneInfo, ...], hours: QuietHours) -> datetime | None:
    """This moment, or the first end of quiet hours in some zone, at which it is quiet in none."""
    if not is_quiet(moment, zones, hours):
        return moment
    ends = sorted({end for zone in zones for end in _ends(moment, zone, hours.end)})
    return next((end for end in ends if end >= moment and not is_quiet(end, zones, hours)), None)


def _ends(moment: datetime, zone: ZoneInfo, hour: int) -> list[datetime]:
    day = moment.astimezone(zone).date()
    days = [day + timedelta(days=n) for n in range(_AHEAD.days + 1)]
    return [datetime.combine(date, time(hour % 24), zone).astimezone(moment.tzinfo) for date in days]
