"""Staffed time: nights, weekends, closed days, changes of the clock, zones of half an hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.brands.rules.staffed import WEEK, StaffedClock, StaffedHours, minute_of

LONDON, BERLIN, KOLKATA = ZoneInfo("Europe/London"), ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kolkata")
ZONES = ("Europe/London", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia")
EVERY_DAY = frozenset(range(7))


def at(text, zone=LONDON):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def hours(zone=LONDON, **fields):
    return StaffedHours(zone=zone, **fields)


def staffed(of, start, end):
    return StaffedClock(of, start, end).between(start, end)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-23T10:00", "2026-11-23T11:30", 90),  # Monday, within
        ("2026-11-23T16:30", "2026-11-24T09:30", 60),  # over night
        ("2026-11-20T16:00", "2026-11-23T10:00", 120),  # over the weekend
        ("2026-11-21T08:00", "2026-11-22T20:00", 0),  # Saturday to Sunday
        ("2026-11-23T18:00", "2026-11-24T08:00", 0),  # night only
        ("2026-11-23T09:00", "2026-11-30T09:00", 5 * 480),  # a week
    ],
)
def test_hours_of_an_office(start, end, minutes):
    assert staffed(hours(), at(start), at(end)) == timedelta(minutes=minutes)


def test_closed_days_do_not_count():
    closed = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
    spent = staffed(hours(closed=closed), at("2026-12-24T16:00"), at("2026-12-29T10:00"))
    assert spent == timedelta(hours=2)


def test_a_shift_past_midnight_belongs_to_the_day_it_began():
    late = hours(days=frozenset({4}), begins=22 * 60, ends=6 * 60)  # Friday night
    assert staffed(late, at("2026-11-20T00:00"), at("2026-11-23T00:00")) == timedelta(hours=8)
    assert staffed(late, at("2026-11-21T05:00"), at("2026-11-21T12:00")) == timedelta(hours=1)
    assert staffed(late, at("2026-11-20T00:00"), at("2026-11-20T07:00")) == timedelta(0)  # Thursday's is none


def test_the_day_is_that_of_the_zone():
    start, end = at("2026-11-23T03:30", UTC), at("2026-11-23T04:00", UTC)
    assert staffed(hours(KOLKATA), start, end) == timedelta(minutes=30)  # 09:00 to 09:30 there
    assert staffed(hours(), start, end) == timedelta(0)


def test_nights_on_which_the_clocks_change():
    night = hours(BERLIN, days=EVERY_DAY, begins=0, ends=6 * 60)
    assert staffed(night, at("2026-03-29T00:00", BERLIN), at("2026-03-29T12:00", BERLIN)) == timedelta(hours=5)
    assert staffed(night, at("2026-10-25T00:00", BERLIN), at("2026-10-25T12:00", BERLIN)) == timedelta(hours=7)


def test_hours_that_do_not_exist_are_not_counted_twice():
    odd = hours(BERLIN, days=EVERY_DAY, begins=3 * 60, ends=2 * 60 + 45)  # ends at 02:45, which 29 March has not
    start, end = at("2026-03-28T00:00", BERLIN), at("2026-03-31T00:00", BERLIN)
    assert staffed(odd, start, end) <= end.astimezone(UTC) - start.astimezone(UTC)


def test_around_the_clock_is_the_clock():
    start, end = at("2026-10-24T23:59"), at("2026-11-02T03:07")
    assert staffed(hours(always=True, days=frozenset()), start, end) == end.astimezone(UTC) - start.astimezone(UTC)


def test_times_as_they_are_stored():
    assert [minute_of(text) for text in ("00:00", "09:30", "24:00")] == [0, 570, 1440]
    assert len(WEEK) == 7


instants = st.datetimes(min_value=datetime(2025, 12, 1), max_value=datetime(2027, 1, 31)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
some_hours = st.builds(
    StaffedHours,
    zone=st.sampled_from([ZoneInfo(name) for name in ZONES]),
    days=st.frozensets(st.integers(0, 6)),
    begins=st.integers(0, 47).map(lambda half: half * 30),
    ends=st.integers(1, 48).map(lambda half: half * 30),
    closed=st.frozensets(st.dates(date(2025, 12, 1), date(2027, 1, 31)), max_size=20),
    always=st.booleans(),
)


@given(some_hours, st.lists(instants, min_size=3, max_size=3).map(sorted))
def test_staffed_time_adds_up_and_never_exceeds_the_clock(of, moments):
    first, middle, last = moments
    clock = StaffedClock(of, first, last)
    whole = clock.between(first, last)
    assert clock.between(first, middle) + clock.between(middle, last) == whole
    assert timedelta(0) <= clock.between(first, middle) <= whole <= last - first
    assert staffed(of, first, middle) == clock.between(first, middle)  # whatever span the clock was made for


@given(
    st.builds(
        StaffedHours,
        zone=st.sampled_from([ZoneInfo(name) for name in ZONES]),
        days=st.frozensets(st.integers(0, 6)),
        begins=st.integers(12, 20).map(lambda half: half * 30),  # no clock changes between 6 and 22
        ends=st.integers(24, 44).map(lambda half: half * 30),
        closed=st.frozensets(st.dates(date(2026, 3, 20), date(2026, 4, 20)), max_size=5),
    ),
    st.integers(0, 30 * 96),
    st.integers(0, 96 * 9),
)
def test_it_is_what_a_look_at_the_wall_clock_every_quarter_says(of, offset, quarters):
    start = datetime(2026, 3, 20, tzinfo=UTC) + timedelta(minutes=15 * offset)
    looks = [(start + timedelta(minutes=15 * n)).astimezone(of.zone) for n in range(quarters)]
    there = [
        look for look in looks
        if look.weekday() in of.days and look.date() not in of.closed and of.begins <= look.hour * 60 + look.minute < of.ends
    ]  # fmt: skip
    end = start + timedelta(minutes=15 * quarters)
    assert staffed(of, start, end) == timedelta(minutes=15 * len(there))
