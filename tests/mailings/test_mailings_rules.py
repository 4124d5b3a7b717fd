"""Decisions of mailings: who gets what, when, how often it is tried, and when it stops by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from forewarn.mailings.rules import retries
from forewarn.mailings.rules.classes import MessageClass, choice_of
from forewarn.mailings.rules.eligibility import (
    EXPLAINED,
    NOT_REACHED,
    Crowd,
    Standing,
    hindrance,
    pick_locale,
    since_start,
)
from forewarn.mailings.rules.pausing import Results, reason_to_pause
from forewarn.mailings.rules.quiet_hours import QuietHours, is_quiet, next_allowed, zones_of
from forewarn.mailings.rules.states import State, Step, allowed_from, refusal, steps_for
from forewarn.mailings.rules.waves import cut, release_times, split_in_waves, wave_of

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NIGHT = QuietHours(20, 8)


# -- classes and eligibility -------------------------------------------------------------------------------------------

WILLING = Standing(care=True, marketing=True, reachable=True)
UNWILLING = Standing(care=False, marketing=False, reachable=True)


@pytest.mark.parametrize(
    ("message_class", "choice"),
    [
        ("mandated", None),
        ("transactional", None),
        ("care", "care"),
        ("marketing", "marketing"),
        ("mixed", "marketing"),
        ("operational", None),
    ],
)
def test_the_choice_that_a_class_needs(message_class, choice):
    assert choice_of(MessageClass(message_class)) == choice
    assert hindrance(MessageClass(message_class), WILLING) is None
    assert hindrance(MessageClass(message_class), UNWILLING) == (Crowd.OPTED_OUT if choice else None)


def test_care_and_marketing_are_separate_choices():
    only_care = Standing(care=True, marketing=False, reachable=True)
    assert hindrance(MessageClass.CARE, only_care) is None
    assert hindrance(MessageClass.MARKETING, only_care) is Crowd.OPTED_OUT
    assert hindrance(MessageClass.MIXED, only_care) is Crowd.OPTED_OUT


@pytest.mark.parametrize("message_class", list(MessageClass))
def test_nothing_goes_to_an_unreachable_or_barred_address(message_class):
    assert hindrance(message_class, Standing(care=True, marketing=True, reachable=False)) is Crowd.UNREACHABLE
    barred = Standing(care=True, marketing=True, reachable=True, suppressed=True)
    assert hindrance(message_class, barred) is Crowd.SUPPRESSED


def test_every_crowd_is_explained_and_those_not_reached_are_all_the_others():
    assert set(EXPLAINED) == set(Crowd)
    assert set(NOT_REACHED) == set(Crowd) - {Crowd.REACHED}


@pytest.mark.parametrize("crowd", [Crowd.OPTED_OUT, Crowd.UNREACHABLE, Crowd.SUPPRESSED, Crowd.GONE])
def test_a_reason_after_the_start_says_since_or_is_the_same(crowd):
    assert since_start(crowd) in (Crowd(f"{crowd}_since") if crowd is not Crowd.SUPPRESSED else crowd, crowd)


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ("es", "es"),
        ("ES", "es"),
        ("es-MX", "es"),
        ("es_MX", "es"),
        ("en-GB", "en-GB"),
        ("en-US", "en-GB"),
        ("en", "en-GB"),
        ("fr", "en-GB"),
        ("", "en-GB"),
    ],
)
def test_the_words_in_the_customers_language_or_the_nearest(wanted, got):
    assert pick_locale(wanted, frozenset({"en-GB", "es"}), "en-GB") == got


def test_without_the_default_locale_the_first_in_order_stands_in():
    assert pick_locale("fr", frozenset({"es", "de"}), "en") == "de"


# -- states ------------------------------------------------------------------------------------------------------------


def test_what_can_be_done_in_each_state():
    assert steps_for(State.DRAFT) == {Step.EDIT, Step.SUBMIT, Step.CANCEL}
    assert steps_for(State.SUBMITTED) == {Step.EDIT, Step.WITHDRAW, Step.APPROVE, Step.CANCEL}
    assert steps_for(State.APPROVED) == {Step.EDIT, Step.WITHDRAW, Step.SCHEDULE, Step.SEND, Step.CANCEL}
    assert steps_for(State.SENDING) == {Step.PAUSE, Step.CANCEL}
    assert steps_for(State.PAUSED) == {Step.RESUME, Step.CANCEL}
    assert steps_for(State.DONE) == steps_for(State.CANCELLED) == frozenset()


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("state", list(State))
def test_a_refusal_names_the_step_the_state_and_what_to_do(step, state):
    if state not in allowed_from(step):
        text = refusal(step, state)
        assert text.startswith(f"You cannot {step} this mailing: it is {state}. ")
        assert text.endswith(".")
        assert len(text.split(". ")) >= 2


# -- waves and batches -------------------------------------------------------------------------------------------------


@given(st.sets(st.integers(1, 2**32 - 1), max_size=300), st.integers(1, 10_000), st.integers(1, 30))
def test_every_customer_is_in_exactly_one_wave(ids, mailing_id, waves):
    parts = split_in_waves(BitMap(ids), mailing_id=mailing_id, waves=waves)
    assert len(parts) == waves
    assert sum(map(len, parts)) == len(ids)
    assert BitMap.union(BitMap(), *parts) == BitMap(ids)


def test_waves_are_even_and_differ_between_mailings():
    ids = BitMap(range(1, 10_001))
    sizes = [len(part) for part in split_in_waves(ids, mailing_id=1, waves=5)]
    assert all(1_800 < size < 2_200 for size in sizes)
    one = [wave_of(n, mailing_id=1, waves=5) for n in range(1, 1_001)]
    other = [wave_of(n, mailing_id=2, waves=5) for n in range(1, 1_001)]
    assert 100 < sum(a == b for a, b in zip(one, other, strict=True)) < 350


def test_waves_are_spread_evenly_over_the_days():
    assert release_times(START, waves=1, days=0) == [START]
    assert release_times(START, waves=4, days=2) == [START + timedelta(hours=12 * n) for n in range(4)]


@given(st.sets(st.integers(1, 100_000), max_size=200), st.integers(1, 50))
def test_batches_are_neighbours_and_lose_nobody(ids, size):
    pieces = list(cut(BitMap(ids), size))
    assert [n for piece in pieces for n in piece] == sorted(ids)
    assert all(len(piece) <= size for piece in pieces)


# -- retries -----------------------------------------------------------------------------------------------------------


def test_the_steps_grow_and_then_stay():
    steps = [retries.next_try(attempt, now=START) - START for attempt in range(12)]
    assert steps == sorted(steps)
    assert steps[0] == timedelta(minutes=5)
    assert steps[-1] == steps[-2] == timedelta(hours=4)


def test_it_gives_up_where_the_next_try_would_come_too_late():
    late = START + timedelta(hours=48)
    assert not retries.gives_up(tried_since=START, again_at=late, hours=48)
    assert retries.gives_up(tried_since=START, again_at=late + timedelta(seconds=1), hours=48)


def test_a_relay_rests_longer_after_every_failure():
    rests = [retries.relay_pause(failures) for failures in range(12)]
    assert rests == sorted(rests)
    assert (rests[0], rests[1], rests[-1]) == (timedelta(seconds=5), timedelta(seconds=5), timedelta(minutes=5))


# -- pausing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("results", "pauses"),
    [
        (Results(accepted=99, refused=0), False),
        (Results(accepted=50, refused=49), False),  # too few tried to say
        (Results(accepted=95, refused=5), False),  # exactly the limit
        (Results(accepted=94, refused=6), True),
        (Results(accepted=96, refused=4, bounced=2), True),
        (Results(accepted=1_000, refused=0, complaints=3), False),
        (Results(accepted=1_000, refused=0, complaints=4), True),
        (Results(accepted=150, refused=0, complaints=2), False),  # two people are no trend
    ],
)
def test_it_pauses_when_a_rate_passes_its_limit(results, pauses):
    reason = reason_to_pause(results, bounce_limit=5, complaint_limit=0.3)
    assert bool(reason) == pauses


def test_the_reason_has_the_figures_and_what_to_do():
    reason = reason_to_pause(Results(accepted=180, refused=20), bounce_limit=5, complaint_limit=0.3)
    assert "20 of 200" in reason
    assert "10.0%" in reason
    assert "5 % you set" in reason
    assert "resume" in reason
    reason = reason_to_pause(Results(accepted=1_000, refused=0, complaints=5), bounce_limit=5, complaint_limit=0.3)
    assert "5 of 1000 people marked the mail as spam: 0.50%" in reason


# -- quiet hours -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hour", "quiet"), [(19, False), (20, True), (23, True), (0, True), (7, True), (8, False)])
def test_the_night_wraps_around_midnight(hour, quiet):
    assert NIGHT.cover(hour) == quiet


def test_hours_within_one_day_and_none_at_all():
    assert QuietHours(12, 14).cover(13)
    assert not QuietHours(12, 14).cover(14)
    assert not any(QuietHours(8, 8).cover(hour) for hour in range(24))


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("GB", datetime(2026, 11, 24, 8, 0, tzinfo=ZoneInfo("Europe/London"))),
        ("gb", datetime(2026, 11, 24, 8, 0, tzinfo=ZoneInfo("Europe/London"))),
        ("DE", datetime(2026, 11, 24, 8, 0, tzinfo=ZoneInfo("Europe/Berlin"))),
        ("IN", datetime(2026, 11, 24, 8, 0, tzinfo=ZoneInfo("Asia/Kolkata"))),
        ("", datetime(2026, 11, 24, 8, 0, tzinfo=ZoneInfo("Europe/Madrid"))),
        ("XX", datetime(2026, 11, 24, 8, 0, tzinfo=ZoneInfo("Europe/Madrid"))),
    ],
)
def test_the_morning_of_the_customers_country_is_waited_for(country, expected):
    evening = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    zones = zones_of(country, otherwise="Europe/Madrid")
    morning = next_allowed(evening, zones, NIGHT)
    assert morning == expected
    assert next_allowed(morning, zones, NIGHT) == morning


def test_a_country_with_several_zones_is_written_to_when_it_is_day_in_all_of_them():
    zones = zones_of("US", otherwise="UTC")
    morning = next_allowed(datetime(2026, 11, 23, 13, 0, tzinfo=UTC), zones, NIGHT)
    assert morning.astimezone(ZoneInfo("Pacific/Honolulu")).hour == 8
    assert morning.astimezone(ZoneInfo("America/New_York")).hour == 13
    evening_in_new_york = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    assert is_quiet(evening_in_new_york, zones, NIGHT)


def test_where_no_hour_is_day_everywhere_the_zone_in_the_middle_decides():
    zones = tuple(map(ZoneInfo, ("Pacific/Kiritimati", "Europe/London", "Pacific/Pago_Pago")))
    hours = QuietHours(18, 10)
    noon_in_london = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    assert next_allowed(noon_in_london, zones, hours) == noon_in_london
    at_night = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    assert next_allowed(at_night, zones, hours) == datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def test_never_quiet_is_always_now():
    assert next_allowed(START, zones_of("RU", otherwise="UTC"), QuietHours(0, 0)) == START


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    st.sampled_from(["GB", "US", "RU", "BR", "AU", "IN", "NP", "CL", "NZ", "ID"]),
    st.integers(0, 23),
    st.integers(0, 23),
)
def test_the_moment_found_is_allowed_and_never_before(moment, country, start, end):
    zones, hours = zones_of(country, otherwise="UTC"), QuietHours(start, end)
    found = next_allowed(moment, zones, hours)
    assert found >= moment
    assert next_allowed(found, zones, hours) == found
    assert found - moment <= timedelta(days=3)
