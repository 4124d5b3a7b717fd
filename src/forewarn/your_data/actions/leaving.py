"""A customer erases their account here; every vendor that holds their data is told."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from forewarn.audience.actions.erasing import erase_customer
from forewarn.audience.models import Customer
from forewarn.audit.rules import Actor
from forewarn.removals.actions.refusals import UnableToRemove
from forewarn.removals.models import RemovalRequest
from forewarn.removals.requesting import request_removal
from forewarn.removals.rules.states import Origin


@transaction.atomic
def erase_account(*, customer: Customer, locale: str, now: datetime) -> list[RemovalRequest]:
    """Erase all of it; returns the removals that go on at vendors, whose numbers are all that leads to them from now on."""
    by = Actor.customer(customer.pk)
    with suppress(UnableToRemove):  # nobody holds anything
        request_removal(customer=customer, vendors=None, origin=Origin.ERASURE, locale=locale, by=by, now=now)
    going_on = RemovalRequest.objects.filter(customer_id=customer.pk, closed_at=None).order_by("received_at", "pk")
    numbers = list(going_on.values_list("pk", flat=True))
    erase_customer(brand=customer.brand, customer_id=customer.pk, by=by, now=now)
    return list(RemovalRequest.objects.filter(pk__in=numbers).order_by("received_at", "pk"))
