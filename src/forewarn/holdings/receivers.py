"""What holdings does when a customer is erased, or asks what is held about them."""

from __future__ import annotations

from typing import Any

from forewarn.foundation.customer_sets import discard
from forewarn.holdings.models import EndingChunk, FlowChunk, TransferChunk
from forewarn.holdings.queries.customers import export_holdings


def on_erasing(sender: object, brand_id: int, customer_id: int, **_: object) -> None:
    """Take the customer out of every transfer, ending and flow; rewrites only the chunks that hold the id."""
    discard(TransferChunk.objects.filter(transfer__brand_id=brand_id), customer_id)
    discard(EndingChunk.objects.filter(ending__brand_id=brand_id), customer_id)
    discard(FlowChunk.objects.filter(flow__brand_id=brand_id), customer_id)


def on_exporting(sender: object, brand_id: int, customer_id: int, **_: object) -> dict[str, Any]:
    """Which vendor holds or held what of the customer, and since when."""
    return {"held_by_vendors": export_holdings(brand_id, customer_id)}
