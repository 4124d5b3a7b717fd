"""What one customer is told of coming changes, and what they can say to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from change_builders import ANA, DAY, LATER, announce, give, make_change, make_vendor

from factories import NOW, make_brand, make_customer
from forewarn.audience.actions.erasing import erase_customer
from forewarn.audience.queries.exporting import export_customer
from forewarn.audit.rules import Actor
from forewarn.vendor_changes.actions.objecting import answer_objection, object_to_change, take_back_objection
from forewarn.vendor_changes.models import Objection
from forewarn.vendor_changes.queries.changes import objection_counts
from forewarn.vendor_changes.queries.customers import changes_for_customer
from forewarn.vendor_changes.refusals import UnableToChangeNotice
from forewarn.vendor_changes.rules.kinds import Kind, Outcome, Wish
from forewarn.vendors.rules import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def quill(brand):
    return make_vendor(brand, "Quillpost")


@pytest.fixture
def wren(brand):
    return make_vendor(brand, "Mailwren", state=State.PROPOSED, fields=["name", "email"])


def _object(change, customer, *, now=NOW + DAY, **said):
    return object_to_change(change=change, customer=customer, by=Actor.customer(customer.pk), now=now, **said)


def test_each_customer_sees_only_their_own_data(brand, quill, wren):
    all_of_it, some, nobody = (make_customer(brand) for _ in range(3))
    give(quill, [all_of_it], ["name", "email", "order_history"])
    give(quill, [some], ["email"])
    change = announce(make_change(wren, Kind.REPLACING, replaced=quill))
    (mine,) = changes_for_customer(all_of_it, now=NOW)
    assert (mine.change, mine.to, mine.off) == (change, ("name", "email"), ("name", "email", "order_history"))
    assert mine.categories == ["identity", "contact", "orders"]
    assert mine.may_object and mine.objection is None
    (theirs,) = changes_for_customer(some, now=NOW)
    assert (theirs.to, theirs.off, theirs.categories) == (("email",), ("email",), ["contact"])
    assert changes_for_customer(nobody, now=NOW) == []


def test_what_is_only_planned_is_not_told(brand, quill):
    customer = make_customer(brand)
    give(quill, [customer], ["email"])
    make_change(quill)
    assert changes_for_customer(customer, now=NOW) == []


def test_an_objection_is_counted_until_it_is_answered_or_taken_back(brand, quill):
    first, second, third = (make_customer(brand) for _ in range(3))
    give(quill, [first, second, third], ["email"])
    change = announce(make_change(quill))
    one = _object(change, first, words="  I do not\nlike it ")
    two = _object(change, second, wish=Wish.REMOVAL)
    _object(change, third)
    assert one.words == "I do not like it"
    answer_objection(objection=one, outcome=Outcome.KEPT_OUT, answer="We keep it here.", by=ANA, now=NOW + DAY)
    take_back_objection(objection=two, by=Actor.customer(second.pk), now=NOW + DAY)
    counts = objection_counts([change])[change.pk]
    assert (counts.open, counts.kept_out, counts.taken_back, counts.removals, counts.all) == (1, 1, 1, 0, 2)
    (mine,) = changes_for_customer(first, now=NOW + DAY)
    assert (mine.objection.outcome, mine.objection.answer) == ("kept_out", "We keep it here.")


def test_who_objects_again_waits_for_an_answer_anew(brand, quill):
    customer = make_customer(brand)
    give(quill, [customer], ["email"])
    change = announce(make_change(quill))
    first = _object(change, customer)
    answer_objection(objection=first, outcome=Outcome.GOES_AHEAD, answer="It must be.", by=ANA, now=NOW + DAY)
    again = _object(change, customer, wish=Wish.REMOVAL, now=NOW + 2 * DAY)
    assert (again.pk, again.outcome, again.answer) == (first.pk, "open", "")
    assert Objection.objects.count() == 1


def test_objections_end_with_the_first_moment_of_the_day_at_the_brand():
    brand = make_brand("kaimana", time_zone="Pacific/Honolulu")  # ten hours behind UTC
    vendor, customer = make_vendor(brand, "Quillpost"), make_customer(brand)
    give(vendor, [customer], ["email"])
    change = announce(make_change(vendor))
    assert change.effective_at.isoformat() == f"{LATER}T10:00:00+00:00"
    _object(change, customer, now=change.effective_at - timedelta(seconds=1))
    with pytest.raises(UnableToChangeNotice, match="no longer"):
        _object(change, customer, now=change.effective_at)


def test_who_is_not_concerned_or_of_another_brand_cannot_object(brand, quill):
    change = announce(make_change(quill))
    with pytest.raises(UnableToChangeNotice, match="does not touch"):
        _object(change, make_customer(brand))
    with pytest.raises(UnableToChangeNotice, match="no longer"):
        _object(change, make_customer(make_brand("other")))
    assert not Objection.objects.exists()


def test_an_answer_needs_words_and_comes_once(brand, quill):
    customer = make_customer(brand)
    give(quill, [customer], ["email"])
    objection = _object(announce(make_change(quill)), customer)
    with pytest.raises(UnableToChangeNotice, match="Write the answer"):
        answer_objection(objection=objection, outcome=Outcome.KEPT_OUT, answer=" ", by=ANA, now=NOW)
    answer_objection(objection=objection, outcome=Outcome.KEPT_OUT, answer="Done.", by=ANA, now=NOW)
    with pytest.raises(UnableToChangeNotice, match="already"):
        answer_objection(objection=objection, outcome=Outcome.GOES_AHEAD, answer="No.", by=ANA, now=NOW)


def test_objections_are_exported_and_erased_with_the_customer(brand, quill):
    customer = make_customer(brand)
    give(quill, [customer], ["email"])
    _object(announce(make_change(quill)), customer, words="Please not")
    (row,) = export_customer(brand, customer.pk)["objections_to_changes"]
    assert (row["vendor"], row["words"], row["outcome"]) == ("Quillpost", "Please not", "open")
    erase_customer(brand=brand, customer_id=customer.pk, by=ANA, now=NOW)
    assert not Objection.objects.exists()


def test_new_data_concerns_the_crowd_that_was_named(brand, quill):
    has_it, new = make_customer(brand), make_customer(brand)
    give(quill, [has_it], ["phone"])
    announce(make_change(quill, Kind.NEW_DATA, fields=["phone"]))
    assert changes_for_customer(has_it, now=NOW) == []
    (mine,) = changes_for_customer(new, now=NOW)
    assert (mine.to, mine.categories) == (("phone",), ["contact"])


def test_a_new_place_touches_all_that_is_there(brand, quill):
    customer = make_customer(brand)
    give(quill, [customer], ["name", "email"])
    announce(make_change(quill, Kind.NEW_PLACE, facts={"storage_places": ["US"]}))
    (mine,) = changes_for_customer(customer, now=NOW)
    assert (mine.to, mine.off, mine.at) == ((), (), ("name", "email"))
