"""For a customer: which vendor holds or held which fields, and since when. Reads one chunk of each set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from forewarn.audience.models import Customer
from forewarn.foundation.customer_sets import CHUNK_BITS, CustomerSet
from forewarn.holdings.models import EndingChunk, TransferChunk
from forewarn.holdings.queries.record import as_ended, as_given, endings_that_count, transfers_that_count
from forewarn.holdings.rules import EndingKind, Span, spans
from forewarn.vendors.data_fields import FIELDS
from forewarn.vendors.models import Vendor


@dataclass(frozen=True, slots=True)
class Held:
    """A vendor holds or held a field from `since` until `end` (None: no end is known); `why` says what ends it."""

    vendor: Vendor
    field: str  # a code of vendors.data_fields
    category: str
    since: datetime
    end: datetime | None
    why: EndingKind | None


def holders_of(customer: Customer, at: datetime | None = None) -> list[Held]:
    """What vendors hold of the customer at this moment, or ever (`at` None); by vendor name, then field."""
    return _holdings(customer.brand_id, customer.pk, at)


def export_holdings(brand_id: int, customer_id: int) -> list[dict[str, Any]]:
    """What vendors hold and held of a customer, as plain JSON, moments as ISO 8601."""
    return [
        {
            "vendor": held.vendor.name,
            "field": held.field,
            "category": held.category,
            "since": held.since.isoformat(),
            "until": held.end.isoformat() if held.end else None,
            "ended_by": held.why.value if held.why else None,
        }
        for held in _holdings(brand_id, customer_id, None)
    ]


def _holdings(brand_id: int, customer_id: int, at: datetime | None) -> list[Held]:
    found = [span for span in customer_spans(brand_id, customer_id) if at is None or span.holds_at(at)]
    vendors = Vendor.objects.in_bulk({span.vendor_id for span in found})
    order = {code: number for number, code in enumerate(FIELDS)}
    held = [
        Held(vendors[s.vendor_id], s.field, FIELDS[s.field].category, s.since, s.end, s.why)
        for s in found
        if s.field in FIELDS
    ]
    return sorted(held, key=lambda h: (h.vendor.name.casefold(), h.vendor.pk, order[h.field], h.since))


def customer_spans(brand_id: int, customer_id: int) -> list[Span]:
    """The spans of one customer of the brand (rules.spans)."""
    number = customer_id >> CHUNK_BITS
    chunks = TransferChunk.objects.filter(chunk=number, transfer__brand_id=brand_id, transfer__corrected_at=None)
    named = [owner for owner, bits in chunks.values_list("transfer_id", "bits") if _holds(bits, customer_id)]
    if not named:
        return []
    ends = EndingChunk.objects.filter(chunk=number, ending__brand_id=brand_id, ending__corrected_at=None)
    ended = [owner for owner, bits in ends.values_list("ending_id", "bits") if _holds(bits, customer_id)]
    given = as_given(transfers_that_count(brand_id=brand_id, pk__in=named))
    of_all = endings_that_count(brand_id=brand_id, vendor_id__in={g.vendor_id for g in given})
    return spans(given, as_ended(of_all.filter(Q(everybody=True) | Q(pk__in=ended))))


def _holds(bits: bytes | memoryview, customer_id: int) -> bool:
    return customer_id in CustomerSet.deserialize(bytes(bits))
