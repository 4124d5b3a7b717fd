"""How long what waits has waited, and how quick decisions were: in staffed hours, and by the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from factories import make_brand
from forewarn.audit.rules import Actor
from forewarn.sightings import actions, grouping
from forewarn.sightings.models import Sighting
from forewarn.sightings.queue import Quickness, queue, quickness
from forewarn.sightings.reporting import Lure, Told, add_report
from forewarn.sightings.rules import Channel

pytestmark = pytest.mark.django_db
STAFF = Actor.staff(1, "Ben Hale")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # the team of a London brand begins
FRIDAY = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
WORDS = {"en": {"says": "“Points”", "wants": "a fee", "tell": "we never ask for a fee"}}


@pytest.fixture
def brand():
    return make_brand("lantern")


def lure(letter):
    text = " ".join(f"{letter}{c}{c}" for c in "abcdefghijklmnop")
    return Lure(subject=letter * 9, text=text, hosts=(f"{letter}.test",), sender=f"info@{letter}.test")


def report(brand, letter="x", at=MONDAY, source=""):
    return add_report(brand=brand, lure=lure(letter), told=Told(source or letter), now=at)


def test_nothing_waits(brand):
    found = queue(brand, now=MONDAY)
    assert (found.oldest, found.waited, found.decided, found.staffed) == (None, timedelta(0), 0, None)
    assert not found.oldest_is_late and not found.half_is_late


def test_the_judged_time_is_staffed_time(brand):
    found = report(brand, at=FRIDAY)
    actions.dismiss(sighting=found, by=STAFF, now=MONDAY + timedelta(minutes=20))
    state = queue(brand, now=MONDAY + timedelta(hours=1))
    assert state.staffed == Quickness(timedelta(minutes=50), timedelta(minutes=50))
    assert state.by_clock.half == timedelta(days=2, hours=16, minutes=50)
    assert not state.half_is_late


def test_around_the_clock_every_hour_is_judged(brand):
    brand.staffed_always = True
    brand.save()
    found = report(brand, at=FRIDAY)
    actions.dismiss(sighting=found, by=STAFF, now=MONDAY)
    state = queue(brand, now=MONDAY)
    assert state.staffed == state.by_clock
    assert state.half_is_late and state.most_is_late


def test_half_and_nine_in_ten():
    times = [timedelta(hours=hours) for hours in (7, 1, 2, 3, 4, 5, 6, 8, 9, 10)]
    assert quickness(times) == Quickness(timedelta(hours=5), timedelta(hours=9))
    assert quickness(times[:1]) == Quickness(timedelta(hours=7), timedelta(hours=7))
    assert quickness([]) is None


def test_what_waits_longest_is_late_after_four_staffed_hours(brand):
    report(brand, "y", at=MONDAY)
    report(brand, "x", at=FRIDAY)  # half an hour before the weekend
    state = queue(brand, now=MONDAY + timedelta(hours=3, minutes=30))
    assert (state.oldest, state.waited, state.oldest_is_late) == (FRIDAY, timedelta(hours=4), False)
    assert queue(brand, now=MONDAY + timedelta(hours=3, minutes=31)).oldest_is_late


def test_the_first_decision_counts_and_what_was_taken_back_waits_anew(brand):
    found = report(brand)
    actions.dismiss(sighting=found, by=STAFF, now=MONDAY + timedelta(hours=1))
    actions.reopen(sighting=found, by=STAFF, now=MONDAY + timedelta(hours=5))
    state = queue(brand, now=MONDAY + timedelta(hours=6))
    assert (state.decided, state.staffed.half) == (1, timedelta(hours=1))
    assert (state.oldest, state.waited) == (MONDAY + timedelta(hours=5), timedelta(hours=1))


def test_own_notes_and_reports_of_what_was_decided_are_not_measured(brand):
    call = Lure(subject="A caller", text="asks for the code", channel=Channel.CALL)
    noted = actions.add_by_hand(brand=brand, lure=call, note="", by=STAFF, now=MONDAY)
    actions.publish(sighting=noted, words=WORDS, by=STAFF, now=MONDAY)
    found = report(brand)
    actions.dismiss(sighting=found, by=STAFF, now=MONDAY + timedelta(hours=2))
    for source in "bcd":
        report(brand, source=source, at=MONDAY + timedelta(hours=3))
    state = queue(brand, now=MONDAY + timedelta(hours=4))
    assert (state.decided, state.at_once, state.staffed.half) == (1, 3, timedelta(hours=2))


def test_what_was_decided_long_ago_is_not_measured(brand):
    actions.dismiss(sighting=report(brand), by=STAFF, now=MONDAY)
    assert queue(brand, now=MONDAY + timedelta(days=91)).decided == 0


def test_a_merger_that_is_taken_back_leaves_no_trace_in_the_times(brand):
    early, late = report(brand, "x", at=FRIDAY), report(brand, "y", at=MONDAY)
    grouping.merge(sighting=early, into=late, by=STAFF, now=MONDAY)
    late.refresh_from_db()
    assert late.first_seen == FRIDAY
    third = report(brand, "z", at=FRIDAY - timedelta(days=1))
    grouping.merge(sighting=third, into=late, by=STAFF, now=MONDAY)
    grouping.unmerge(sighting=third, by=STAFF, now=MONDAY)
    late.refresh_from_db()
    assert late.first_seen == FRIDAY
    grouping.unmerge(sighting=early, by=STAFF, now=MONDAY)
    late.refresh_from_db()
    early.refresh_from_db()
    assert (late.first_seen, late.last_seen, early.first_seen) == (MONDAY, MONDAY, FRIDAY)


# -- two at once --------------------------------------------------------------------------------------------------------


def opened(sighting):
    """The sighting as a page shows it that somebody opened just now."""
    return Sighting.objects.get(pk=sighting.pk)


def test_the_second_of_two_decisions_is_told(brand):
    found = report(brand)
    one, two = opened(found), opened(found)
    actions.dismiss(sighting=one, by=STAFF, now=MONDAY, seen=0)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.publish(sighting=two, words=WORDS, by=STAFF, now=MONDAY, seen=0)
    assert (opened(found).state, opened(found).words) == ("dismissed", {})


def test_an_old_copy_in_memory_decides_nothing_even_without_a_revision(brand):
    found = report(brand)
    one, two = opened(found), opened(found)
    actions.dismiss(sighting=one, by=STAFF, now=MONDAY)
    with pytest.raises(actions.UnableToDecide, match="in the meantime"):
        actions.dismiss(sighting=two, by=STAFF, now=MONDAY)
    assert two.decided_at == MONDAY


def test_reports_that_are_split_off_are_not_merged_away_as_well(brand):
    found, other = report(brand), report(brand, "y")
    report(brand, source="b")
    mine, yours = opened(found), opened(found)
    grouping.split(sighting=mine, report_ids=[mine.told.first().pk], by=STAFF, now=MONDAY, seen=0)
    with pytest.raises(actions.ChangedMeanwhile):
        grouping.merge(sighting=yours, into=opened(other), by=STAFF, now=MONDAY, seen=0)
    assert sorted(Sighting.objects.values_list("reports", flat=True)) == [1, 1, 1]


def test_both_sides_of_a_merger_have_changed(brand):
    one, other = report(brand), report(brand, "y")
    grouping.merge(sighting=one, into=other, by=STAFF, now=MONDAY)
    assert (opened(one).revision, opened(other).revision) == (1, 1)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.dismiss(sighting=opened(other), by=STAFF, now=MONDAY, seen=0)


def test_a_report_that_comes_in_makes_no_page_old(brand):
    found = report(brand)
    report(brand, source="b")
    actions.dismiss(sighting=opened(found), by=STAFF, now=MONDAY, seen=0)
    assert opened(found).state == "dismissed"


def test_confirming_with_words_is_both_or_neither(brand):
    found = report(brand)
    half = {"en": {"says": "“Points”", "wants": "", "tell": "x"}}
    with pytest.raises(actions.UnableToDecide, match="main language"):
        actions.publish(sighting=found, words=half, by=STAFF, now=MONDAY)
    assert (opened(found).state, opened(found).words) == ("waiting", {})
