"""Finding requests and the parts of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from forewarn.brands.models import Brand
from forewarn.foundation.secrets import UnableToUnseal, unseal
from forewarn.foundation.signed_links import UnableToRead, make_token, read_token
from forewarn.removals.models import RemovalRequest, RemovalTask

TOKEN = "removal at a vendor"  # noqa: S105 - the purpose of a token


class Show(StrEnum):
    """Which requests a list shows."""

    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"
    ALL = "all"


def requests_of(brand: Brand, show: Show = Show.ALL, *, now: datetime) -> QuerySet[RemovalRequest]:
    """The requests of a brand with `parts` and `done`; what is open by when it is due, the rest newest first."""
    found = RemovalRequest.objects.filter(brand=brand).annotate(
        parts=Count("tasks"), done=Count("tasks", filter=Q(tasks__settled_at__isnull=False))
    )
    match show:
        case Show.OPEN:
            return found.filter(closed_at=None).order_by("due_at", "pk")
        case Show.LATE:
            return found.filter(late(now)).order_by("due_at", "pk")
        case Show.CLOSED:
            return found.exclude(closed_at=None).order_by("-closed_at", "-pk")
        case _:
            return found.order_by("-received_at", "-pk")


def late(now: datetime) -> Q:
    """Open and past their time, or with a part that is."""
    overdue = RemovalTask.objects.filter(settled_at=None, due_at__lt=now).values("request_id")
    return Q(closed_at=None) & (Q(due_at__lt=now) | Q(pk__in=overdue))


def request_of(brand: Brand, number: str) -> RemovalRequest | None:
    """One request of the brand by its number."""
    return RemovalRequest.objects.select_related("brand").filter(brand=brand, number=number).first()


def requests_of_customer(brand_id: int, customer_id: int) -> QuerySet[RemovalRequest]:
    """What a customer asked for, newest first, with its parts."""
    found = RemovalRequest.objects.filter(brand_id=brand_id, customer_id=customer_id)
    return found.prefetch_related("tasks__vendor").order_by("-received_at", "-pk")


def tasks_of(request: RemovalRequest) -> QuerySet[RemovalTask]:
    """The parts of a request by vendor name, with what happened."""
    return request.tasks.select_related("vendor").prefetch_related("events").order_by("vendor__name", "pk")


def task_of(brand: Brand, task_id: int) -> RemovalTask | None:
    """One part, of this brand."""
    rows = RemovalTask.objects.select_related("request__brand", "vendor")
    return rows.filter(pk=task_id, request__brand=brand).first()


def task_token(task: RemovalTask) -> str:
    """The token of the page on which the vendor answers."""
    return make_token(TOKEN, task.request.brand_id, task.pk)


def task_by_token(brand: Brand, token: str) -> RemovalTask | None:
    """The part that a token opens; None where it is not ours or of another brand."""
    try:
        numbers = read_token(TOKEN, token)
    except UnableToRead:
        return None
    if len(numbers) != 2 or numbers[0] != brand.pk:
        return None
    return task_of(brand, numbers[1])


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a vendor must remove: the address and the brand's number for them."""

    email: str
    external_id: str


def whom(task: RemovalTask) -> Whom | None:
    """Whom the part concerns; None once it is settled."""
    if not task.identity_sealed:
        return None
    try:
        told = json.loads(unseal(task.identity_sealed))
    except UnableToUnseal:
        return None
    return Whom(told["email"], told["external_id"])


def open_vendors(customer_id: int) -> set[int]:
    """The vendors at which a removal of this customer is under way."""
    rows = RemovalTask.objects.filter(customer_id=customer_id, settled_at=None)
    return set(rows.values_list("vendor_id", flat=True))


def due_tasks(*, now: datetime, at_once: int) -> list[int]:
    """Parts for which something is to be done now."""
    due = RemovalTask.objects.filter(settled_at=None, next_at__lte=now).order_by("next_at")
    return list(due.values_list("pk", flat=True)[:at_once])


def overdue_tasks(*, now: datetime, at_once: int) -> list[int]:
    """Parts whose time is over and that are not marked so."""
    rows = RemovalTask.objects.filter(settled_at=None, due_at__lt=now).exclude(status="expired")
    return list(rows.order_by("due_at").values_list("pk", flat=True)[:at_once])
