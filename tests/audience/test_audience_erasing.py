"""Erasing a customer, and giving them everything that is held."""

from __future__ import annotations

import json

import pytest
from lists import bring_in, counts, write

from factories import NOW, make_brand, make_customer
from forewarn.audience.actions.choices import withdraw_choice
from forewarn.audience.actions.codes import request_code
from forewarn.audience.actions.erasing import erase_customer
from forewarn.audience.importing.crowds import Crowds
from forewarn.audience.models import ChoiceChange, Customer, ErasedAddress, OneTimeCode, Segment, SegmentChunk
from forewarn.audience.queries.exporting import export_customer
from forewarn.audience.rules.choices import Choice, ChoiceSource
from forewarn.audience.segments.evaluating import members_of
from forewarn.audience.signals import customer_erasing, customer_exporting
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.foundation.customer_sets import store
from forewarn.intake.models import ReceivedMail
from forewarn.outbound.models import SingleMail
from forewarn.outbound.queries import suppressed

pytestmark = pytest.mark.django_db

LIST = "id,email,name,plan,newsletter\nC1,Ana@people.example,Ana Ortiz,gold,yes\nC2,bob@people.example,Bob,basic,no\n"


@pytest.fixture
def brand():
    return make_brand("lantern", choice_wording="By law.")


@pytest.fixture
def imported(brand, tmp_path):
    return bring_in(brand, write(tmp_path, LIST))


@pytest.fixture
def ana(brand, imported):
    """A customer with a bit of everything."""
    ana = Customer.objects.get(brand=brand, external_id="C1")
    bob = Customer.objects.get(brand=brand, external_id="C2")
    withdraw_choice(
        customer_id=ana.pk, choice=Choice.CARE, source=ChoiceSource.ONE_CLICK, by=Actor.customer(ana.pk), now=NOW
    )
    request_code(brand=brand, email=ana.email, purpose="preferences", source="192.0.2.1", now=NOW)
    listed = Segment.objects.create(brand=brand, name="Readers", uploaded=True, created_at=NOW)
    store(SegmentChunk.objects.all(), [ana.pk, bob.pk], segment=listed)
    return ana


def erase(brand, customer_id):
    return erase_customer(brand=brand, customer_id=customer_id, by=SYSTEM, now=NOW)


def test_nothing_of_a_person_stays(brand, imported, ana):
    number = ana.pk
    ReceivedMail.objects.create(
        brand=brand, route="bounce", rcpt_to="bounce+x@mail.lantern.example", sha256="0" * 64, size=1, source="listener",
        received_at=NOW, due_at=NOW, customer_id=number,
    )  # fmt: skip
    assert erase(brand, number)
    assert not Customer.objects.filter(pk=number).exists()
    assert not ChoiceChange.objects.exists()
    assert not OneTimeCode.objects.exists()
    assert not ReceivedMail.objects.exists()
    assert number not in members_of(Segment.objects.get())
    assert len(members_of(Segment.objects.get())) == 1
    assert number not in Crowds(imported).seen
    left = json.dumps([list(map(str, row)) for row in ErasedAddress.objects.values_list()])
    assert "people.example" not in left
    event = AuditEvent.objects.get(verb="customer.erased")
    assert (event.target_label, event.data) == (f"customer {number}", {})


def test_the_address_stays_out_of_mail_and_of_imports(brand, tmp_path, ana):
    erase(brand, ana.pk)
    assert suppressed(brand.pk, ["ana@people.example"]) == {"ana@people.example"}
    again = bring_in(brand, write(tmp_path, LIST))
    assert counts(again) == (0, 0, 1, 1)
    assert again.reasons == {"erased": 1}


def test_another_brand_keeps_its_own_record_of_the_same_person(brand, tmp_path, ana):
    other = make_brand()
    theirs = make_customer(other, email="ana@people.example")
    assert not erase(other, ana.pk)
    erase(brand, ana.pk)
    assert Customer.objects.filter(pk=theirs.pk).exists()
    assert suppressed(other.pk, ["ana@people.example"]) == set()


def test_erasing_twice_does_nothing(brand, ana):
    number = ana.pk
    assert erase(brand, number)
    assert not erase(brand, number)
    assert AuditEvent.objects.filter(verb="customer.erased").count() == 1


def test_packages_above_take_part_or_nothing_is_erased(brand, ana):
    asked = []

    def above(sender, brand_id, customer_id, now, **_):
        asked.append((brand_id, customer_id, now, Customer.objects.filter(pk=customer_id).exists()))
        if len(asked) == 1:
            raise RuntimeError("could not erase there")

    customer_erasing.connect(above)
    try:
        with pytest.raises(RuntimeError):
            erase(brand, ana.pk)
        assert Customer.objects.filter(pk=ana.pk).exists()
        assert ChoiceChange.objects.exists()
        assert erase(brand, ana.pk)
    finally:
        customer_erasing.disconnect(above)
    assert asked[1] == (brand.pk, asked[0][1], NOW, True)


def test_an_export_holds_everything_and_is_json(brand, ana):
    SingleMail.objects.create(
        brand=brand, message_class="transactional", template="audience/one_time_code", locale="en", customer_id=ana.pk,
        to_address=ana.email, idempotency_key="k", queued_at=NOW, due_at=NOW, expires_at=NOW, state="accepted",
        reply="250 Ok",
    )  # fmt: skip
    ReceivedMail.objects.create(
        brand=brand, route="bounce", rcpt_to="bounce+x@mail.lantern.example", sha256="0" * 64, size=1, source="listener",
        received_at=NOW, due_at=NOW, state="done", outcome={"what": "soft_bounce"}, customer_id=ana.pk,
    )  # fmt: skip
    held = json.loads(json.dumps(export_customer(brand, ana.pk)))
    assert held["customer"]["email"] == "Ana@people.example"
    assert held["customer"]["attributes"] == {"plan": "gold"}
    assert held["customer"]["care_mail"] is False
    assert {(c["choice"], c["granted"], c["source"]) for c in held["choices"]} == {
        ("care", False, "one_click"),
        ("care", True, "import"),
        ("marketing", True, "import"),
    }
    assert held["imports"] == [{"file": "list.csv", "at": NOW.isoformat()}]
    assert held["segments"] == ["Readers"]
    [single] = held["single_mails"]
    assert (single["to"], single["kind"], single["answer"]) == (
        "Ana@people.example",
        "audience/one_time_code",
        "250 Ok",
    )
    [back] = held["mail_in"]
    assert (back["route"], back["outcome"]) == ("bounce", {"what": "soft_bounce"})
    assert held["codes"] == [{"asked_for": "preferences", "at": NOW.isoformat(), "used": False}]


def test_packages_above_add_their_sections(brand, ana):
    def above(sender, brand_id, customer_id, **_):
        return {"lessons": [customer_id]} if brand_id == brand.pk else None

    def silent(sender, **_):
        return None

    for receiver in (above, silent):
        customer_exporting.connect(receiver)
    try:
        assert export_customer(brand, ana.pk)["lessons"] == [ana.pk]
    finally:
        for receiver in (above, silent):
            customer_exporting.disconnect(receiver)


def test_nothing_is_exported_for_another_brand(brand, ana):
    assert export_customer(make_brand(), ana.pk) is None
