"""What removals do when a customer is erased or asks what we keep, and before a change at a vendor takes effect."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from forewarn.audience.models import Customer
from forewarn.audit.rules import SYSTEM
from forewarn.removals.actions.refusals import UnableToRemove
from forewarn.removals.models import RemovalRequest, RemovalTask
from forewarn.removals.queries.requests import requests_of_customer
from forewarn.removals.requesting import request_removal
from forewarn.removals.rules.numbers import shown_number
from forewarn.removals.rules.states import Origin
from forewarn.vendor_changes.models import VendorChange


def on_erasing(sender: object, *, brand_id: int, customer_id: int, now: datetime, **_: object) -> None:
    """Every vendor that holds data of them is told (GDPR, article 19); what is asked already loses its name.

    Whom a vendor must remove stays sealed until that vendor answers, and nothing else of the person.
    """
    customer = Customer.objects.filter(brand_id=brand_id, pk=customer_id).first()
    if customer is not None:
        with suppress(UnableToRemove):  # nobody holds anything
            request_removal(customer=customer, vendors=None, origin=Origin.ERASURE, by=SYSTEM, now=now)
    RemovalTask.objects.filter(request__brand_id=brand_id, customer_id=customer_id).update(customer_id=None)
    mine = RemovalRequest.objects.filter(brand_id=brand_id, customer_id=customer_id)
    mine.update(customer_id=None, identity_check="")


def on_exporting(sender: object, *, brand_id: int, customer_id: int, **_: object) -> dict[str, Any]:
    """What the customer asked vendors to remove, and what came of it."""
    found = requests_of_customer(brand_id, customer_id)
    return {"removals": [_exported(request) for request in found]}


def _exported(request: RemovalRequest) -> dict[str, Any]:
    return {
        "number": shown_number(request.number),
        "received_at": request.received_at.isoformat(),
        "due_at": request.due_at.isoformat(),
        "status": request.status,
        "told_us_by": request.told_how or None,
        "identity_check": request.identity_check or None,
        "companies": [
            {
                "vendor": task.vendor.name,
                "fields": task.fields,
                "status": task.status,
                "reason": task.reason or None,
                "words": task.words,
                "proof": task.proof,
                "settled_at": task.settled_at.isoformat() if task.settled_at else None,
            }
            for task in request.tasks.all()
        ],
    }


def before_switching(sender: object, *, change: VendorChange, now: datetime, **_: object) -> list[str]:
    """A removal that was asked while a change was announced is answered before it takes effect, or staff state why not."""
    vendors = [vendor for vendor in (change.vendor, change.replaced) if vendor is not None]
    told = []
    for vendor in vendors:
        waiting = RemovalTask.objects.filter(
            vendor=vendor, settled_at=None, created_at__gte=change.published_at or now
        ).count()
        if waiting:
            told.append(f"Removals at {vendor.name} are not answered yet ({waiting}).")
    return told
