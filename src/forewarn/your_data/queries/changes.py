"""Coming changes as they concern one customer."""

from __future__ import annotations

from datetime import datetime

from forewarn.audience.models import Customer
from forewarn.vendor_changes.queries.customers import ForCustomer, changes_for_customer

__all__ = ["ForCustomer", "change_for", "changes_for_customer"]


def change_for(customer: Customer, change_id: int, *, now: datetime) -> ForCustomer | None:
    """One coming change of those that concern the customer."""
    return next((one for one in changes_for_customer(customer, now=now) if one.change.pk == change_id), None)
