"""Past leaks at vendors that held data of a customer at that time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from forewarn.audience.models import Customer
from forewarn.holdings.queries.customers import customer_spans
from forewarn.vendors.data_fields import in_order
from forewarn.vendors.queries import register_at
from forewarn.vendors.rules import Touch, leaks_of, published, touch_of
from forewarn.your_data.rules import fields_there

if TYPE_CHECKING:
    from forewarn.brands.models import Brand


@dataclass(frozen=True, slots=True)
class LeakOfMine:
    """A leak that may have touched data of the customer: where, the row of the register, and which of their fields were
    there at that time and are among those that it concerns."""

    vendor: str
    leak: Mapping[str, Any]
    touch: Touch
    fields: tuple[str, ...]


def leaks_of_customer(customer: Customer, *, now: datetime) -> list[LeakOfMine]:
    """The latest first; a leak that is known not to have touched customers' data is left out."""
    spans = customer_spans(customer.brand_id, customer.pk)
    if not spans:
        return []
    found = []
    for version in register_at(customer.brand, now):
        mine = [span for span in spans if span.vendor_id == version.vendor_id]
        for leak in leaks_of(published(version.facts)) if mine else ():
            touch = touch_of(leak)
            fields = fields_there(mine, leak, *_window(customer.brand, leak))
            if fields and touch is not Touch.NO:
                found.append(LeakOfMine(version.vendor.name, leak, touch, tuple(in_order(fields))))
    return sorted(found, key=lambda one: str(one.leak["began_on"]), reverse=True)


def _window(brand: Brand, leak: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """From the first moment of a leak's first day until the end of its last, where the brand is."""
    first = date.fromisoformat(str(leak["began_on"]))
    last = date.fromisoformat(str(leak.get("ended_on") or leak["began_on"]))
    since, until = (datetime.combine(day, time.min, brand.zone) for day in (first, last + timedelta(days=1)))
    return since, until
