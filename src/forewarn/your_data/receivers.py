"""What this package answers when everything about a customer is gathered."""

from __future__ import annotations

from typing import Any

from forewarn.your_data.models import Visit


def on_exporting(sender: object, *, brand_id: int, customer_id: int, **_: object) -> dict[str, Any]:
    """When somebody looked at the customer's data with a code from their mailbox."""
    visits = Visit.objects.filter(brand_id=brand_id, customer_id=customer_id).order_by("begun_at")
    return {"visits_to_your_data": [visit.begun_at.isoformat() for visit in visits]}
