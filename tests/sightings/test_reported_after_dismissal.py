"""A lure that was dismissed and goes on being reported comes before people again, and is silent once they kept it so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import NOW, make_brand
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import Actor
from forewarn.sightings import actions, grouping
from forewarn.sightings.models import Sighting
from forewarn.sightings.queries import further_reports, still_reported
from forewarn.sightings.reporting import Lure, Told, add_report
from forewarn.sightings.rules import FURTHER_REPORTS, FURTHER_SOURCES, Further

STAFF = Actor.staff(1, "Ben Hale")


@pytest.mark.parametrize(
    ("reports", "sources", "kept", "asks"),
    [
        (5, 3, 0, True),
        (4, 3, 0, False),  # the last of a wave
        (500, 2, 0, False),  # two who do not stop
        (12, 4, 4, False),
        (500, 7, 4, False),
        (8, 8, 4, True),
        (5, 3, 1, True),  # twice one is still fewer than three
    ],
)
def test_three_strangers_and_five_reports_ask_again_and_then_twice_as_many(reports, sources, kept, asks):
    assert Further(reports, sources).asks_again(kept_sources=kept) is asks


@given(st.integers(0, 200), st.integers(0, 50))
def test_keeping_it_dismissed_always_silences(more, sources):
    assert not Further(sources + more, sources).asks_again(kept_sources=sources)


@pytest.fixture
def brand():
    return make_brand("lantern")


def report(brand, source, letter="x", at=NOW):
    text = " ".join(f"{letter}{c}{c}" for c in "abcdefghijklmnop")
    lure = Lure(subject=letter * 9, text=text, hosts=(f"{letter}.test",), sender=f"info@{letter}.test")
    return add_report(brand=brand, lure=lure, told=Told(source), now=at)


def dismissed(brand, letter="x", sources="ab"):
    for source in sources:
        found = report(brand, source, letter)
    actions.dismiss(sighting=found, by=STAFF, now=NOW + timedelta(hours=1))
    return found


def asking(brand):
    return [(row.pk, further.reports, further.sources) for row, further in still_reported(brand)]


database = pytest.mark.django_db


@database
def test_what_came_before_the_dismissal_does_not_count(brand):
    dismissed(brand, sources="abcdefgh")
    assert further_reports(brand) == {}
    assert asking(brand) == []


@database
def test_reports_since_are_counted_by_report_and_by_source(brand):
    found = dismissed(brand)
    for source in "acdc":  # one who had reported before, and a new one who does it twice
        report(brand, source)
    assert further_reports(brand) == {found.pk: Further(reports=4, sources=3)}
    assert asking(brand) == []
    report(brand, "e")
    assert asking(brand) == [(found.pk, 5, 4)]


@database
def test_a_flood_of_one_source_asks_nobody(brand):
    dismissed(brand)
    for _ in range(FURTHER_REPORTS * 3):
        report(brand, "a")
    assert asking(brand) == []


@database
def test_kept_it_is_silent_until_twice_as_many_people_reported_it(brand):
    found = dismissed(brand)
    for source in "cdefg":
        report(brand, source)
    assert asking(brand) == [(found.pk, 5, 5)]
    actions.keep_dismissed(sighting=found, by=STAFF, now=NOW)
    for source in "hijk":
        report(brand, source)
    assert asking(brand) == []
    report(brand, "l")
    assert asking(brand) == [(found.pk, 10, 10)]
    event = AuditEvent.objects.get(verb="sighting.kept")
    assert event.data == {"reports": 5, "sources": 5}


@database
def test_another_dismissal_begins_anew(brand):
    found = dismissed(brand)
    for source in "cdefg":
        report(brand, source)
    actions.keep_dismissed(sighting=found, by=STAFF, now=NOW)
    actions.reopen(sighting=found, by=STAFF, now=NOW)
    assert asking(brand) == []
    actions.dismiss(sighting=found, by=STAFF, now=NOW)
    assert further_reports(brand) == {}
    for source in "hijkl"[: FURTHER_SOURCES + 2]:
        report(brand, source)
    assert asking(brand) == [(found.pk, 5, 5)]


@database
def test_only_what_stands_dismissed_is_kept(brand):
    found = report(brand, "a")
    with pytest.raises(actions.UnableToDecide):
        actions.keep_dismissed(sighting=found, by=STAFF, now=NOW)
    actions.dismiss(sighting=found, by=STAFF, now=NOW)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.keep_dismissed(sighting=found, by=STAFF, now=NOW, seen=0)


@database
def test_the_most_reported_stands_first_and_another_brand_sees_nothing(brand):
    few, many = dismissed(brand, "x"), dismissed(brand, "y")
    for source in "cdefgh":
        report(brand, source, "y")
    for source in "cdefg":
        report(brand, source, "x")
    assert [row for row, _, _ in asking(brand)] == [many.pk, few.pk]
    assert still_reported(make_brand("other")) == []


@database
def test_what_was_split_off_counts_with_its_reports_no_more(brand):
    found = dismissed(brand)
    for source in "cdefg":
        report(brand, source)
    gone = found.told.filter(source_hash="g")
    grouping.split(sighting=found, report_ids=[gone.get().pk], by=STAFF, now=NOW)
    assert further_reports(brand) == {found.pk: Further(4, 4)}
    assert Sighting.objects.get(split_from=found).state == "waiting"
