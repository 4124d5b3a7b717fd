"""Addresses that get no mail, kept as keyed hashes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import NOW, make_brand
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import Actor
from forewarn.outbound.actions.suppression import lift_suppression, suppress_address
from forewarn.outbound.models import SuppressedAddress, SuppressionReason
from forewarn.outbound.queries import suppressed

pytestmark = pytest.mark.django_db
BY = Actor.command("test")


def suppress(brand_id: int, address: str) -> None:
    suppress_address(brand_id=brand_id, address=address, reason=SuppressionReason.MANUAL, by=BY, now=NOW)


def test_an_address_is_recognised_however_it_is_written() -> None:
    brand = make_brand()
    suppress(brand.pk, "Zoe@München.example")
    asked = ["zoe@xn--mnchen-3ya.example", "ZOE@münchen.example", "ana@münchen.example"]
    assert suppressed(brand.pk, asked) == set(asked[:2])


def test_only_the_brand_that_suppressed_it_keeps_away() -> None:
    one, other = make_brand(), make_brand()
    suppress(one.pk, "zoe@customer.example")
    assert suppressed(other.pk, ["zoe@customer.example"]) == set()


def test_the_address_itself_is_stored_nowhere() -> None:
    brand = make_brand()
    suppress(brand.pk, "zoe@customer.example")
    row, event = SuppressedAddress.objects.get(), AuditEvent.objects.get(verb="address.suppressed")
    assert "zoe" not in f"{row.address_hash} {row} {event.data} {event.target_label}"
    assert len(row.address_hash) == 64 and row.address_hash[:8] in str(row)


def test_suppressing_twice_changes_nothing() -> None:
    brand = make_brand()
    for address in ("zoe@customer.example", "ZOE@customer.example"):
        suppress(brand.pk, address)
    assert SuppressedAddress.objects.count() == AuditEvent.objects.count() == 1


def test_what_is_no_address_can_still_be_kept_away_from() -> None:
    brand = make_brand()
    suppress(brand.pk, "not an address")
    assert suppressed(brand.pk, ["Not an address "]) == {"Not an address "}


def test_lifting_is_audited_and_says_whether_there_was_anything() -> None:
    brand = make_brand()
    suppress(brand.pk, "zoe@customer.example")
    assert lift_suppression(brand_id=brand.pk, address="Zoe@customer.example", by=BY, now=NOW)
    assert not lift_suppression(brand_id=brand.pk, address="zoe@customer.example", by=BY, now=NOW)
    assert AuditEvent.objects.filter(verb="address.released").count() == 1


def test_a_group_costs_at_most_two_queries() -> None:
    brand = make_brand()
    group = [f"c{number}@customer.example" for number in range(100)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        suppressed(brand.pk, group)
    assert len(queries) == 1
    suppress(brand.pk, "c5@customer.example")
    with CaptureQueriesContext(connection) as queries:
        assert suppressed(brand.pk, group) == {"c5@customer.example"}
    assert len(queries) == 2
