"""Whose data a change touches, from the record of who holds what."""

from __future__ import annotations

from datetime import datetime

from pyroaring import BitMap

from forewarn.audience.queries.customers import customers_of
from forewarn.audience.queries.segments import NoSuchSegment, segment_members
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.holdings.queries.keeping_out import kept_out_at
from forewarn.holdings.queries.vendors import customers_by_field
from forewarn.holdings.rules import Window
from forewarn.vendor_changes.models import VendorChange
from forewarn.vendor_changes.queries.changes import announced, as_planned
from forewarn.vendor_changes.rules.concerned import Part, Sources, touched
from forewarn.vendors.models import Vendor
from forewarn.vendors.queries import history


def fields_listed(vendor: Vendor) -> frozenset[str]:
    """The fields that the register lists for a vendor now; none where it lists none."""
    latest = history(vendor).first()
    listed = latest.facts.get("fields") if latest else None
    return frozenset(listed) if isinstance(listed, list) else frozenset()


def crowd_named(change: VendorChange) -> CustomerSet:
    """The customers whose new fields go to the vendor. Raises NoSuchSegment, UnableToReadFilter."""
    if change.segment_id is not None:
        return segment_members(change.brand, change.segment_id)
    return CustomerSet(customers_of(change.brand).order_by().values_list("pk", flat=True).iterator(chunk_size=20_000))


def parts_of(change: VendorChange, *, now: datetime) -> dict[Part, BitMap]:
    """Part → the customers of whom it is touched (rules.concerned). Raises NoSuchSegment, UnableToReadFilter."""
    others = [one for one in announced(change.brand) if one.pk != change.pk]
    by_id = {one.pk: one for one in others} | {change.pk or 0: change}
    vendors = {v.pk: v for one in by_id.values() for v in (one.vendor, one.replaced) if v is not None}
    held: dict[int, dict[str, BitMap]] = {}

    def at(vendor_id: int) -> dict[str, BitMap]:
        if vendor_id not in held:
            held[vendor_id] = customers_by_field(vendors[vendor_id], Window.moment(now))
        return held[vendor_id]

    sources = Sources(
        held=at,
        crowd=lambda change_id: crowd_named(by_id[change_id]),
        takes=lambda vendor_id: fields_listed(vendors[vendor_id]),
        kept_out=lambda vendor_id: kept_out_at(vendors[vendor_id], now),
    )
    return touched(as_planned(change), sources, [as_planned(one) for one in others])


__all__ = ["NoSuchSegment", "crowd_named", "fields_listed", "parts_of"]
