"""What this package does when a customer asks what is held about them. Erasing takes objections with the customer."""

from __future__ import annotations

from typing import Any

from forewarn.vendor_changes.queries.customers import export_objections


def on_exporting(sender: object, brand_id: int, customer_id: int, **_: object) -> dict[str, Any]:
    """Every objection of the customer, and what became of it."""
    return {"objections_to_changes": export_objections(brand_id, customer_id)}
