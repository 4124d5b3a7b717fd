"""A customer whose data lies at vendors that are asked in different ways."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from factories import NOW, make_brand, make_customer
from forewarn.audience.models import Customer
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.brands.models import Brand
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.holdings.queries.customers import holders_of
from forewarn.holdings.recording.transfers import record_transfer
from forewarn.removals.actions.settings import Way, set_channel
from forewarn.removals.models import RemovalRequest, RemovalTask
from forewarn.removals.requesting import request_removal
from forewarn.removals.rules.states import Origin, Via
from forewarn.vendors.actions import save_vendor
from forewarn.vendors.models import Vendor

WHO: dict[str, Any] = {"by": SYSTEM, "now": NOW}


def lantern(**fields: Any) -> Brand:
    """The brand."""
    return make_brand("lantern", **fields)


def ana_of(brand: Brand, **fields: Any) -> Customer:
    """A customer in Spain."""
    told = {"email": "ana@people.example", "name": "Ana Ortiz", "external_id": "HP-1", "country": "ES"}
    return make_customer(brand, **(told | fields))


def vendor_of(brand: Brand, name: str, way: Way | None = None) -> Vendor:
    """A vendor and how it is asked."""
    vendor = save_vendor(brand=brand, slug=None, name=name, **WHO)
    if way is not None:
        set_channel(vendor=vendor, way=way, **WHO)
    return vendor


def by_mail(**more: Any) -> Way:
    """By mail to its privacy team."""
    return Way(Via.MAIL, address="privacy@vendor.example", **more)


def give(
    vendor: Vendor, *customers: Customer, fields: tuple[str, ...] = ("name", "email"), days: int = 90, now: Any = NOW
) -> None:
    """Let the vendor hold these fields."""
    ids = CustomerSet([customer.pk for customer in customers])
    record_transfer(vendor=vendor, customers=ids, fields=fields, at=NOW - timedelta(days=days), by=SYSTEM, now=now)


def ask(customer: Customer, *vendors: Vendor, **more: Any) -> RemovalRequest:
    """The customer asks; at no vendor in particular means at all of them."""
    told = {"origin": Origin.PAGE, "by": Actor.customer(customer.pk), "now": NOW} | more
    return request_removal(customer=customer, vendors=[v.pk for v in vendors] or None, **told)


def part(request: RemovalRequest, vendor: Vendor) -> RemovalTask:
    """The vendor's part."""
    return RemovalTask.objects.select_related("request__brand", "vendor").get(request=request, vendor=vendor)


def holders(customer: Customer, at: Any = NOW) -> set[str]:
    """The names of the vendors that hold data of the customer."""
    return {held.vendor.name for held in holders_of(customer, at)}
