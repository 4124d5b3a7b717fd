"""More time for a hard case, as far as the law gives it, if the customer is told while the first time runs."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction

from forewarn.audience.models import Customer
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.removals.actions.refusals import UnableToRemove
from forewarn.removals.actions.telling import tell_longer
from forewarn.removals.models import RemovalRequest, TaskEvent
from forewarn.removals.rules.clocks import PROFILES, longest_due

_LINK = re.compile(r"https?:|www\.|@|\w\.\w{2,}\b|[\d\s()/-]{8,}", re.IGNORECASE)
LONGEST = 300  # characters of the reason, as the column holds


@transaction.atomic
def extend(*, request: RemovalRequest, because: str, by: Actor, now: datetime) -> None:
    """Move the day to the last that the law allows, once, and tell the customer. Raises UnableToRemove."""
    because = " ".join(because.split())
    locked = RemovalRequest.objects.select_for_update(of=("self",)).select_related("brand").get(pk=request.pk)
    if locked.closed_at:
        raise UnableToRemove("Every company has answered already.")
    if locked.extended_at:
        raise UnableToRemove("It was given more time before; the law gives it once.")
    if now > locked.due_at:
        raise UnableToRemove("Its time is over. More time must be given, and the customer told, before it is.")
    if not because or len(because) > LONGEST:
        raise UnableToRemove(f"Say why in up to {LONGEST} characters: the customer reads it.")
    if _LINK.search(because):
        raise UnableToRemove("Leave out addresses and links: our mails to customers carry none.")
    locked.due_at = longest_due(PROFILES[locked.profile], locked.received_at, locked.brand.zone)
    locked.extended_at, locked.extended_because = now, because
    locked.save(update_fields=["due_at", "extended_at", "extended_because"])
    waiting = locked.tasks.filter(settled_at=None)
    for task in waiting:
        TaskEvent.objects.create(task=task, at=now, what="extended", words=because, by=by.label[:200])
    waiting.update(due_at=locked.due_at, escalated_at=None)
    target = ("removal", locked.number, locked.number)
    record("removal.extended", by=by, now=now, brand_id=locked.brand_id, target=target, data={"because": because})
    customer = Customer.objects.filter(brand_id=locked.brand_id, pk=locked.customer_id or 0).first()
    if customer is not None:
        tell_longer(locked, customer, now=now)
