"""What holdings does when a customer is erased or asks what is held about them, and when a vendor is to be ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from forewarn.foundation.customer_sets import discard
from forewarn.holdings.models import Ending, EndingChunk, Flow, FlowChunk, KeptOut, Manifest, Transfer, TransferChunk
from forewarn.holdings.queries.customers import export_holdings
from forewarn.holdings.queries.keeping_out import export_kept_out
from forewarn.holdings.queries.vendors import still_holds
from forewarn.vendors.models import Vendor


def on_erasing(sender: object, brand_id: int, customer_id: int, **_: object) -> None:
    """Take the customer out of every transfer, ending and flow; rewrites only the chunks that hold the id."""
    discard(TransferChunk.objects.filter(transfer__brand_id=brand_id), customer_id)
    discard(EndingChunk.objects.filter(ending__brand_id=brand_id), customer_id)
    discard(FlowChunk.objects.filter(flow__brand_id=brand_id), customer_id)
    KeptOut.objects.filter(brand_id=brand_id, customer_id=customer_id).delete()


def on_exporting(sender: object, brand_id: int, customer_id: int, **_: object) -> dict[str, Any]:
    """Which vendor holds or held what of the customer and since when, and which must get nothing of them."""
    return {
        "held_by_vendors": export_holdings(brand_id, customer_id),
        "kept_out_of_vendors": export_kept_out(brand_id, customer_id),
    }


def on_ending(sender: object, vendor: Vendor, now: datetime, **_: object) -> list[str]:
    """A vendor that still holds customers' data, or still gets more of it, cannot be ended."""
    against = []
    if Flow.objects.filter(vendor=vendor, ended_at=None).exists():
        against.append(f"Data still flows to {vendor.name}. Stop that under Who holds what.")
    if still_holds(vendor, now):
        against.append(
            f"{vendor.name} still holds data of customers. Record under Who holds what that it was deleted or returned."
        )
    return against


def on_removing(sender: object, vendor: Vendor, **_: object) -> list[str]:
    """A vendor on the record stays: the record says whose data it had."""
    if not any(table.objects.filter(vendor=vendor).exists() for table in (Transfer, Ending, Flow, Manifest, KeptOut)):
        return []
    return [f"{vendor.name} is on the record of who holds what, and that record stays. End it instead."]
