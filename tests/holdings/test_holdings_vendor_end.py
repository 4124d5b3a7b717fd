"""A vendor that still holds customers' data cannot be ended, and one on the record cannot be taken out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import NOW, make_brand, make_customer
from forewarn.audit.rules import SYSTEM
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.holdings.actions.flows import Plan, add_flow, stop_flow
from forewarn.holdings.recording.endings import record_deletion
from forewarn.holdings.recording.transfers import record_transfer
from forewarn.vendors.queries import version_of
from forewarn.vendors.register import Because, UnableToChangeVendor, add_vendor, move_to, remove_vendor
from forewarn.vendors.rules import AtEnd, DataAtEnd, Ground, State

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHO = {"by": SYSTEM, "now": NOW}


@pytest.fixture
def vendor():
    brand = make_brand("lantern")
    vendor = add_vendor(
        brand=brand, facts={"name": "Quillpost"}, reason="x", state=State.ACTIVE, by=SYSTEM, now=NOW - 9 * DAY
    ).vendor
    move_to(
        vendor=vendor, state=State.LEAVING, reason=Because("x", ground=Ground.ANNOUNCED), by=SYSTEM, now=NOW - 8 * DAY
    )
    return vendor


def _end(vendor):
    end = DataAtEnd(AtEnd.DELETED, NOW.date(), "Their certificate")
    return move_to(vendor=vendor, state=State.ENDED, reason="All gone", end=end, **WHO)


def test_an_end_waits_until_the_data_is_gone(vendor):
    customer = make_customer(vendor.brand)
    at = NOW - 3 * DAY
    record_transfer(vendor=vendor, customers=CustomerSet([customer.pk]), fields=["email"], at=at, **WHO)
    with pytest.raises(UnableToChangeVendor, match="still holds data of customers"):
        _end(vendor)
    assert version_of(vendor).state == "leaving"
    record_deletion(vendor=vendor, customers=None, at=NOW - DAY, proof="Their certificate", **WHO)
    assert _end(vendor).state == "ended"


def test_an_end_waits_until_nothing_flows_there(vendor):
    flow = add_flow(vendor=vendor, plan=Plan(["email"], NOW - DAY), by=SYSTEM, now=NOW - DAY)
    with pytest.raises(UnableToChangeVendor, match="Data still flows to Quillpost"):
        _end(vendor)
    stop_flow(flow=flow, **WHO)
    assert _end(vendor).state == "ended"


def test_a_vendor_on_the_record_is_not_taken_out():
    brand = make_brand("other")
    vendor = add_vendor(brand=brand, facts={"name": "Typo"}, reason="x", **WHO).vendor
    flow = add_flow(vendor=vendor, plan=Plan(["email"], NOW), **WHO)
    stop_flow(flow=flow, **WHO)
    with pytest.raises(UnableToChangeVendor, match="record of who holds what"):
        remove_vendor(vendor=vendor, **WHO)
