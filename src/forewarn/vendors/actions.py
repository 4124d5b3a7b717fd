"""Who may send in the brand's name, said in one go: the register's own ways are in `register.py`."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db import transaction

from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.mail.domains import canonical_host
from forewarn.vendors.models import Vendor
from forewarn.vendors.queries import facts_of
from forewarn.vendors.register import UnableToChangeVendor, add_vendor, enter_facts
from forewarn.vendors.rules import Facts, State, merged

__all__ = ["UnableToChangeVendor", "VendorFields", "save_vendor"]


class VendorFields(TypedDict, total=False):
    """What can be said of a vendor here."""

    name: str
    purpose: str
    sending_domains: list[str]
    since: date | None
    until: date | None
    reason: str


@transaction.atomic
def save_vendor(*, brand: Brand, slug: str | None, by: Actor, now: datetime, **fields: Unpack[VendorFields]) -> Vendor:
    """Add a vendor that already works for the brand (`slug` None), or change one; its other facts stay as they are.

    Raises UnableToChangeVendor.
    """
    reason = fields.get("reason") or "Listed among those who send for us"
    part = _as_facts(fields)
    if slug is None:
        return add_vendor(brand=brand, facts=part, reason=reason, by=by, now=now, state=State.ACTIVE).vendor
    vendor = Vendor.objects.filter(brand=brand, slug=slug).first()
    if vendor is None:
        raise UnableToChangeVendor(f"No vendor is listed as {slug}.")
    return enter_facts(vendor=vendor, facts=merged(facts_of(vendor), part), reason=reason, by=by, now=now).vendor


def _as_facts(fields: VendorFields) -> Facts:
    facts: Facts = {key: fields[key] for key in ("name", "purpose") if key in fields}
    if "sending_domains" in fields:
        facts["sending_domains"] = sorted({canonical_host(d) for d in fields["sending_domains"] if d.strip()})
    for key in ("since", "until"):
        if key in fields:
            day: date | None = fields[key]
            facts[key] = day.isoformat() if day else None
    return facts
