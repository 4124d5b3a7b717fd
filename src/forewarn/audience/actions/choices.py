"""Giving and withdrawing choices. What a customer withdraws here, no import gives back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from forewarn.audience.models import ChoiceChange, Customer
from forewarn.audience.rules.choices import MADE_BY_CUSTOMER, Choice, ChoiceSource
from forewarn.audience.signals import choice_changed
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor

WORDING_LENGTH = 300  # characters, as the column holds


class UnableToChangeChoice(Exception):
    """The choice cannot be changed like this; the text says why."""


@transaction.atomic
def withdraw_choice(
    *, customer_id: int, choice: Choice, source: ChoiceSource, wording: str = "", by: Actor, now: datetime
) -> bool:
    """Stop one class of mail to a customer; whether that changed anything. A customer who is gone changes nothing.

    Withdrawn twice, or withdrawn by an import before, it is remembered as withdrawn here all the same.
    """
    customer = _locked(customer_id)
    if customer is None:
        return False
    was, here = getattr(customer, choice), f"{choice.value}_withdrawn_here"
    if not was and getattr(customer, here):
        return False
    setattr(customer, choice.value, False)
    setattr(customer, here, True)
    _write(customer, choice, source, wording, by, now)
    return True


@transaction.atomic
def give_choice(
    *, customer_id: int, choice: Choice, source: ChoiceSource, wording: str, by: Actor, now: datetime
) -> bool:
    """Start one class of mail to a customer who asked for it under these words; whether that changed anything.

    Raises UnableToChangeChoice where it is not the customer who gives it, or there are no words to give it under.
    """
    if source not in MADE_BY_CUSTOMER:
        raise UnableToChangeChoice("Only customers can ask for mail; nobody can ask for it in their place.")
    if not wording.strip():
        raise UnableToChangeChoice("A choice is given under words; say which words the customer saw.")
    customer = _locked(customer_id)
    if customer is None or getattr(customer, choice):
        return False
    setattr(customer, choice.value, True)
    setattr(customer, f"{choice.value}_withdrawn_here", False)
    _write(customer, choice, source, wording, by, now)
    return True


@transaction.atomic
def record_complaint(*, customer_id: int, text: str = "", now: datetime) -> bool:
    """The customer marked a mail of ours as spam: no care mail and no marketing any more; whether that changed anything."""
    by = Actor.customer(customer_id)
    source = ChoiceSource.COMPLAINT
    changed = [
        withdraw_choice(customer_id=customer_id, choice=choice, source=source, wording=text, by=by, now=now)
        for choice in Choice
    ]
    return any(changed)


def _locked(customer_id: int) -> Customer | None:
    return Customer.objects.select_for_update().filter(pk=customer_id).first()


def _write(customer: Customer, choice: Choice, source: ChoiceSource, wording: str, by: Actor, now: datetime) -> None:
    granted = bool(getattr(customer, choice))
    customer.updated_at = now
    customer.save(update_fields=[choice.value, f"{choice.value}_withdrawn_here", "updated_at"])
    ChoiceChange.objects.create(
        customer=customer,
        message_class=choice.value,
        granted=granted,
        source=source.value,
        wording=wording[:WORDING_LENGTH],
        at=now,
    )
    record(
        f"choice.{'given' if granted else 'withdrawn'}",
        by=by,
        now=now,
        brand_id=customer.brand_id,
        target=("customer", customer.pk, f"customer {customer.pk}"),
        data={"choice": choice.value, "source": source.value},
    )
    choice_changed.send(
        sender=Customer,
        brand_id=customer.brand_id,
        customer_id=customer.pk,
        choice=choice,
        granted=granted,
        source=source,
        now=now,
    )
