"""For a customer: which coming changes concern them, with which of their data, and what they said to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyroaring import BitMap

from forewarn.audience.models import Customer
from forewarn.audience.queries.segments import is_member
from forewarn.audience.rules.filters import UnableToReadFilter
from forewarn.holdings.queries.customers import holders_of
from forewarn.holdings.queries.keeping_out import out_of
from forewarn.vendor_changes.models import Objection, VendorChange
from forewarn.vendor_changes.queries.changes import announced, as_planned, is_open
from forewarn.vendor_changes.queries.concerned import fields_listed
from forewarn.vendor_changes.rules.concerned import AT, OFF, TO, Part, Sources, touched
from forewarn.vendors.data_fields import categories_of, in_order


@dataclass(frozen=True, slots=True)
class ForCustomer:
    """A coming change as it concerns one customer: fields (codes) that go to the vendor, that end at the one that goes,
    that stay where they are; their objection, and whether they may still object (until `change.effective_at`)."""

    change: VendorChange
    to: tuple[str, ...]
    off: tuple[str, ...]
    at: tuple[str, ...]
    objection: Objection | None
    may_object: bool

    @property
    def categories(self) -> list[str]:
        """The data categories (codes) that are touched, in the order in which they are shown."""
        return categories_of({*self.to, *self.off, *self.at})


def changes_for_customer(customer: Customer, *, now: datetime) -> list[ForCustomer]:
    """The announced changes that concern the customer, the next one first. Reads one chunk of each set."""
    coming = announced(customer.brand)
    if not coming:
        return []
    said = {row.change_id: row for row in Objection.objects.filter(customer=customer, change__in=coming)}
    sources = _sources(customer, coming, now)
    planned = {one.pk: as_planned(one) for one in coming}
    found = []
    for change in coming:
        parts = touched(planned[change.pk], sources, list(planned.values()))
        objection = said.get(change.pk)
        if parts or objection:
            to, off, at = (_fields(parts, role) for role in (TO, OFF, AT))
            found.append(ForCustomer(change, to, off, at, objection, is_open(change, now)))
    return found


def _fields(parts: Iterable[Part], role: str) -> tuple[str, ...]:
    return tuple(in_order(code for kind, code in parts if kind == role))


def _sources(customer: Customer, coming: list[VendorChange], now: datetime) -> Sources:
    """The same questions as for a crowd, asked about one customer."""
    me, nobody = BitMap([customer.pk]), BitMap()
    held: dict[int, dict[str, BitMap]] = {}
    for one in holders_of(customer, now):
        held.setdefault(one.vendor.pk, {})[one.field] = me
    out = {row.vendor_id for row in out_of(customer.brand, customer.pk)}
    by_id = {change.pk: change for change in coming}
    vendors = {v.pk: v for change in coming for v in (change.vendor, change.replaced) if v is not None}

    def crowd(change_id: int) -> BitMap:
        change = by_id[change_id]
        if change.segment_id is None:
            return me
        try:
            return me if is_member(change.brand, change.segment_id, customer.pk) else nobody
        except UnableToReadFilter:
            return nobody

    return Sources(
        held=lambda vendor_id: held.get(vendor_id, {}),
        crowd=crowd,
        takes=lambda vendor_id: fields_listed(vendors[vendor_id]),
        kept_out=lambda vendor_id: me if vendor_id in out else nobody,
    )


def concerns(change: VendorChange, customer: Customer, *, now: datetime) -> bool:
    """Whether an announced change touches data of this customer."""
    return any(one.change.pk == change.pk for one in changes_for_customer(customer, now=now))


def export_objections(brand_id: int, customer_id: int) -> list[dict[str, Any]]:
    """The customer's objections as plain JSON, moments as ISO 8601."""
    rows = Objection.objects.filter(change__brand_id=brand_id, customer_id=customer_id)
    return [
        {
            "vendor": row.change.vendor.name,
            "change": row.change.kind,
            "effective_on": row.change.effective_on.isoformat(),
            "wish": row.wish,
            "words": row.words,
            "at": row.at.isoformat(),
            "outcome": row.outcome,
            "answer": row.answer,
        }
        for row in rows.select_related("change__vendor").order_by("at")
    ]
