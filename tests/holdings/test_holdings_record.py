"""Recording transfers and endings, asking about them, corrections, erasure and export: with the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import RestrictedError

from factories import NOW, make_brand, make_customer
from forewarn.audience.actions.erasing import erase_customer
from forewarn.audience.queries.exporting import export_customer
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.holdings.models import TransferChunk
from forewarn.holdings.queries.customers import holders_of
from forewarn.holdings.queries.vendors import (
    customers_by_field,
    customers_with,
    groups_by_categories,
    groups_by_fields,
    still_holds,
)
from forewarn.holdings.recording.endings import record_deletion, record_return
from forewarn.holdings.recording.transfers import Origin, UnableToRecord, correct, record_transfer
from forewarn.holdings.rules import EndingKind, Window
from forewarn.vendors.actions import save_vendor
from forewarn.vendors.data_fields import CATEGORIES, FIELDS
from forewarn.vendors.models import Vendor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHO = {"by": SYSTEM, "now": NOW}


def make_vendor(brand, name="Quillpost"):
    return save_vendor(brand=brand, slug=None, name=name, by=SYSTEM, now=NOW)


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def vendor(brand):
    return make_vendor(brand)


@pytest.fixture
def people(brand):
    return [make_customer(brand) for _ in range(4)]


def sent(vendor, people, fields=("email", "name"), days_ago=30, **more):
    ids = CustomerSet(person.pk for person in people)
    return record_transfer(vendor=vendor, customers=ids, fields=fields, at=NOW - days_ago * DAY, **WHO, **more)


def test_who_holds_what_since_when(vendor, people):
    sent(vendor, people[:2])
    held = holders_of(people[0], NOW)
    assert [(h.vendor.name, h.field, h.category, h.since, h.end) for h in held] == [
        ("Quillpost", "name", "identity", NOW - 30 * DAY, None),
        ("Quillpost", "email", "contact", NOW - 30 * DAY, None),
    ]
    assert holders_of(people[3], NOW) == []
    assert set(customers_with(vendor, ["email"], NOW, NOW)) == {people[0].pk, people[1].pk}


def test_a_deletion_ends_it_for_those_it_names_only(vendor, people):
    sent(vendor, people)
    done = CustomerSet([people[0].pk])
    record_deletion(vendor=vendor, customers=done, at=NOW - DAY, proof="ticket 7", **WHO)
    assert holders_of(people[0], NOW) == []
    assert holders_of(people[0])[0].end == NOW - DAY
    assert holders_of(people[0])[0].why is EndingKind.DELETED
    assert len(customers_with(vendor, None, NOW, NOW)) == 3
    assert len(customers_with(vendor, None, NOW - 2 * DAY, NOW)) == 4


def test_a_return_of_everything_by_field(vendor, people):
    sent(vendor, people)
    record_return(vendor=vendor, customers=None, at=NOW, proof="", fields=["name"], **WHO)
    assert list(customers_by_field(vendor, Window.moment(NOW))) == ["email"]
    assert still_holds(vendor, NOW)
    record_return(vendor=vendor, customers=None, at=NOW, proof="", **WHO)
    assert not still_holds(vendor, NOW)


def test_retention_ends_it_by_itself(vendor, people):
    sent(vendor, people, origin=Origin(ends_at=NOW - 3 * DAY))
    assert not still_holds(vendor, NOW)
    assert still_holds(vendor, NOW - 4 * DAY)
    assert holders_of(people[0])[0].why is EndingKind.EXPIRED


def test_a_correction_takes_it_out_of_every_answer_and_leaves_it_in_the_record(vendor, people):
    made = sent(vendor, people)
    correct(entry=made, reason="wrong vendor", **WHO)
    assert not still_holds(vendor, NOW)
    assert holders_of(people[0]) == []
    assert made.correction == "wrong vendor"
    with pytest.raises(UnableToRecord, match="before"):
        correct(entry=made, reason="again", **WHO)
    assert AuditEvent.objects.filter(verb="holdings.corrected").count() == 1


def test_a_mistaken_deletion_is_corrected_too(vendor, people):
    sent(vendor, people)
    ended = record_deletion(vendor=vendor, customers=None, at=NOW, proof="", **WHO)
    correct(entry=ended, reason="they had not", **WHO)
    assert still_holds(vendor, NOW)


@pytest.mark.parametrize(
    ("fields", "days_ago", "says"),
    [
        ([], 1, "Say which fields"),
        (["shoe_size"], 1, "no field “shoe_size”"),
        (["email"], -1, "still to come"),
    ],
)
def test_what_cannot_be_recorded_says_why(vendor, people, fields, days_ago, says):
    with pytest.raises(UnableToRecord, match=says):
        sent(vendor, people, fields=fields, days_ago=days_ago)
    assert not AuditEvent.objects.filter(verb="holdings.transferred").exists()


def test_nobody_is_no_transfer_and_no_deletion(vendor):
    with pytest.raises(UnableToRecord, match="nobody"):
        sent(vendor, [])
    with pytest.raises(UnableToRecord, match="nobody"):
        record_deletion(vendor=vendor, customers=CustomerSet(), at=NOW, proof="", **WHO)


def test_erasing_a_customer_takes_them_out_everywhere(brand, vendor, people):
    sent(vendor, people)
    record_deletion(vendor=vendor, customers=CustomerSet([people[0].pk]), at=NOW - 20 * DAY, proof="", **WHO)
    erase_customer(brand=brand, customer_id=people[0].pk, by=SYSTEM, now=NOW)
    assert people[0].pk not in customers_with(vendor)
    assert len(customers_with(vendor)) == 3
    assert all(people[0].pk not in CustomerSet.deserialize(bytes(row.bits)) for row in TransferChunk.objects.all())


def test_the_export_says_who_holds_what(brand, vendor, people):
    sent(vendor, people)
    found = export_customer(brand, people[0].pk)["held_by_vendors"]
    assert found[0] == {
        "vendor": "Quillpost",
        "field": "name",
        "category": "identity",
        "since": (NOW - 30 * DAY).isoformat(),
        "until": None,
        "ended_by": None,
    }


def test_a_vendor_that_was_sent_data_cannot_be_deleted(vendor, people):
    sent(vendor, people)
    with pytest.raises(RestrictedError):
        Vendor.objects.get(pk=vendor.pk).delete()


def test_a_brand_goes_with_all_of_it(brand, vendor, people):
    sent(vendor, people)
    brand.delete()
    assert not TransferChunk.objects.exists()


def test_two_brands_know_nothing_of_each_other(vendor, people):
    sent(vendor, people)
    other = make_brand("kite")
    theirs = make_vendor(other)
    assert not customers_with(theirs)
    stranger = make_customer(other)
    assert holders_of(stranger) == []


def test_groups_share_exactly_the_same_categories_and_facts(vendor, people):
    sent(vendor, people[:3], fields=["email", "phone"])
    sent(vendor, people[1:], fields=["name"])
    found = {group.categories: set(group.customers) for group in groups_by_categories(vendor, Window.moment(NOW))}
    pks = [person.pk for person in people]
    assert found == {
        ("contact",): {pks[0]},
        ("identity", "contact"): {pks[1], pks[2]},
        ("identity",): {pks[3]},
    }
    among = CustomerSet(pks[:2])
    facts = groups_by_fields(vendor, Window.moment(NOW), among=among)
    assert {g.fields: set(g.customers) for g in facts} == {
        ("email", "phone"): {pks[0]},
        ("name", "email", "phone"): {pks[1]},
    }


def test_asking_about_one_customer_reads_as_few_rows_for_many_transfers(vendor, people, django_assert_max_num_queries):
    for days in range(1, 30):
        sent(vendor, people, days_ago=days)
    with django_assert_max_num_queries(5):
        assert len(holders_of(people[0], NOW)) == 2


def test_every_field_is_in_one_known_category():
    assert {field.category for field in FIELDS.values()} == set(CATEGORIES)
    assert all(code == field.code for code, field in FIELDS.items())
