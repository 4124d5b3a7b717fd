"""Mails to the customer: that we got the request, that it takes longer, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from babel.lists import format_list

from forewarn.audience.models import Customer
from forewarn.mail.dates import cldr, day_in_words
from forewarn.outbound.actions.single_mails import Recipient, UnableToQueue, Wording, queue_single
from forewarn.removals.models import RemovalRequest
from forewarn.removals.rules.numbers import shown_number
from forewarn.removals.rules.states import Origin, Status
from forewarn.removals.wording import reason_in_words

LIFETIME = timedelta(days=3)  # of a mail that waits for a relay


def tell_received(request: RemovalRequest, customer: Customer, *, now: datetime) -> None:
    """Confirm receipt, with the number and the day by which it will be done."""
    names = [task.vendor.name for task in request.tasks.select_related("vendor").order_by("vendor__name")]
    context = {
        "companies": and_list(names, _locale(request, customer)),
        "by_staff": "yes" if request.origin == Origin.STAFF else "",
    }
    if _tell(request, customer, "received", context, now=now):
        request.confirmed_at = now
        request.save(update_fields=["confirmed_at"])


def tell_longer(request: RemovalRequest, customer: Customer, *, now: datetime) -> None:
    """Say that it takes longer, until when and why."""
    _tell(request, customer, "longer", {"why": request.extended_because}, now=now)


def tell_end(request: RemovalRequest, customer: Customer, *, now: datetime) -> None:
    """Say how it ended at every vendor."""
    locale = _locale(request, customer)
    tasks = list(request.tasks.select_related("vendor").order_by("vendor__name"))
    context = {
        "removed": and_list([task.vendor.name for task in tasks if task.status == Status.FULFILLED], locale),
        "nothing": and_list([task.vendor.name for task in tasks if task.found_nothing], locale),
        "kept": "; ".join(
            f"{task.vendor.name}: {reason_in_words(task.reason, locale)}"
            for task in tasks
            if task.status == Status.DENIED and not task.found_nothing
        ),
    }
    if _tell(request, customer, "done", context, now=now):
        request.told_at = now
        request.save(update_fields=["told_at"])


def day_of(moment: datetime, locale: str, request: RemovalRequest) -> str:
    """The day where the brand is, as people write it."""
    return day_in_words(moment.astimezone(request.brand.zone).date(), locale)


def and_list(names: Iterable[str], locale: str) -> str:
    """Names with commas and an "and"."""
    return format_list(list(names), locale=cldr(locale))


def _locale(request: RemovalRequest, customer: Customer) -> str:
    return request.locale or customer.locale or request.brand.default_locale


def _tell(request: RemovalRequest, customer: Customer, kind: str, more: Mapping[str, str], *, now: datetime) -> bool:
    """Queue one mail; whether it could be queued. The status page says what is missing where it could not."""
    locale = _locale(request, customer)
    context = {
        "number": shown_number(request.number),
        "due": day_of(request.due_at, locale, request),
        "public_host": request.brand.public_host,
        **more,
    }
    to = Recipient(customer.email, locale, customer.name, customer.pk)
    key = f"removal {request.pk} {kind}"
    try:
        queue_single(
            brand=request.brand,
            wording=Wording(f"removals/{kind}", context),
            to=to,
            now=now,
            idempotency_key=key,
            lifetime=LIFETIME,
        )
    except UnableToQueue:
        return False
    return True
