"""Whom the brand's own exports to a vendor must leave out, while a removal is under way and after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forewarn.audience.queries.customers import customers_among
from forewarn.holdings.queries.keeping_out import kept_out
from forewarn.removals.models import RemovalTask
from forewarn.vendors.models import Vendor


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A customer, by the brand's number and address, who must not go to a vendor, since when; `open`: the vendor was asked
    and has not answered, so the list may name them no more tomorrow."""

    external_id: str
    email: str
    since: datetime
    open: bool


def left_out(vendor: Vendor) -> list[LeftOut]:
    """Everybody who must be left out now, by the order in which they became customers."""
    asked = RemovalTask.objects.filter(vendor=vendor, settled_at=None, customer_id__isnull=False)
    found: dict[int, tuple[datetime, bool]] = {}
    for customer_id, since in asked.values_list("customer_id", "created_at"):
        found[customer_id or 0] = (since, True)
    found |= {
        customer_id: (since, False) for customer_id, since in kept_out(vendor).values_list("customer_id", "since")
    }
    return [
        LeftOut(number, email, *found[pk])
        for some in customers_among(vendor.brand, sorted(found))
        for pk, number, email in some.order_by("pk").values_list("pk", "external_id", "email")
    ]
