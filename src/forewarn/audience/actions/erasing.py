"""Erasing a customer: everything goes, and a keyed hash stays so that no import brings them back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from forewarn.audience.codes.hashing import address_hash
from forewarn.audience.importing.stores.reading import erased_hash
from forewarn.audience.models import Customer, ErasedAddress, ImportChunk, OneTimeCode, SegmentChunk
from forewarn.audience.signals import customer_erasing
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.foundation.customer_sets import discard
from forewarn.intake.actions import forget_customer
from forewarn.outbound.actions.single_mails import forget_single_mails
from forewarn.outbound.actions.suppression import suppress_address
from forewarn.outbound.models import SuppressionReason


@transaction.atomic
def erase_customer(*, brand: Brand, customer_id: int, by: Actor, now: datetime) -> bool:
    """Erase all that is kept of a customer, in every package; whether there was somebody to erase.

    The packages above take part through `customer_erasing`, in the same transaction. The audit log keeps that a number
    was erased, when and by whom.
    """
    customer = Customer.objects.select_for_update().filter(brand=brand, pk=customer_id).first()
    if customer is None:
        return False
    customer_erasing.send(sender=Customer, brand_id=brand.pk, customer_id=customer_id, now=now)
    forget_customer(brand_id=brand.pk, customer_id=customer_id)
    forget_single_mails(brand_id=brand.pk, customer_id=customer_id)
    suppress_address(brand_id=brand.pk, address=customer.email, reason=SuppressionReason.ERASED, by=by, now=now)
    ErasedAddress.objects.get_or_create(
        brand=brand, address_hash=erased_hash(brand.pk, customer.email_key), defaults={"erased_at": now}
    )
    OneTimeCode.objects.filter(brand=brand, address_hash=address_hash(brand.pk, customer.email_key)).delete()
    discard(SegmentChunk.objects.filter(segment__brand=brand), customer_id)
    discard(ImportChunk.objects.filter(import_run__brand=brand), customer_id)
    customer.delete()
    target = ("customer", customer_id, f"customer {customer_id}")
    record("customer.erased", by=by, now=now, brand_id=brand.pk, target=target)
    return True
