"""Addresses that get no mail: outbound keeps away from what it is told, and keeps only a keyed hash of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.outbound.models import SuppressedAddress, SuppressionReason
from forewarn.outbound.queries import address_hash


@transaction.atomic
def suppress_address(*, brand_id: int, address: str, reason: SuppressionReason, by: Actor, now: datetime) -> None:
    """Send nothing to this address any more; saying it twice changes nothing."""
    row, new = SuppressedAddress.objects.get_or_create(
        brand_id=brand_id, address_hash=address_hash(brand_id, address), defaults={"reason": reason, "at": now}
    )
    if new:
        target = ("suppressed address", row.pk, row.address_hash[:8])
        record("address.suppressed", by=by, now=now, brand_id=brand_id, target=target, data={"reason": reason.value})


@transaction.atomic
def lift_suppression(*, brand_id: int, address: str, by: Actor, now: datetime) -> bool:
    """Let mail go to this address again; whether it had been suppressed."""
    row = SuppressedAddress.objects.filter(brand_id=brand_id, address_hash=address_hash(brand_id, address)).first()
    if row is None:
        return False
    target = ("suppressed address", row.pk, row.address_hash[:8])
    record("address.released", by=by, now=now, brand_id=brand_id, target=target, data={"reason": row.reason})
    row.delete()
    return True
