"""Standing flows: joins and leavers, each look once, clocks that change, endings by until, stop and retention."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import NOW, make_brand, make_customer
from forewarn.audience.actions.erasing import erase_customer
from forewarn.audience.actions.segments import add_segment, delete_segment
from forewarn.audience.models import Customer
from forewarn.audience.rules.filters import Filter
from forewarn.audit.rules import SYSTEM
from forewarn.holdings.actions.flows import Plan, add_flow, stop_flow
from forewarn.holdings.flows.following import due, follow
from forewarn.holdings.health import problems
from forewarn.holdings.models import Flow, Transfer
from forewarn.holdings.queries.customers import holders_of
from forewarn.holdings.queries.vendors import customers_with
from forewarn.holdings.recording.transfers import UnableToRecord
from forewarn.vendors.actions import save_vendor

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def vendor(brand):
    return save_vendor(brand=brand, slug=None, name="Quillpost", by=SYSTEM, now=NOW)


@pytest.fixture
def spain(brand):
    return add_segment(brand=brand, name="Spain", wanted=Filter(country="ES"), by=SYSTEM, now=NOW)


def person(brand, days_ago=100, **more):
    return make_customer(brand, country="ES", created_at=NOW - days_ago * DAY, **more)


def flow_of(vendor, segment, **plan):
    given = {"fields": ["email"], "since": NOW - 10 * DAY, "segment_id": segment.pk if segment else None} | plan
    return add_flow(vendor=vendor, plan=Plan(**given), by=SYSTEM, now=NOW)


def look(flow, at):
    return follow(flow_id=flow.pk, now=at)


def holders(vendor, at):
    return set(customers_with(vendor, ["email"], at, at))


def move(customer, country):
    Customer.objects.filter(pk=customer.pk).update(country=country)


def test_the_first_look_counts_from_the_beginning_or_from_the_day_somebody_came(brand, vendor, spain):
    old, new = person(brand), person(brand, days_ago=3)
    flow = flow_of(vendor, spain)
    assert look(flow, NOW)
    assert holders_of(old)[0].since == NOW - 10 * DAY
    came = NOW - 3 * DAY
    assert holders_of(new)[0].since == came.replace(hour=0)
    assert holders(vendor, NOW - 5 * DAY) == {old.pk}


def test_who_joins_counts_from_the_look_and_each_look_happens_once(brand, vendor, spain):
    first = person(brand)
    flow = flow_of(vendor, spain)
    look(flow, NOW)
    second = person(brand)
    assert not look(flow, NOW)
    assert not look(flow, NOW + HOUR)
    assert look(flow, NOW + DAY)
    assert not look(flow, NOW + DAY)
    assert holders_of(second)[0].since == NOW + DAY
    assert holders(vendor, NOW + DAY) == {first.pk, second.pk}
    count = Transfer.objects.count()
    look(flow, NOW + 2 * DAY)
    assert Transfer.objects.count() == count


def test_a_clock_that_goes_back_changes_nothing_and_one_that_jumps_looks_once(brand, vendor, spain):
    person(brand)
    flow = flow_of(vendor, spain)
    look(flow, NOW)
    Flow.objects.update(next_run_at=NOW - DAY)
    person(brand)
    assert not look(flow, NOW - HOUR)
    Flow.objects.update(next_run_at=NOW + DAY)
    assert look(flow, NOW + 40 * DAY)
    assert Transfer.objects.count() == 2
    assert Flow.objects.get().next_run_at == NOW + 41 * DAY


def test_leavers_stay_unless_the_vendor_deletes_them(brand, vendor, spain):
    ana = person(brand)
    flow = flow_of(vendor, spain)
    look(flow, NOW)
    move(ana, "FR")
    look(flow, NOW + DAY)
    assert holders(vendor, NOW + 2 * DAY) == {ana.pk}


def test_a_vendor_that_mirrors_the_segment_deletes_leavers_and_they_can_come_back(brand, vendor, spain):
    ana, ben = person(brand), person(brand)
    flow = flow_of(vendor, spain, leavers_deleted=True)
    look(flow, NOW)
    move(ana, "FR")
    look(flow, NOW + DAY)
    assert holders(vendor, NOW + DAY) == {ben.pk}
    assert holders(vendor, NOW + DAY - HOUR) == {ana.pk, ben.pk}
    move(ana, "ES")
    look(flow, NOW + 2 * DAY)
    assert holders(vendor, NOW + 2 * DAY) == {ana.pk, ben.pk}
    assert [(h.since, h.end) for h in holders_of(ana)] == [(NOW - 10 * DAY, NOW + DAY), (NOW + 2 * DAY, None)]


def test_retention_begins_when_somebody_leaves_and_a_return_begins_anew(brand, vendor, spain):
    ana = person(brand)
    flow = flow_of(vendor, spain, retention_days=30)
    look(flow, NOW)
    move(ana, "FR")
    look(flow, NOW + DAY)
    assert holders(vendor, NOW + 30 * DAY) == {ana.pk}
    assert holders(vendor, NOW + 31 * DAY) == set()
    move(ana, "ES")
    look(flow, NOW + 10 * DAY)
    assert holders(vendor, NOW + 31 * DAY) == {ana.pk}


def test_a_flow_ends_at_its_time(brand, vendor, spain):
    person(brand)
    flow = flow_of(vendor, spain, until=NOW + 5 * DAY, leavers_deleted=True)
    look(flow, NOW)
    look(flow, NOW + 9 * DAY)
    flow.refresh_from_db()
    assert flow.ended_at == NOW + 5 * DAY
    assert holders(vendor, NOW + 5 * DAY - HOUR)
    assert not holders(vendor, NOW + 5 * DAY)
    assert not look(flow, NOW + 10 * DAY)


def test_a_flow_that_came_and_went_while_nobody_looked_is_recorded(brand, vendor, spain):
    ana, late = person(brand), person(brand, days_ago=-8)
    flow = flow_of(vendor, spain, until=NOW + 5 * DAY, leavers_deleted=True)
    look(flow, NOW + 9 * DAY)
    assert holders(vendor, NOW) == {ana.pk}
    assert holders_of(late) == []
    assert not holders(vendor, NOW + 6 * DAY)


def test_stopping_looks_once_more_and_ends_it(brand, vendor, spain):
    ana = person(brand)
    flow = flow_of(vendor, spain, retention_days=10)
    stop_flow(flow=flow, by=SYSTEM, now=NOW + HOUR)
    assert holders_of(ana)[0].end == NOW + HOUR + 10 * DAY
    with pytest.raises(UnableToRecord, match="has ended"):
        stop_flow(flow=flow, by=SYSTEM, now=NOW + DAY)


def test_everybody_needs_no_segment_and_strangers_stay_out(brand, vendor):
    stranger = make_customer(make_brand("kite"))
    ana = person(brand)
    flow = flow_of(vendor, None)
    look(flow, NOW)
    assert holders(vendor, NOW) == {ana.pk}
    assert holders_of(stranger) == []


def test_a_deleted_segment_shows_as_a_problem_and_never_becomes_everybody(brand, vendor, spain):
    person(brand)
    flow = flow_of(vendor, spain)
    look(flow, NOW)
    delete_segment(segment=spain, by=SYSTEM, now=NOW)
    make_customer(brand, country="DE")
    look(flow, NOW + DAY)
    assert Transfer.objects.count() == 1
    assert "was deleted" in next(iter(problems(NOW + DAY))).what


def test_an_erased_customer_is_no_leaver(brand, vendor, spain):
    ana = person(brand)
    flow = flow_of(vendor, spain, leavers_deleted=True)
    look(flow, NOW)
    erase_customer(brand=brand, customer_id=ana.pk, by=SYSTEM, now=NOW)
    look(flow, NOW + DAY)
    assert not holders(vendor, NOW - DAY)


def test_what_is_due(vendor, spain):
    flow_of(vendor, spain, since=NOW + DAY)
    assert not due(now=NOW).exists()
    assert due(now=NOW + DAY).exists()


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        ({"fields": []}, "Say which fields"),
        ({"until": NOW - 11 * DAY}, "ends after it begins"),
        ({"until": NOW - DAY}, "is over already"),
        ({"leavers_deleted": True, "retention_days": 3}, "Either"),
        ({"segment_id": 10**9}, "no such segment"),
        ({"retention_days": 0}, "1 to"),
    ],
)
def test_a_flow_that_cannot_be_says_why(vendor, spain, plan, says):
    with pytest.raises(UnableToRecord, match=says):
        flow_of(vendor, spain, **plan)
