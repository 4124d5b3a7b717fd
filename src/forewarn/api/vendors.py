"""The vendors by the short names that the other addresses take."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from forewarn.api.keys import READS, brand_of
from forewarn.removals.queries.leaving_out import left_out
from forewarn.vendors.queries import vendor_of, vendors

router = Router(tags=["vendors"])


class VendorOut(Schema):
    """A vendor, by short name."""

    slug: str
    name: str
    purpose: str


@router.get("", response=list[VendorOut], auth=READS, summary="The vendors")
def listing(request: HttpRequest) -> list[VendorOut]:
    """Every vendor of the brand, by name."""
    return [VendorOut(slug=one.slug, name=one.name, purpose=one.purpose) for one in vendors(brand_of(request))]


class LeftOutOut(Schema):
    """A customer who must not go to the vendor, by your number and by address; `asked`: it has not answered yet."""

    customer_number: str
    email: str
    since: datetime
    asked: bool


@router.get("{slug}/left-out", response=list[LeftOutOut], auth=READS, summary="Whom your exports must leave out")
def leave_out(request: HttpRequest, slug: str) -> list[LeftOutOut]:
    """Customers whose data was removed at the vendor, or is to be, or who objected to it; read it before every export."""
    vendor = vendor_of(brand_of(request), slug)
    if vendor is None:
        raise Http404("There is no such vendor.")
    return [
        LeftOutOut(customer_number=one.external_id, email=one.email, since=one.since, asked=one.open)
        for one in left_out(vendor)
    ]
