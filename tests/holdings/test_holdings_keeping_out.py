"""Who is kept out of what goes to a vendor: flows, lists that name them all the same, letting them in again."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from factories import NOW, make_brand, make_customer
from forewarn.audience.actions.erasing import erase_customer
from forewarn.audience.queries.exporting import export_customer
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.foundation.health import problems
from forewarn.holdings.actions.flows import Plan, add_flow, stop_flow
from forewarn.holdings.flows.following import follow
from forewarn.holdings.models import Flow, FlowChunk, KeptOut, Transfer
from forewarn.holdings.queries.customers import holders_of
from forewarn.holdings.queries.keeping_out import kept_out_at, kept_out_customer, not_left_out, sent_again
from forewarn.holdings.queries.vendors import customers_with
from forewarn.holdings.recording.endings import record_deletion
from forewarn.holdings.recording.keeping_out import UnableToLetIn, keep_out, let_in, say_left_out
from forewarn.holdings.recording.transfers import correct, record_transfer
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
def ana(brand):
    return person(brand)


@pytest.fixture
def ben(brand):
    return person(brand)


def person(brand):
    return make_customer(brand, created_at=NOW - 100 * DAY)


def flow_of(vendor, **plan):
    return add_flow(
        vendor=vendor, plan=Plan(**({"fields": ["email"], "since": NOW - 10 * DAY} | plan)), by=SYSTEM, now=NOW
    )


def look(flow, at):
    Flow.objects.filter(pk=flow.pk).update(next_run_at=at)
    assert follow(flow_id=flow.pk, now=at)


def removed(vendor, customer, at):
    """What a confirmed removal does."""
    who = CustomerSet([customer.pk])
    record_deletion(vendor=vendor, customers=who, at=at, proof="ticket", by=SYSTEM, now=at)
    keep_out(vendor=vendor, customers=who, since=at, reason="Removal 1", by=SYSTEM, now=at)


def on_a_list(vendor, *customers, at, now=None, **more):
    ids = CustomerSet(customer.pk for customer in customers)
    return record_transfer(vendor=vendor, customers=ids, fields=["email"], at=at, by=SYSTEM, now=now or at, **more)


def holders(vendor, at):
    return set(customers_with(vendor, ["email"], at, at))


def open_returns(now):
    return [(row.kept_out.customer_id, row.transfer_id) for row in sent_again(now)]


def test_a_running_flow_does_not_count_who_was_removed(vendor, ana, ben):
    flow = flow_of(vendor)
    look(flow, NOW)
    removed(vendor, ana, NOW + HOUR)
    for day in range(1, 5):
        look(flow, NOW + day * DAY)
    assert holders(vendor, NOW + 5 * DAY) == {ben.pk}
    assert [(held.since, held.end) for held in holders_of(ana)] == [(NOW - 10 * DAY, NOW + HOUR)]
    assert Transfer.objects.count() == 1
    assert sum(FlowChunk.objects.values_list("count", flat=True)) == 1


def test_a_flow_that_is_added_later_knows_what_was_before(vendor, ana, ben):
    removed(vendor, ana, NOW - 5 * DAY)
    look(flow_of(vendor), NOW)
    assert holders(vendor, NOW) == {ben.pk}
    assert holders(vendor, NOW - 7 * DAY) == {ana.pk, ben.pk}  # the flow had sent it, and the removal ended that


def test_a_flow_that_began_after_the_removal_never_counts_them(vendor, ana, ben):
    removed(vendor, ana, NOW - 20 * DAY)
    look(flow_of(vendor), NOW)
    assert set(customers_with(vendor)) == {ben.pk}


def test_whoever_comes_back_into_the_segment_stays_out(brand, vendor, ana):
    flow = flow_of(vendor, leavers_deleted=True)
    removed(vendor, ana, NOW - 20 * DAY)
    look(flow, NOW)
    look(flow, NOW + DAY)
    assert not holders_of(ana)


def test_let_in_again_it_counts_from_the_next_look(vendor, ana, ben):
    flow = flow_of(vendor)
    look(flow, NOW)
    removed(vendor, ana, NOW + HOUR)
    row = kept_out_customer(vendor, ana.pk)
    for because in ("", " ", "x" * 301):
        with pytest.raises(UnableToLetIn, match="Say in up to"):
            let_in(kept_out=row, because=because, by=SYSTEM, now=NOW + 2 * HOUR)
    let_in(kept_out=row, because="She wrote on 3 May", by=SYSTEM, now=NOW + 2 * HOUR)
    look(flow, NOW + DAY)
    assert holders(vendor, NOW + DAY) == {ana.pk, ben.pk}
    assert holders(vendor, NOW + 3 * HOUR) == {ben.pk}
    with pytest.raises(UnableToLetIn, match="before"):
        let_in(kept_out=row, because="again", by=SYSTEM, now=NOW + 2 * DAY)
    assert AuditEvent.objects.filter(verb="holdings.let_in").count() == 1


def test_out_and_in_again_between_two_looks_is_a_gap(vendor, ana):
    flow = flow_of(vendor)
    look(flow, NOW)
    removed(vendor, ana, NOW + HOUR)
    let_in(kept_out=kept_out_customer(vendor, ana.pk), because="She wrote", by=SYSTEM, now=NOW + 2 * HOUR)
    look(flow, NOW + DAY)
    assert [held.since for held in holders_of(ana)] == [NOW - 10 * DAY, NOW + DAY]


def test_stopping_a_flow_says_nothing_of_who_is_kept_out(vendor, ana, ben):
    flow = flow_of(vendor, retention_days=10)
    look(flow, NOW)
    removed(vendor, ana, NOW + HOUR)
    stop_flow(flow=flow, by=SYSTEM, now=NOW + 2 * HOUR)
    assert holders(vendor, NOW + 3 * HOUR) == {ben.pk}
    assert holders_of(ana)[0].end == NOW + HOUR


def test_kept_out_once_per_vendor_and_of_this_vendor_alone(brand, vendor, ana, ben):
    who = CustomerSet([ana.pk])
    assert keep_out(vendor=vendor, customers=who, since=NOW, reason="one", by=SYSTEM, now=NOW) == 1
    both = CustomerSet([ana.pk, ben.pk])
    assert keep_out(vendor=vendor, customers=both, since=NOW + DAY, reason="two", by=SYSTEM, now=NOW + DAY) == 1
    assert kept_out_customer(vendor, ana.pk).reason == "one"
    assert set(kept_out_at(vendor, NOW)) == {ana.pk}
    assert set(kept_out_at(vendor, NOW + DAY)) == {ana.pk, ben.pk}
    assert not kept_out_at(vendor, NOW - HOUR)
    other = save_vendor(brand=brand, slug=None, name="Other", by=SYSTEM, now=NOW)
    assert not kept_out_at(other, NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        KeptOut.objects.create(brand=brand, vendor=vendor, customer_id=ana.pk, since=NOW, reason="x")


def test_a_list_that_names_them_is_a_fact_and_a_broken_removal(brand, vendor, ana, ben):
    removed(vendor, ana, NOW - 5 * DAY)
    made = on_a_list(vendor, ana, ben, at=NOW)
    assert holders(vendor, NOW) == {ana.pk, ben.pk}
    assert open_returns(NOW) == [(ana.pk, made.pk)]
    found = [problem for problem in problems(now=NOW, brand_id=brand.pk) if "again of 1 customer" in problem.what]
    assert [problem.severity.value for problem in found] == ["error"]
    assert AuditEvent.objects.get(verb="holdings.transferred").data["sent_again"] == 1


def test_a_list_of_before_breaks_nothing(vendor, ana):
    removed(vendor, ana, NOW - 5 * DAY)
    on_a_list(vendor, ana, at=NOW - 6 * DAY, now=NOW)
    assert not open_returns(NOW)
    assert not holders(vendor, NOW)


def test_at_the_very_moment_of_the_removal_it_is_broken(vendor, ana):
    removed(vendor, ana, NOW)
    on_a_list(vendor, ana, at=NOW)
    assert len(open_returns(NOW)) == 1
    assert holders(vendor, NOW) == {ana.pk}


def test_after_they_were_let_in_a_list_breaks_nothing(vendor, ana):
    removed(vendor, ana, NOW - 5 * DAY)
    let_in(kept_out=kept_out_customer(vendor, ana.pk), because="She wrote", by=SYSTEM, now=NOW - 3 * DAY)
    on_a_list(vendor, ana, at=NOW)
    assert not open_returns(NOW)
    on_a_list(vendor, ana, at=NOW - 4 * DAY, now=NOW)
    assert len(open_returns(NOW)) == 1


def test_a_broken_removal_is_mended_by_another_deletion(vendor, ana, ben):
    removed(vendor, ana, NOW - 5 * DAY)
    on_a_list(vendor, ana, ben, at=NOW)
    later = {"at": NOW + DAY, "proof": "", "by": SYSTEM, "now": NOW + DAY}
    record_deletion(vendor=vendor, customers=CustomerSet([ben.pk]), **later)
    record_deletion(vendor=vendor, customers=CustomerSet([ana.pk]), fields=["name"], **later)
    assert len(open_returns(NOW + DAY)) == 1
    ended = record_deletion(vendor=vendor, customers=None, **later)
    assert not open_returns(NOW + DAY)
    correct(entry=ended, reason="they had not", by=SYSTEM, now=NOW + DAY)
    assert len(open_returns(NOW + DAY)) == 1


def test_a_list_by_mistake_is_corrected_and_nothing_was_broken(vendor, ana):
    removed(vendor, ana, NOW - 5 * DAY)
    correct(entry=on_a_list(vendor, ana, at=NOW), reason="wrong list", by=SYSTEM, now=NOW)
    assert not open_returns(NOW)


def test_staff_are_warned_until_they_say_that_the_export_leaves_them_out(brand, vendor, ana, ben):
    def warnings():
        return [one.what for one in problems(now=NOW, brand_id=brand.pk) if "must leave out" in one.what]

    assert not warnings()
    removed(vendor, ana, NOW)
    assert "Quillpost" in warnings()[0] and "(1)" in warnings()[0]
    assert say_left_out(vendor=vendor, by=SYSTEM, now=NOW) == 1
    assert not warnings()
    removed(vendor, ben, NOW)
    assert not_left_out(vendor) == 1
    assert say_left_out(vendor=vendor, by=SYSTEM, now=NOW) == 1
    assert say_left_out(vendor=vendor, by=SYSTEM, now=NOW) == 0


def test_erased_they_are_in_no_exception_and_the_export_names_them_before(brand, vendor, ana):
    removed(vendor, ana, NOW - 5 * DAY)
    on_a_list(vendor, ana, at=NOW)
    [told] = json.loads(json.dumps(export_customer(brand, ana.pk)))["kept_out_of_vendors"]
    assert (told["vendor"], told["reason"], told["until"]) == ("Quillpost", "Removal 1", None)
    erase_customer(brand=brand, customer_id=ana.pk, by=SYSTEM, now=NOW)
    assert not KeptOut.objects.exists()
    assert not open_returns(NOW)


def test_many_who_are_kept_out_cost_a_look_no_query_more(brand, vendor):
    people = [person(brand) for _ in range(30)]
    flow = flow_of(vendor)
    look(flow, NOW)
    removed(vendor, people[0], NOW + HOUR)
    with CaptureQueriesContext(connection) as first:
        look(flow, NOW + DAY)
    for one in people[1:20]:
        removed(vendor, one, NOW + DAY + HOUR)
    with CaptureQueriesContext(connection) as second:
        look(flow, NOW + 2 * DAY)
    assert len(second) == len(first)
