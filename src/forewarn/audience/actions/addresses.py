"""Changing the address we write to: the old one opened the visit, the new one is proved by a code of its own."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from forewarn.audience.actions.codes import code_is_right, new_purpose
from forewarn.audience.models import Customer
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.mail.addresses import read_address
from forewarn.outbound.actions.single_mails import Recipient, UnableToQueue, Wording, queue_single

TEMPLATE = "audience/address_changed"
LIFETIME = timedelta(days=3)  # of the mail to the old address


class UnableToChangeAddress(Exception):
    """The address stays as it is; the text says why."""


class WrongCode(UnableToChangeAddress):
    """The code does not prove the new address."""


class TakenAddress(UnableToChangeAddress):
    """Another customer of the brand has this address."""


def change_address(*, customer: Customer, email: str, code: str, source: str, now: datetime) -> None:
    """Write to another address from now on, once the code sent there is typed back; the old address is told.

    Raises WrongCode, TakenAddress, and TooManyTries of `actions.codes`.
    """
    brand, purpose = customer.brand, new_purpose(customer.pk)
    if not code_is_right(brand=brand, email=email, purpose=purpose, code=code, source=source, now=now):
        raise WrongCode("This code does not prove the new address.")
    address = read_address(email)
    try:
        with transaction.atomic():
            _change(customer.pk, address.email, address.key, now)
    except IntegrityError as error:
        raise TakenAddress("Another record here has this address.") from error


def _change(customer_id: int, email: str, key: str, now: datetime) -> None:
    customer = Customer.objects.select_for_update(of=("self",)).select_related("brand").get(pk=customer_id)
    if customer.email_key == key and customer.email == email:
        return
    old = customer.email
    customer.email, customer.email_key, customer.updated_at = email, key, now
    customer.reachable, customer.unreachable_reason, customer.unreachable_since = True, "", None
    customer.save()
    target = ("customer", customer.pk, f"customer {customer.pk}")
    by = Actor.customer(customer.pk)
    record("customer.address_changed", by=by, now=now, brand_id=customer.brand_id, target=target)
    wording = Wording(TEMPLATE, {"public_host": customer.brand.public_host})
    to = Recipient(old, customer.locale or customer.brand.default_locale, customer.name, customer.pk)
    with suppress(UnableToQueue):  # the status page says that the brand has no sender
        queue_single(brand=customer.brand, wording=wording, to=to, now=now, lifetime=LIFETIME)
