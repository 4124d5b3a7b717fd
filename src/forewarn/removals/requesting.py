"""A customer asks that vendors remove their data: one part per vendor, asked at once."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

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
from forewarn.removals.rules.clocks import due_at, profile_for, vendor_due
from forewarn.removals.rules.numbers import new_number
from forewarn.removals.rules.states import Origin, Via
from forewarn.removals.tasks import ask_vendor
from forewarn.vendor_changes.queries.customers import changes_for_customer
from forewarn.vendors.models import Vendor


@dataclass(frozen=True, slots=True)
class Held:
    """A vendor and the fields (codes) that it holds of the customer."""

    vendor: Vendor
    fields: tuple[str, ...]


@transaction.atomic
def request_removal(
    *, customer: Customer, vendors: Collection[int] | None, origin: Origin, locale: str = "", by: Actor, now: datetime
) -> RemovalRequest:
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
    request = _create(locked, origin, locale, now)
    changes = _change_days(locked, now)
    channels = channels_of(locked.brand)
    for one in fresh:
        _add(request, locked, one, channels.get(one.vendor.pk), changes.get(one.vendor.pk, []), by=by, now=now)
    data = {"customer": locked.pk, "vendors": [one.vendor.slug for one in fresh], "origin": origin.value}
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


def _create(customer: Customer, origin: Origin, locale: str, now: datetime) -> RemovalRequest:
    brand = customer.brand
    profile = profile_for(customer.country or brand.country)
    return RemovalRequest.objects.create(
        brand=brand,
        number=new_number(),
        customer_id=customer.pk,
        origin=origin.value,
        profile=profile.code,
        locale=locale,
        received_at=now,
        due_at=due_at(profile, now, promised_days=policy_of(brand).promised_days, zone=brand.zone),
    )


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
