"""Whether mail can reach a customer. It ends with a hard bounce; it begins again with another address, or by staff."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from forewarn.audience.models import Customer
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor

REASON_LENGTH = 200  # characters, as the column holds


@transaction.atomic
def mark_unreachable(*, customer_id: int, reason: str, by: Actor, now: datetime) -> bool:
    """Write to this address no more; whether that changed anything. The first reason stays."""
    changed = Customer.objects.filter(pk=customer_id, reachable=True).update(
        reachable=False, unreachable_reason=reason[:REASON_LENGTH], unreachable_since=now, updated_at=now
    )
    if changed:
        _record("customer.unreachable", customer_id, by, now, {"reason": reason[:REASON_LENGTH]})
    return bool(changed)


@transaction.atomic
def mark_reachable(*, customer_id: int, by: Actor, now: datetime) -> bool:
    """Try this address again, because somebody knows that it works; whether that changed anything."""
    changed = Customer.objects.filter(pk=customer_id, reachable=False).update(
        reachable=True, unreachable_reason="", unreachable_since=None, updated_at=now
    )
    if changed:
        _record("customer.reachable", customer_id, by, now, {})
    return bool(changed)


def _record(verb: str, customer_id: int, by: Actor, now: datetime, data: dict[str, str]) -> None:
    brand_id = Customer.objects.values_list("brand_id", flat=True).get(pk=customer_id)
    target = ("customer", customer_id, f"customer {customer_id}")
    record(verb, by=by, now=now, brand_id=brand_id, target=target, data=data)
