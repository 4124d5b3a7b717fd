"""Whom a notice is for, and with which of their data, against one row per customer, vendor and field."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from change_builders import ANA, LATER, TRANSLATIONS, announce, give, make_change, make_vendor

from factories import NOW, make_brand, make_customer
from forewarn.audience.actions.segments import add_segment
from forewarn.audience.rules.filters import Filter
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.holdings.recording.endings import record_deletion
from forewarn.mailings.queries.content import audience_of
from forewarn.promises.actions import add_recommended
from forewarn.vendor_changes.actions.releasing import submit_change
from forewarn.vendor_changes.queries.customers import changes_for_customer
from forewarn.vendor_changes.queries.notices import groups_concerned
from forewarn.vendor_changes.rules.kinds import Kind
from forewarn.vendors.data_fields import FIELDS as ALL_FIELDS
from forewarn.vendors.rules import State

pytestmark = pytest.mark.django_db
CODES = ["name", "email", "phone", "order_history", "delivery_details", "ip_address"]
TAKEN = ["name", "email", "order_history"]  # what the vendor that takes over is said to get
DAY = timedelta(days=1)


class Rows:
    """(customer, vendor, field), one by one, as transfers and deletions come and go."""

    def __init__(self):
        self.rows = set()

    def given(self, vendor, customers, fields):
        give(vendor, customers, fields)
        self.rows |= {(c.pk, vendor.pk, f) for c in customers for f in fields}

    def deleted(self, vendor, customers, fields):
        record_deletion(
            vendor=vendor,
            customers=CustomerSet(c.pk for c in customers),
            at=NOW - DAY,
            proof="x",
            by=ANA,
            now=NOW,
            fields=fields,
        )
        self.rows -= {(c.pk, vendor.pk, f) for c in customers for f in fields}

    def held(self, customer, vendor):
        return {f for f in CODES if (customer.pk, vendor.pk, f) in self.rows}


def _categories(fields):
    return {ALL_FIELDS[field].category for field in fields}


@pytest.fixture(params=range(4))
def world(request):
    """A brand whose data was handed about at random, with two vendors that have it and one that is to come."""
    chance = random.Random(request.param)
    brand = make_brand("lantern")
    add_recommended(brand=brand, by=ANA, now=NOW)
    people = [make_customer(brand, country=chance.choice(["GB", "ES"]), care=chance.random() < 0.5) for _ in range(60)]
    quill, parcels = (make_vendor(brand, name, translations=TRANSLATIONS) for name in ("Quillpost", "Parcel Lane"))
    wren = make_vendor(brand, "Mailwren", state=State.PROPOSED, fields=TAKEN, translations=TRANSLATIONS)
    rows = Rows()
    for _ in range(8):
        vendor = chance.choice([quill, parcels])
        rows.given(vendor, chance.sample(people, 20), chance.sample(CODES, chance.randint(1, 4)))
    for _ in range(3):
        rows.deleted(chance.choice([quill, parcels]), chance.sample(people, 10), chance.sample(CODES, 2))
    return brand, people, rows, {"quill": quill, "parcels": parcels, "wren": wren}


def _counted(change, people, to, off, at):
    """Compare groups, the mailing's audience and each customer's own page with what the rows say."""
    expected = {}
    for person in people:
        mine = tuple(_categories(part(person)) for part in (to, off, at))
        if any(mine):
            expected[person.pk] = mine
    groups = groups_concerned(change, now=NOW)
    found = {pk: (set(g.to), set(g.off), set(g.at)) for g in groups for pk in g.customers}
    assert found == expected
    assert sum(len(g.customers) for g in groups) == len(expected)
    assert len(groups) == len({tuple(map(frozenset, mine)) for mine in expected.values()})
    return expected


def _nothing(person):
    return set()


def test_a_replacement(world):
    _brand, people, rows, v = world
    change = make_change(v["wren"], Kind.REPLACING, replaced=v["quill"])
    expected = _counted(
        change,
        people,
        to=lambda p: rows.held(p, v["quill"]) & set(TAKEN),
        off=lambda p: rows.held(p, v["quill"]) - set(TAKEN),
        at=_nothing,
    )
    submit_change(change=change, by=ANA, now=NOW)
    sets = audience_of(change.mailing).sets
    assert {pk for who in sets.values() for pk in who} == set(expected)
    for number, who in sets.items():
        kept = change.groups[number]
        assert all(expected[pk] == (set(kept["to"]), set(kept["off"]), set(kept["at"])) for pk in who)
    announce(change)
    for person in people:
        mine = changes_for_customer(person, now=NOW)
        held = rows.held(person, v["quill"])
        assert [(set(one.to), set(one.off)) for one in mine] == ([(held & set(TAKEN), held)] if held else [])


def test_a_departure(world):
    _brand, people, rows, v = world
    change = make_change(v["parcels"])
    _counted(change, people, to=_nothing, off=lambda p: rows.held(p, v["parcels"]), at=_nothing)


def test_a_new_place(world):
    _brand, people, rows, v = world
    change = make_change(v["quill"], Kind.NEW_PLACE, facts={"storage_places": ["US"]})
    _counted(change, people, to=_nothing, off=_nothing, at=lambda p: rows.held(p, v["quill"]))


def test_a_supplier_of_a_vendor_that_sees_some_fields(world):
    _brand, people, rows, v = world
    row = {"name": "Stackbarn", "fields": ["email", "phone"]}
    change = make_change(v["quill"], Kind.SUPPLIER, facts={"chain": [row]})
    seen = {"email", "phone"}
    _counted(change, people, to=_nothing, off=_nothing, at=lambda p: rows.held(p, v["quill"]) & seen)


def test_new_data_of_a_segment(world):
    brand, people, rows, v = world
    segment = add_segment(brand=brand, name="Spain", wanted=Filter(country="ES"), by=ANA, now=NOW)
    change = make_change(v["quill"], Kind.NEW_DATA, fields=["phone", "ip_address"], segment_id=segment.pk)

    def to(person):
        return {"phone", "ip_address"} - rows.held(person, v["quill"]) if person.country == "ES" else set()

    _counted(change, people, to=to, off=_nothing, at=_nothing)
    announce(change)
    for person in people:
        assert [set(one.to) for one in changes_for_customer(person, now=NOW)] == ([to(person)] if to(person) else [])


def test_a_vendor_that_replaces_another_and_is_replaced(world):
    """Data that comes by the first change is concerned by the second."""
    brand, people, rows, v = world
    last = make_vendor(brand, "Postmill", state=State.PROPOSED, fields=["name", "email"], translations=TRANSLATIONS)
    announce(make_change(v["wren"], Kind.REPLACING, replaced=v["quill"]))
    second = make_change(last, Kind.REPLACING, replaced=v["wren"], on=LATER + 5 * DAY)

    def comes(person):
        return rows.held(person, v["quill"]) & set(TAKEN)

    _counted(
        second,
        people,
        to=lambda p: comes(p) & {"name", "email"},
        off=lambda p: comes(p) - {"name", "email"},
        at=_nothing,
    )
