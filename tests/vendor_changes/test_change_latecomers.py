"""Customers whom a change concerns only after its notice went out: told too, each once, with approved words or new ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from change_builders import ANA, BEN, DAY, TRANSLATIONS, give, make_change, make_vendor

from factories import NOW, make_brand, make_customer
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.mailings.actions.approval import approve_as
from forewarn.mailings.actions.refusals import UnableToChangeMailing
from forewarn.mailings.actions.sending import cancel
from forewarn.mailings.models import Variant
from forewarn.mailings.queries.crowds import reached
from forewarn.mailings.sending.means import send_what_is_due
from forewarn.mailings.sending.starting import start
from forewarn.outbound.actions.relays import add_relay
from forewarn.promises.actions import add_recommended
from forewarn.vendor_changes.actions.latecomers import EVERY, tell_due, tell_latecomers
from forewarn.vendor_changes.actions.releasing import approve_change, send_change, submit_change
from forewarn.vendor_changes.actions.switching import held_by
from forewarn.vendor_changes.actions.withdrawing import submit_correction, withdraw_change
from forewarn.vendor_changes.health import problems
from forewarn.vendor_changes.models import LateNotice, VendorChange
from forewarn.vendor_changes.queries.latecomers import mailing_in_hand, notices_sent
from forewarn.vendor_changes.rules.kinds import Kind
from forewarn.vendors.rules import State

pytestmark = pytest.mark.django_db
NOON = NOW.replace(hour=12)
HELD = ["name", "email"]


@pytest.fixture
def brand(settings, tmp_path):
    settings.HOME = tmp_path
    brand = make_brand("lantern")
    add_recommended(brand=brand, by=ANA, now=NOW)
    add_relay(brand=brand, by=ANA, now=NOW, name="local", kind="maildir", folder="mailbox", signs_itself=True)
    return brand


@pytest.fixture
def quill(brand):
    return make_vendor(brand, "Quillpost", translations=TRANSLATIONS)


@pytest.fixture
def told(brand, quill):
    customer = make_customer(brand)
    give(quill, [customer], HELD)
    return customer


@pytest.fixture
def homeless(brand, quill):
    """A customer without a working address."""
    customer = make_customer(brand, reachable=False)
    give(quill, [customer], HELD)
    return customer


@pytest.fixture
def change(brand, quill, told, homeless):
    """Announced, and its notice went out to everybody."""
    wren = make_vendor(brand, "Mailwren", state=State.PROPOSED, fields=HELD, translations=TRANSLATIONS)
    change = make_change(wren, Kind.REPLACING, replaced=quill)
    submit_change(change=change, by=ANA, now=NOON)
    approve_change(change=change, by=BEN, now=NOON)
    send_change(change=change, by=BEN, now=NOON)
    _send(change.mailing)
    return _fresh(change)


def _fresh(change):
    rows = VendorChange.objects.select_related("brand", "vendor", "replaced", "mailing", "correction")
    return rows.get(pk=change.pk)


def _send(mailing, at=NOON + DAY):
    assert start(mailing.pk, now=at), mailing.trouble
    assert send_what_is_due(mailing.pk, clock=lambda: at).halt is None
    mailing.refresh_from_db()


def _only_late(change):
    return LateNotice.objects.get(change=change).mailing


def _set(*customers):
    return CustomerSet(customer.pk for customer in customers)


def test_a_newcomer_reads_the_approved_words_by_itself_and_once(brand, quill, change, told):
    assert tell_latecomers(change=change, now=NOON + DAY) == 0  # nobody is late yet
    late = make_customer(brand)
    give(quill, [late], HELD)
    assert tell_latecomers(change=change, now=NOON + DAY) == 1
    mailing = _only_late(change)
    assert (mailing.state, mailing.approved_by) == ("scheduled", change.mailing.approved_by)
    _send(mailing)
    assert reached(mailing) == _set(late)
    words = ("subject", "text", "html")
    assert set(Variant.objects.filter(mailing=mailing).values_list(*words)) == set(
        Variant.objects.filter(mailing=change.mailing).values_list(*words)
    )
    assert tell_latecomers(change=_fresh(change), now=NOON + 2 * DAY) == 0


def test_whoever_gets_a_working_address_before_the_day_is_told_then(change, homeless):
    homeless.reachable = True
    homeless.save()
    assert tell_latecomers(change=change, now=NOON + DAY) == 1
    _send(_only_late(change))
    assert reached(_only_late(change)) == _set(homeless)
    assert tell_latecomers(change=change, now=NOON + DAY) == 0


def test_other_words_wait_for_an_approver_and_hold_the_day(brand, quill, change):
    late = make_customer(brand)
    give(quill, [late], ["email"])  # the contact alone: nobody read that so far
    assert tell_latecomers(change=change, now=NOON + DAY) == 1
    mailing = _only_late(change)
    assert mailing.state == "submitted"
    assert mailing_in_hand(change) == mailing
    assert any("the change waits for it" in problem.what for problem in problems(NOON + DAY))
    held = [
        "The notice to 1 customers whom it concerns only since then has not left. Approve and send it, or cancel it under "
        "Delivery if they need none."
    ]
    assert held_by(change, NOON + 40 * DAY) == held
    approve_change(change=change, by=BEN, now=NOON + 20 * DAY)  # fewer days than promised: they came so late
    send_change(change=change, by=BEN, now=NOON)
    _send(mailing)
    assert reached(mailing) == _set(late)
    text = Variant.objects.get(mailing=mailing, locale="en").text.replace("\r", "")
    assert "How to reach you" in text
    assert "Not part of this: who you are." in text


def test_a_late_notice_that_staff_cancel_lets_the_day_come(brand, quill, change):
    give(quill, [make_customer(brand)], ["email"])
    tell_latecomers(change=change, now=NOON + DAY)
    assert held_by(change, NOON + 40 * DAY)
    cancel(mailing=_only_late(change), reason="they asked for it", by=BEN, now=NOON + 2 * DAY)
    assert held_by(change, NOON + 40 * DAY) == []
    assert not any("waits for it" in problem.what for problem in problems(NOON + 2 * DAY))


def test_the_correction_goes_to_latecomers_too(brand, quill, change, told):
    late = make_customer(brand)
    give(quill, [late], HELD)
    tell_latecomers(change=change, now=NOON + DAY)
    _send(_only_late(change))
    withdraw_change(change=_fresh(change), by=BEN, now=NOON + 2 * DAY)
    change = _fresh(change)
    submit_correction(change=change, by=ANA, now=NOON + 2 * DAY)
    approve_change(change=change, by=BEN, now=NOON + 2 * DAY)
    send_change(change=change, by=BEN, now=NOON)
    _send(change.correction)
    assert reached(change.correction) == _set(told, late)


def test_withdrawing_stops_a_notice_to_latecomers(brand, quill, change):
    give(quill, [make_customer(brand)], ["email"])
    tell_latecomers(change=change, now=NOON + DAY)
    withdraw_change(change=_fresh(change), by=BEN, now=NOON + DAY)
    assert [mailing.state for mailing in notices_sent(change)] == ["done", "cancelled"]


def test_the_tick_looks_once_an_hour_until_the_day(brand, quill, change):
    assert tell_due(now=NOON + DAY) == 0
    give(quill, [make_customer(brand)], HELD)
    assert tell_due(now=NOON + DAY + EVERY - timedelta(minutes=1)) == 0
    assert tell_due(now=change.effective_at) == 0
    assert tell_due(now=NOON + DAY + EVERY) == 1
    assert tell_due(now=NOON + DAY + 3 * EVERY) == 0  # it is on its way: nobody is asked twice


def test_words_that_nobody_approved_are_not_approved_as_before(brand, quill, change):
    give(quill, [make_customer(brand)], ["email"])
    tell_latecomers(change=change, now=NOON + DAY)
    with pytest.raises(UnableToChangeMailing, match="not approved"):
        approve_as(mailing=_only_late(change), like=change.mailing, by=BEN, now=NOON)
