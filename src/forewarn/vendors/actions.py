"""Changing the list of vendors."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.text import slugify

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.mail.domains import canonical_host
from forewarn.vendors.models import Vendor


class UnableToChangeVendor(Exception):
    """The change is not possible; the text says why and what to do."""


class VendorFields(TypedDict, total=False):
    """What can be said of a vendor here."""

    name: str
    purpose: str
    sending_domains: list[str]
    since: date | None
    until: date | None


@transaction.atomic
def save_vendor(*, brand: Brand, slug: str | None, by: Actor, now: datetime, **fields: Unpack[VendorFields]) -> Vendor:
    """Add a vendor (`slug` None) or change one. Raises UnableToChangeVendor."""
    fields["sending_domains"] = sorted({canonical_host(d) for d in fields.get("sending_domains", []) if d.strip()})
    if slug is None:
        slug = slugify(fields.get("name", ""))[:60]
        if not slug:
            raise UnableToChangeVendor("Give the vendor a name.")
        if Vendor.objects.filter(brand=brand, slug=slug).exists():
            raise UnableToChangeVendor(f"{fields['name']} is already listed.")
    vendor, created = Vendor.objects.update_or_create(brand=brand, slug=slug, defaults=dict(fields))
    verb = "vendor.added" if created else "vendor.changed"
    record(verb, by=by, now=now, brand_id=brand.pk, target=("vendor", vendor.pk, vendor.name))
    return vendor
