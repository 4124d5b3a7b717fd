"""Taking a batch so that only one worker sends it: a conditional update, and a lease that a dead worker loses."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from forewarn.brands.models import Brand
from forewarn.mailings.models import Batch, Mailing
from forewarn.mailings.rules.quiet_hours import QuietHours, next_allowed, zones_of
from forewarn.mailings.rules.states import BatchState, State
from forewarn.mailings.sending.holders import is_certainly_dead

_LOOKED_AT = 20  # leased batches whose holders are checked for being dead; a mailing has few workers


def is_open(now: datetime) -> Q:
    """Batches that may be taken: waiting and due, or held by a worker whose lease has run out."""
    return Q(state=BatchState.WAITING.value, not_before__lte=now) | Q(
        state=BatchState.SENDING.value, lease_until__lt=now
    )


def claim_next(mailing: Mailing, *, holder: str, now: datetime, lease: timedelta) -> Batch | None:
    """Take the batch that is due longest and may be sent at this hour; None where there is none."""
    free_dead_holders(mailing.pk, now=now)
    while batch := _due(mailing.pk, now).first():
        if _waits_for_morning(mailing, batch, now):
            continue
        taken = _due(mailing.pk, now).filter(pk=batch.pk, mailing__state=State.SENDING.value)
        fields = {"state": BatchState.SENDING.value, "claimed_by": holder, "lease_until": now + lease}
        if taken.update(**fields, claims=F("claims") + 1):
            Batch.objects.filter(pk=batch.pk, tried_since=None).update(tried_since=now)
            return Batch.objects.select_related("variant").get(pk=batch.pk)
        if not Mailing.objects.filter(pk=mailing.pk, state=State.SENDING.value).exists():
            return None
    return None


def _due(mailing_id: int, now: datetime) -> QuerySet[Batch]:
    return Batch.objects.filter(is_open(now), mailing_id=mailing_id).order_by("not_before", "pk")


def free_dead_holders(mailing_id: int, *, now: datetime) -> int:
    """End the leases of workers of this machine that are certainly dead; returns how many batches that frees."""
    held = Batch.objects.filter(mailing_id=mailing_id, state=BatchState.SENDING.value, lease_until__gte=now)
    dead = [
        (pk, holder) for pk, holder in held.values_list("pk", "claimed_by")[:_LOOKED_AT] if is_certainly_dead(holder)
    ]
    return sum(
        Batch.objects.filter(pk=pk, claimed_by=holder).update(lease_until=None, state=BatchState.WAITING.value)
        for pk, holder in dead
    )


def _waits_for_morning(mailing: Mailing, batch: Batch, now: datetime) -> bool:
    """Put a batch off to the end of the quiet hours of its country, where it is quiet there now."""
    if not mailing.keeps_quiet_hours:
        return False
    morning = morning_after(mailing.brand, batch.country, now)
    if morning <= now:
        return False
    waiting = {"state": BatchState.WAITING.value, "claimed_by": "", "lease_until": None}
    _due(mailing.pk, now).filter(pk=batch.pk).update(not_before=morning, **waiting)
    return True


def morning_after(brand: Brand, country: str, moment: datetime) -> datetime:
    """The first moment from `moment` on when it is not quiet in this country."""
    zones = zones_of(country, otherwise=brand.time_zone)
    return next_allowed(moment, zones, quiet_hours(brand))


def quiet_hours(brand: Brand) -> QuietHours:
    """The brand's quiet hours."""
    return QuietHours(brand.quiet_from, brand.quiet_until)


def is_night(brand: Brand, country: str, moment: datetime) -> bool:
    """Whether a batch for this country should stop here and go on in the morning."""
    return morning_after(brand, country, moment) > moment


def hand_back(batch_id: int, *, holder: str, not_before: datetime | None = None) -> None:
    """Give a batch back unfinished; what was recorded stays recorded."""
    fields: dict[str, object] = {"state": BatchState.WAITING.value, "claimed_by": "", "lease_until": None}
    if not_before:
        fields["not_before"] = not_before
    Batch.objects.filter(pk=batch_id, claimed_by=holder).update(**fields)


def renew(batch_id: int, *, holder: str, until: datetime) -> bool:
    """Extend the lease; whether the batch is still ours."""
    return bool(Batch.objects.filter(pk=batch_id, claimed_by=holder).update(lease_until=until))
