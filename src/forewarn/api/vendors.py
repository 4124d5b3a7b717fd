"""The vendors by the short names that the other addresses take."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from forewarn.api.keys import READS, brand_of
from forewarn.vendors.queries import vendors

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
