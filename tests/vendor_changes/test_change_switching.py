"""The day of a change: the register and the record of holdings follow by themselves, or it waits and says why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from change_builders import ANA, BEN, DAY, LATER, announce, give, make_change, make_vendor

from factories import NOW, make_brand, make_customer, make_staff
from forewarn.audience.models import Customer
from forewarn.audience.queries.segments import segments
from forewarn.audit.rules import Actor
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.holdings.actions.flows import Plan, add_flow
from forewarn.holdings.flows.following import follow
from forewarn.holdings.models import Flow
from forewarn.holdings.queries.customers import holders_of
from forewarn.holdings.queries.keeping_out import kept_out_customer
from forewarn.holdings.queries.vendors import still_holds
from forewarn.holdings.recording.endings import record_deletion
from forewarn.holdings.recording.keeping_out import keep_out
from forewarn.outbound.models import SingleMail
from forewarn.vendor_changes.actions.departing import Proof, file_proof, remind_due
from forewarn.vendor_changes.actions.objecting import answer_objection, object_to_change
from forewarn.vendor_changes.actions.planning import set_notice
from forewarn.vendor_changes.actions.switching import switch, switch_due
from forewarn.vendor_changes.health import problems
from forewarn.vendor_changes.models import Departure, VendorChange
from forewarn.vendor_changes.queries.customers import changes_for_customer
from forewarn.vendor_changes.refusals import UnableToChangeNotice
from forewarn.vendor_changes.rules.dates import moment_of
from forewarn.vendor_changes.rules.kinds import Kind, Outcome
from forewarn.vendor_changes.signals import switching
from forewarn.vendors.queries import facts_of, history
from forewarn.vendors.register import UnableToChangeVendor, enter_facts, move_to, remove_vendor
from forewarn.vendors.rules import AtEnd, DataAtEnd, State

pytestmark = pytest.mark.django_db
THE_DAY = datetime(LATER.year, LATER.month, LATER.day, tzinfo=UTC)  # London in winter


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def quill(brand):
    return make_vendor(brand, "Quillpost")


@pytest.fixture
def wren(brand):
    return make_vendor(brand, "Mailwren", state=State.PROPOSED, fields=["name", "email"])


def _state(vendor):
    return history(vendor).first().state


def _object(change, customer, **said):
    return object_to_change(change=change, customer=customer, by=Actor.customer(customer.pk), now=NOW, **said)


def _at(customer, moment):
    return {(held.vendor.name, held.field) for held in holders_of(customer, moment)}


def test_a_replacement_takes_effect_with_the_first_moment_of_its_day(brand, quill, wren):
    customer = make_customer(brand)
    give(quill, [customer], ["name", "email", "order_history"])
    change = announce(make_change(wren, Kind.REPLACING, replaced=quill))
    assert switch_due(now=THE_DAY - timedelta(seconds=1)) == []
    assert (_state(wren), _state(quill)) == ("announced", "active")
    assert switch_due(now=THE_DAY) == [change.pk]
    assert switch_due(now=THE_DAY) == []
    assert (_state(wren), _state(quill)) == ("active", "leaving")
    assert facts_of(wren)["since"] == LATER.isoformat()
    newest = history(wren).first()
    assert (newest.author, newest.why) == ("Forewarn", "We do this because the new service works better for you.")
    held = {("Mailwren", "name"), ("Mailwren", "email")}
    old = {("Quillpost", "name"), ("Quillpost", "email"), ("Quillpost", "order_history")}
    assert _at(customer, THE_DAY) == held | old
    assert _at(customer, THE_DAY - DAY) == old
    departure = Departure.objects.get(change=change)
    assert (departure.vendor, departure.due_on) == (quill, LATER + 30 * DAY)


def test_facts_change_on_the_day_and_everything_else_stays(brand, quill):
    announce(make_change(quill, Kind.NEW_PLACE, facts={"storage_places": ["US", "DE"]}))
    announce(make_change(quill, Kind.RENAME, facts={"name": "Quill & Co"}))
    before = facts_of(quill)
    assert len(switch_due(now=THE_DAY)) == 2
    assert facts_of(quill) == before | {"storage_places": ["US", "DE"], "name": "Quill & Co"}
    quill.refresh_from_db()
    assert quill.name == "Quill & Co"
    assert history(quill).count() == 3  # two changes of one vendor on one day are two versions


def test_two_changes_of_one_day_cannot_set_the_same_fact(brand, quill):
    make_change(quill, Kind.NEW_PLACE, facts={"storage_places": ["US"]})
    with pytest.raises(UnableToChangeNotice, match="already sets storage_places"):
        make_change(quill, Kind.NEW_PLACE, facts={"storage_places": ["DE"]})
    make_change(quill, Kind.NEW_PLACE, facts={"storage_places": ["DE"]}, on=LATER + DAY)


def test_a_supplier_and_a_purpose_change_only_what_they_name(brand, quill):
    chain = [{"name": "Attic", "places": ["IE"]}, {"name": "Cellar"}]
    spanish = {"es": {"purpose": "envía correos", "retention": "noventa días"}}
    before = facts_of(quill) | {"chain": chain, "translations": spanish}
    enter_facts(vendor=quill, facts=before, reason="It was so", by=ANA, now=NOW)
    brand.locales = ["en", "es"]
    brand.save()
    barn = {"name": "Stackbarn", "places": ["US"]}
    announce(make_change(quill, Kind.SUPPLIER, facts={"chain": [{"name": "ATTIC", "places": ["IE", "US"]}]}))
    announce(make_change(quill, Kind.SUPPLIER, facts={"chain": [barn]}))
    others = {"es": {"purpose": "vende"}}
    announce(make_change(quill, Kind.NEW_ROLE, facts={"purpose": "sells", "translations": others}))
    assert len(switch_due(now=THE_DAY)) == 3
    after = facts_of(quill)
    assert after["chain"] == [{"name": "ATTIC", "places": ["IE", "US"]}, {"name": "Cellar"}, barn]
    assert after["purpose"] == "sells"
    assert after["translations"] == {"es": {"purpose": "vende", "retention": "noventa días"}}
    assert after == before | {key: after[key] for key in ("chain", "purpose", "translations")}


def test_a_supplier_is_announced_by_itself_once_a_day_and_not_when_it_is_there(brand, quill):
    barn, shed = {"name": "Stackbarn"}, {"name": "Shed"}
    with pytest.raises(UnableToChangeNotice, match="each company by itself"):
        make_change(quill, Kind.SUPPLIER, facts={"chain": [barn, shed]})
    make_change(quill, Kind.SUPPLIER, facts={"chain": [barn]})
    with pytest.raises(UnableToChangeNotice, match="already sets Stackbarn"):
        make_change(quill, Kind.SUPPLIER, facts={"chain": [barn | {"places": ["US"]}]})
    enter_facts(vendor=quill, facts=facts_of(quill) | {"chain": [shed]}, reason="It was so", by=ANA, now=NOW)
    with pytest.raises(UnableToChangeNotice, match="register says that already"):
        make_change(quill, Kind.SUPPLIER, facts={"chain": [shed]})
    with pytest.raises(UnableToChangeNotice, match="what the register will say"):
        make_change(quill, Kind.SUPPLIER)


def test_new_data_and_a_new_vendor_get_their_flow(brand, quill, wren):
    customer = make_customer(brand)
    announce(make_change(quill, Kind.NEW_DATA, fields=["phone"]))
    announce(make_change(wren, Kind.JOINING, fields=["email"]))
    switch_due(now=THE_DAY)
    assert facts_of(quill)["fields"] == ["name", "email", "order_history", "phone"]
    assert _at(customer, THE_DAY) == {("Quillpost", "phone"), ("Mailwren", "email")}
    assert set(Flow.objects.values_list("vendor__name", "ended_at")) == {("Quillpost", None), ("Mailwren", None)}


def test_standing_flows_go_over_and_nothing_is_called_deleted_without_proof(brand, quill, wren):
    customer = make_customer(brand)
    plan = Plan(["name", "email", "phone"], NOW - 90 * DAY, leavers_deleted=True)
    follow(flow_id=add_flow(vendor=quill, plan=plan, by=ANA, now=NOW - 90 * DAY).pk, now=NOW)
    announce(make_change(wren, Kind.REPLACING, replaced=quill))
    switch_due(now=THE_DAY)
    assert ("Quillpost", "email") in _at(customer, THE_DAY + DAY)
    running = Flow.objects.get(ended_at=None)
    assert (running.vendor, running.fields, running.everybody) == (wren, ["name", "email"], True)
    assert running.leavers == Flow.Leavers.DELETED


def test_unanswered_objections_hold_it_and_an_answer_lets_it_go(brand, quill, wren):
    keeps, goes = make_customer(brand), make_customer(brand)
    plan = Plan(["name", "email"], NOW - 90 * DAY)
    follow(flow_id=add_flow(vendor=quill, plan=plan, by=ANA, now=NOW - 90 * DAY).pk, now=NOW)
    change = announce(make_change(wren, Kind.REPLACING, replaced=quill))
    objection = _object(change, keeps)
    assert switch_due(now=THE_DAY) == []
    change.refresh_from_db()
    assert (change.state, change.blocked_at, change.blocked_by) == (
        "announced",
        THE_DAY,
        "1 objections wait for an answer.",
    )
    assert any("is held" in problem.what for problem in problems(THE_DAY))
    answer_objection(objection=objection, outcome=Outcome.KEPT_OUT, answer="It stays.", by=BEN, now=THE_DAY)
    mail = SingleMail.objects.get(customer_id=keeps.pk)
    assert mail.template == "vendor_changes/answer"
    assert switch_due(now=THE_DAY + DAY) == [change.pk]
    change.refresh_from_db()
    assert change.blocked_by == "" and "1 customers stay out" in change.left_to_do
    assert ("Mailwren", "email") in _at(goes, THE_DAY + DAY)
    running = Flow.objects.get(ended_at=None)
    newcomer = make_customer(brand)
    follow(flow_id=running.pk, now=THE_DAY + DAY)
    assert ("Mailwren", "email") in _at(newcomer, THE_DAY + 2 * DAY)
    assert ("Mailwren", "email") not in _at(keeps, THE_DAY + 2 * DAY)
    assert kept_out_customer(wren, keeps.pk).since == THE_DAY
    assert change.departure.due_on == LATER + 31 * DAY  # the clock starts when it happened


def test_who_was_removed_at_the_old_vendor_does_not_come_back_at_the_new_one(brand, quill, wren):
    gone, stays = make_customer(brand), make_customer(brand)
    plan = Plan(["name", "email"], NOW - 90 * DAY)
    follow(flow_id=add_flow(vendor=quill, plan=plan, by=ANA, now=NOW - 90 * DAY).pk, now=NOW)
    who = CustomerSet([gone.pk])
    record_deletion(vendor=quill, customers=who, at=NOW, proof="", by=ANA, now=NOW)
    keep_out(vendor=quill, customers=who, since=NOW, reason="Removal 1", by=ANA, now=NOW)
    change = announce(make_change(wren, Kind.REPLACING, replaced=quill))
    assert not changes_for_customer(gone, now=NOW)
    switch_due(now=THE_DAY)
    follow(flow_id=Flow.objects.get(ended_at=None).pk, now=THE_DAY + DAY)
    assert ("Mailwren", "email") in _at(stays, THE_DAY + 2 * DAY)
    assert not _at(gone, THE_DAY + 2 * DAY)
    change.refresh_from_db()
    assert "1 customers stay out" in change.left_to_do


def test_who_is_kept_out_of_a_vendor_is_not_touched_by_what_it_gets(brand, wren):
    out, other = make_customer(brand), make_customer(brand)
    keep_out(vendor=wren, customers=CustomerSet([out.pk]), since=NOW, reason="Removal 1", by=ANA, now=NOW)
    announce(make_change(wren, Kind.JOINING, fields=["email"]))
    assert not changes_for_customer(out, now=NOW)
    assert changes_for_customer(other, now=NOW)
    switch_due(now=THE_DAY)
    follow(flow_id=Flow.objects.get(ended_at=None).pk, now=THE_DAY + DAY)
    assert ("Mailwren", "email") in _at(other, THE_DAY + 2 * DAY)
    assert not _at(out, THE_DAY + 2 * DAY)


def test_who_objected_but_has_other_data_there_is_left_to_staff(brand, quill, wren):
    keeps = make_customer(brand)
    give(wren, [keeps], ["order_history"])
    plan = Plan(["name", "email"], NOW - 90 * DAY)
    follow(flow_id=add_flow(vendor=quill, plan=plan, by=ANA, now=NOW - 90 * DAY).pk, now=NOW)
    change = announce(make_change(wren, Kind.REPLACING, replaced=quill))
    answer_objection(objection=_object(change, keeps), outcome=Outcome.KEPT_OUT, answer="It stays.", by=BEN, now=NOW)
    switch_due(now=THE_DAY)
    change.refresh_from_db()
    assert "has other data of them" in change.left_to_do
    assert not Flow.objects.filter(ended_at=None).exists()
    assert kept_out_customer(wren, keeps.pk) is None


def test_a_brand_may_let_it_happen_all_the_same(brand, quill):
    customer = make_customer(brand)
    give(quill, [customer], ["email"])
    set_notice(brand=brand, lead_days=30, deletion_days=30, remind_days=7, waits_for_answers=False, by=ANA, now=NOW)
    change = announce(make_change(quill))
    _object(change, customer)
    assert switch_due(now=THE_DAY) == [change.pk]


def test_packages_above_may_hold_it(brand, quill):
    change = announce(make_change(quill))

    def veto(change, **_):
        return ["Two removals are open."]

    switching.connect(veto)
    try:
        assert not switch(change_id=change.pk, now=THE_DAY)
    finally:
        switching.disconnect(veto)
    change.refresh_from_db()
    assert change.blocked_by == "Two removals are open."
    assert switch(change_id=change.pk, now=THE_DAY)


def test_a_segment_that_is_gone_holds_it(brand, quill):
    from forewarn.audience.actions.segments import add_segment
    from forewarn.audience.rules.filters import Filter

    segment = add_segment(brand=brand, name="Spain", wanted=Filter(country="ES"), by=ANA, now=NOW)
    change = announce(make_change(quill, Kind.NEW_DATA, fields=["phone"], segment_id=segment.pk))
    segments(brand).delete()
    assert switch_due(now=THE_DAY) == []
    change.refresh_from_db()
    assert "no segment" in change.blocked_by
    assert facts_of(quill)["fields"] == ["name", "email", "order_history"]


def test_a_vendor_that_replaces_and_is_replaced_on_one_day(brand, quill, wren):
    """Entered in the wrong order, they still take effect in the right one."""
    mill = make_vendor(brand, "Postmill", state=State.PROPOSED, fields=["email"])
    customer = make_customer(brand)
    give(quill, [customer], ["name", "email"])
    first = make_change(wren, Kind.REPLACING, replaced=quill)
    announce(first)
    second = announce(make_change(mill, Kind.REPLACING, replaced=wren))
    VendorChange.objects.filter(pk=first.pk).update(effective_on=LATER)
    assert switch_due(now=THE_DAY) == [first.pk, second.pk]
    assert [_state(v) for v in (quill, wren, mill)] == ["leaving", "leaving", "active"]
    assert ("Postmill", "email") in _at(customer, THE_DAY)
    assert Departure.objects.count() == 2


def test_what_leans_on_a_held_change_waits_too(brand, quill, wren):
    mill = make_vendor(brand, "Postmill", state=State.PROPOSED)
    customer = make_customer(brand)
    give(quill, [customer], ["email"])
    first = announce(make_change(wren, Kind.REPLACING, replaced=quill))
    announce(make_change(mill, Kind.REPLACING, replaced=wren, on=LATER + DAY))
    _object(first, customer)
    assert switch_due(now=THE_DAY + 2 * DAY) == []
    assert (_state(wren), _state(mill)) == ("announced", "announced")


def test_impossible_plans_are_refused(brand, quill, wren):
    make_change(wren, Kind.REPLACING, replaced=quill)
    with pytest.raises(UnableToChangeNotice, match="already goes"):
        make_change(quill)
    with pytest.raises(UnableToChangeNotice, match=r"goes on .* before this change"):
        make_change(quill, Kind.RENAME, facts={"name": "Q"}, on=LATER + DAY)
    with pytest.raises(UnableToChangeNotice, match="still to come"):
        make_change(make_vendor(brand, "Other"), on=NOW.date())
    with pytest.raises(UnableToChangeNotice, match="its own place"):
        make_change(quill, Kind.REPLACING, replaced=quill)
    swap = make_vendor(brand, "Swap")
    third = make_vendor(brand, "Third")
    make_change(swap, Kind.REPLACING, replaced=third)
    with pytest.raises(UnableToChangeNotice, match="each other's place"):
        make_change(third, Kind.REPLACING, replaced=swap)
    with pytest.raises(UnableToChangeNotice, match="another brand"):
        make_change(quill, Kind.MERGER, replaced=make_vendor(make_brand("other"), "Far"))


@pytest.mark.parametrize(
    ("zone", "day", "moment"),
    [
        ("Europe/London", date(2027, 3, 28), "2027-03-28T00:00:00+00:00"),  # clocks go forward at one
        ("Europe/London", date(2027, 10, 31), "2027-10-30T23:00:00+00:00"),
        ("Africa/Cairo", date(2026, 4, 24), "2026-04-23T22:00:00+00:00"),  # midnight itself is skipped
        ("America/Havana", date(2026, 11, 1), "2026-11-01T04:00:00+00:00"),  # midnight comes twice: the first one
        ("Pacific/Kiritimati", date(2027, 1, 1), "2026-12-31T10:00:00+00:00"),
    ],
)
def test_a_day_begins_where_the_brand_is(zone, day, moment):
    from zoneinfo import ZoneInfo

    assert moment_of(day, ZoneInfo(zone)).isoformat() == moment


def test_a_brand_far_ahead_of_utc_switches_on_its_own_day():
    brand = make_brand("kiribati", time_zone="Pacific/Kiritimati")
    change = announce(make_change(make_vendor(brand, "Quillpost")))
    assert switch_due(now=change.effective_at - timedelta(seconds=1)) == []
    assert change.effective_at.date() == LATER - DAY
    assert switch_due(now=change.effective_at) == [change.pk]


def test_a_clock_that_was_set_back_neither_repeats_nor_rewrites(brand, quill):
    announce(make_change(quill, Kind.RENAME, facts={"name": "Quill & Co"}))
    assert len(switch_due(now=THE_DAY)) == 1
    later = announce(make_change(quill, Kind.NEW_PLACE, facts={"storage_places": ["US"]}, on=LATER))
    assert switch_due(now=NOW) == []
    VendorChange.objects.filter(pk=later.pk).update(effective_on=NOW.date())
    assert switch_due(now=NOW + timedelta(hours=1)) == []  # the register has a later version already
    later.refresh_from_db()
    assert "clock" in later.blocked_by
    assert switch_due(now=THE_DAY + DAY) == [later.pk]


@pytest.fixture
def gone(brand, quill):
    customer = make_customer(brand)
    give(quill, [customer], ["email"])
    change = announce(make_change(quill))
    switch_due(now=THE_DAY)
    return Departure.objects.get(change=change)


def test_staff_are_reminded_until_the_proof_is_filed(brand, gone):
    boss = make_staff(brand, "owner")
    make_staff(brand, "viewer")
    assert remind_due(now=THE_DAY + 6 * DAY) == 0
    assert remind_due(now=THE_DAY + 7 * DAY) == 1
    assert remind_due(now=THE_DAY + 8 * DAY) == 0
    assert remind_due(now=THE_DAY + 31 * DAY) == 1
    mails = SingleMail.objects.order_by("pk").values_list("template", "to_address", "message_class")
    assert list(mails) == [
        ("vendor_changes/proof_due", boss.email, "operational"),
        ("vendor_changes/proof_late", boss.email, "operational"),
    ]
    assert any("has not confirmed" in problem.what for problem in problems(THE_DAY + 31 * DAY))
    proof = Proof(AtEnd.DELETED, (THE_DAY + 31 * DAY).date(), "Letter of their privacy officer")
    file_proof(departure=gone, proof=proof, by=ANA, now=THE_DAY + 31 * DAY + timedelta(hours=9))
    assert remind_due(now=THE_DAY + 60 * DAY) == 0
    assert list(problems(THE_DAY + 60 * DAY)) == []


def test_proof_ends_the_holdings_and_the_vendor(gone):
    at = THE_DAY + 3 * DAY + timedelta(hours=9)
    assert still_holds(gone.vendor, at)
    proof = Proof(AtEnd.RETURNED, at.date(), "Certificate 7", b"%PDF-1.7", "certificate.pdf")
    file_proof(departure=gone, proof=proof, by=ANA, now=at)
    assert not still_holds(gone.vendor, at)
    newest = history(gone.vendor).first()
    assert (newest.state, newest.facts["data_at_end"]) == ("ended", "returned")
    assert bytes(gone.proof_file) == b"%PDF-1.7" and len(gone.proof_hash) == 64
    with pytest.raises(UnableToChangeNotice, match="already"):
        file_proof(departure=gone, proof=proof, by=ANA, now=at)


@pytest.mark.parametrize(
    ("proof", "said"),
    [
        (Proof(AtEnd.DELETED, LATER, " "), "how you know"),
        (Proof(AtEnd.DELETED, LATER - DAY, "x"), "Choose a day"),
        (Proof(AtEnd.DELETED, LATER + 9 * DAY, "x"), "Choose a day"),
        (Proof(AtEnd.DELETED, LATER, "x", b"0" * 5_000_001, "big.pdf"), "larger than 5 MB"),
    ],
)
def test_proof_that_is_none_changes_nothing(gone, proof, said):
    with pytest.raises(UnableToChangeNotice, match=said):
        file_proof(departure=gone, proof=proof, by=ANA, now=THE_DAY + DAY)
    assert _state(gone.vendor) == "leaving" and still_holds(gone.vendor, THE_DAY + DAY)


def test_a_vendor_ended_in_the_register_itself_stops_the_clock(gone):
    at = THE_DAY + 3 * DAY
    record_deletion(vendor=gone.vendor, customers=None, at=at, proof="Letter", by=ANA, now=at)
    end = DataAtEnd(AtEnd.DELETED, at.date(), "Letter")
    move_to(vendor=gone.vendor, state=State.ENDED, reason="Done", end=end, by=ANA, now=at)
    gone.refresh_from_db()
    assert (gone.confirmed_at, gone.ending, gone.proof, gone.confirmed_by) == (at, "deleted", "Letter", ANA.label)


def test_a_vendor_that_holds_data_or_has_a_change_is_not_deleted(brand, quill, wren):
    give(quill, [make_customer(brand)], ["email"])
    with pytest.raises(UnableToChangeVendor):
        remove_vendor(vendor=quill, by=ANA, now=NOW)
    make_change(wren, Kind.REPLACING, replaced=quill)
    with pytest.raises(UnableToChangeVendor, match="planned"):
        remove_vendor(vendor=wren, by=ANA, now=NOW)
    assert Customer.objects.count() == 1
