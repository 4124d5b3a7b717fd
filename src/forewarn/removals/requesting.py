"""A customer asks that vendors remove their data: one part per vendor, asked at once."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from forewarn.audience.models import Customer
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.foundation.background import enqueue
from forewarn.foundation.secrets import seal
from forewarn.holdings.queries.customers import holders_of
from forewarn.removals.actions.refusals import UnableToRemove
from forewarn.removals.actions.telling import tell_received
from forewarn.removals.models import Channel, RemovalRequest, RemovalTask, TaskEvent
from forewarn.removals.queries.requests import open_vendors
from forewarn.removals.queries.settings import channels_of, policy_of
from forewarn.removals.rules.clocks import Profile, due_at, profile_for, vendor_due
from forewarn.removals.rules.numbers import new_number
from forewarn.removals.rules.states import How, Origin, Via
from forewarn.removals.tasks import ask_vendor
from forewarn.vendor_changes.queries.customers import changes_for_customer
from forewarn.vendors.models import Vendor

IDENTITY_CHECK = 300  # characters, as the column holds
OLDEST = timedelta(days=60)  # since a request came in that staff enter: older ones are a slip of the finger


@dataclass(frozen=True, slots=True)
class Held:
    """A vendor and the fields (codes) that it holds of the customer."""

    vendor: Vendor
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A customer told staff: how, when it came to us (the law's clock starts then), and how staff know who it was."""

    how: How
    received_at: datetime
    identity_check: str


def request_for(
    *, customer: Customer, vendors: Collection[int], told: Told, by: Actor, now: datetime
) -> RemovalRequest:
    """What a customer asked of staff, by phone or letter: the same as if they had asked on their page. Raises
    UnableToRemove."""
    check = " ".join(told.identity_check.split())
    if not check or len(check) > IDENTITY_CHECK:
        raise UnableToRemove(f"Say in up to {IDENTITY_CHECK} characters how you know that it is this customer.")
    if not now - OLDEST <= told.received_at <= now:
        raise UnableToRemove(f"Choose the day on which it came to you, of the last {OLDEST.days} days.")
    if not vendors:
        raise UnableToRemove("Choose at which companies the data is to be deleted.")
    told = replace(told, identity_check=check)
    return request_removal(customer=customer, vendors=vendors, origin=Origin.STAFF, by=by, now=now, told=told)


@transaction.atomic
def request_removal(
    *, customer: Customer, vendors: Collection[int] | None, origin: Origin, locale: str = "", by: Actor, now: datetime,
    told: Told | None = None,
) -> RemovalRequest:  # fmt: skip
    """Ask the vendors (ids; None: all of them) that hold data of the customer to remove it, and confirm it by mail.

    Where a removal is under way, it is not asked twice: what comes back is the request that is. Raises UnableToRemove where
    none of the vendors holds anything.
    """
    locked = Customer.objects.select_for_update().select_related("brand").filter(pk=customer.pk).first()
    if locked is None:
        raise UnableToRemove("This customer was erased.")
    held = [one for one in _held(locked, now) if vendors is None or one.vendor.pk in vendors]
    if not held:
        raise UnableToRemove("No company holds data that could be removed.")
    under_way = open_vendors(locked.pk)
    fresh = [one for one in held if one.vendor.pk not in under_way]
    if not fresh:
        return _latest(locked, {one.vendor.pk for one in held})
    request = _create(locked, origin, locale, now, told)
    changes = _change_days(locked, now)
    channels = channels_of(locked.brand)
    for one in fresh:
        _add(request, locked, one, channels.get(one.vendor.pk), changes.get(one.vendor.pk, []), by=by, now=now)
    data = {"customer": locked.pk, "vendors": [one.vendor.slug for one in fresh], "origin": origin.value}
    if told is not None:
        data |= {"told_how": told.how.value, "received_at": told.received_at.isoformat()}
    target = ("removal", request.number, request.number)
    record("removal.requested", by=by, now=now, brand_id=request.brand_id, target=target, data=data)
    if origin is not Origin.ERASURE:
        tell_received(request, locked, now=now)
    return request


def _held(customer: Customer, now: datetime) -> list[Held]:
    found: dict[int, tuple[Vendor, list[str]]] = {}
    for one in holders_of(customer, now):
        found.setdefault(one.vendor.pk, (one.vendor, []))[1].append(one.field)
    return [Held(vendor, tuple(dict.fromkeys(fields))) for vendor, fields in found.values()]


def _latest(customer: Customer, vendors: Collection[int]) -> RemovalRequest:
    rows = RemovalRequest.objects.filter(customer_id=customer.pk, closed_at=None, tasks__vendor_id__in=vendors)
    return rows.order_by("-received_at", "-pk")[0]


def _create(customer: Customer, origin: Origin, locale: str, now: datetime, told: Told | None) -> RemovalRequest:
    brand = customer.brand
    policy = policy_of(brand)
    profile = _profile(customer, policy.state_attribute)
    received = told.received_at if told else now
    return RemovalRequest.objects.create(
        brand=brand,
        number=new_number(),
        customer_id=customer.pk,
        origin=origin.value,
        told_how=told.how.value if told else "",
        identity_check=told.identity_check if told else "",
        profile=profile.code,
        locale=locale,
        received_at=received,
        due_at=due_at(profile, received, promised_days=policy.promised_days, zone=brand.zone),
    )


def _profile(customer: Customer, state_attribute: str) -> Profile:
    """The clocks of where the customer lives; where that is not known, of where the brand is."""
    if not customer.country:
        return profile_for(customer.brand.country)
    return profile_for(customer.country, str(customer.attributes.get(state_attribute) or ""))


def _change_days(customer: Customer, now: datetime) -> Mapping[int, list[datetime]]:
    """Vendor → the days of announced changes that touch this customer's data there: it must be answered before."""
    days: dict[int, list[datetime]] = {}
    for one in changes_for_customer(customer, now=now):
        for vendor_id in (one.change.vendor_id, one.change.replaced_id):
            if vendor_id is not None and one.change.effective_at > now:
                days.setdefault(vendor_id, []).append(one.change.effective_at)
    return days


def _add(
    request: RemovalRequest, customer: Customer, held: Held, channel: Channel | None, others: list[datetime], *,
    by: Actor, now: datetime,
) -> None:  # fmt: skip
    via = Via(channel.via) if channel else Via.HAND
    days = channel.days if channel else None
    whom = {"email": customer.email, "external_id": customer.external_id}
    task = RemovalTask.objects.create(
        request=request,
        vendor=held.vendor,
        customer_id=customer.pk,
        fields=list(held.fields),
        via=via.value,
        identity_sealed=seal(json.dumps(whom)),
        created_at=now,
        due_at=vendor_due(request.due_at, now, days=days, others=others),
        next_at=None if via is Via.HAND else now,
    )
    TaskEvent.objects.create(task=task, at=now, what="received", by=by.label[:200])
    if via is not Via.HAND:
        enqueue(ask_vendor, task_id=task.pk)
