"""When a mailing goes, and how it is stopped."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from forewarn.audit.actions import record
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.foundation.background import enqueue
from forewarn.mailings.actions.refusals import UnableToChangeMailing
from forewarn.mailings.actions.stepping import audit_target, step
from forewarn.mailings.models import Batch, Mailing
from forewarn.mailings.rules.states import BatchState, State, Step
from forewarn.mailings.rules.waves import MOST_DAYS, MOST_WAVES
from forewarn.mailings.sending.closing import close_cancelled
from forewarn.mailings.signals import ended, paused
from forewarn.mailings.tasks import call_workers, start_mailing

TOO_LATE = timedelta(minutes=5)  # a moment this far in the past is a slip, not a wish


@transaction.atomic
def schedule(*, mailing: Mailing, at: datetime, waves: int = 1, wave_days: int = 0, by: Actor, now: datetime) -> None:
    """Set when the first wave goes, and how the crowd is spread over days. Raises UnableToChangeMailing."""
    if at < now - TOO_LATE:
        raise UnableToChangeMailing("That moment has passed. Choose a later one, or send now.")
    if not 1 <= waves <= MOST_WAVES:
        raise UnableToChangeMailing(f"Choose 1 to {MOST_WAVES} waves.")
    if not 0 <= wave_days <= MOST_DAYS:
        raise UnableToChangeMailing(f"Spread the waves over at most {MOST_DAYS} days.")
    if waves > 1 and not wave_days:
        raise UnableToChangeMailing("Say over how many days the waves are spread.")
    step(
        mailing,
        Step.SCHEDULE,
        to=State.SCHEDULED,
        scheduled_for=at,
        waves=waves,
        wave_days=wave_days if waves > 1 else 0,
        trouble="",
        trouble_since=None,
    )
    data = {"at": at.isoformat(), "waves": waves, "days": wave_days}
    record("mailing.scheduled", by=by, now=now, brand_id=mailing.brand_id, target=audit_target(mailing), data=data)


@transaction.atomic
def unschedule(*, mailing: Mailing, by: Actor, now: datetime) -> None:
    """Take the date back; the approval stays."""
    step(mailing, Step.UNSCHEDULE, to=State.APPROVED, scheduled_for=None, trouble="", trouble_since=None)
    record("mailing.unscheduled", by=by, now=now, brand_id=mailing.brand_id, target=audit_target(mailing))


@transaction.atomic
def send_now(*, mailing: Mailing, at_any_hour: bool = False, by_worker: bool = True, by: Actor, now: datetime) -> None:
    """Send in one wave, from now on; `at_any_hour` also during the quiet hours of a country.

    Without `by_worker` the caller starts and sends it.
    """
    step(
        mailing,
        Step.SEND,
        to=State.SCHEDULED,
        scheduled_for=now,
        waves=1,
        wave_days=0,
        keeps_quiet_hours=mailing.keeps_quiet_hours and not at_any_hour,
        trouble="",
        trouble_since=None,
    )
    data = {"at_any_hour": at_any_hour}
    record("mailing.sent_now", by=by, now=now, brand_id=mailing.brand_id, target=audit_target(mailing), data=data)
    if by_worker:
        enqueue(start_mailing, mailing_id=mailing.pk)


@transaction.atomic
def pause(*, mailing: Mailing, reason: str, by: Actor, now: datetime) -> None:
    """Stop. Groups already on the wire are finished and recorded; nothing after them is sent."""
    reason = reason.strip()[:600]
    if not reason:
        raise UnableToChangeMailing("Say why: whoever resumes it will read the reason.")
    step(mailing, Step.PAUSE, to=State.PAUSED, pause_reason=reason, paused_by_itself=by == SYSTEM)
    data = {"reason": reason}
    record("mailing.paused", by=by, now=now, brand_id=mailing.brand_id, target=audit_target(mailing), data=data)
    paused.send(sender=Mailing, mailing=mailing, now=now)


@transaction.atomic
def resume(*, mailing: Mailing, by_worker: bool = True, by: Actor, now: datetime) -> None:
    """Go on where it stopped; nobody who has the mail gets it again. Without `by_worker` the caller sends it."""
    step(
        mailing,
        Step.RESUME,
        to=State.SENDING,
        pause_reason="",
        paused_by_itself=False,
        trouble="",
        trouble_since=None,
        relay_failures=0,
        resting_until=None,
    )
    record("mailing.resumed", by=by, now=now, brand_id=mailing.brand_id, target=audit_target(mailing))
    if by_worker:
        call_workers(mailing.pk)


@transaction.atomic
def lift_quiet_hours(*, mailing: Mailing, by: Actor, now: datetime) -> int:
    """Send at any hour what waits only for the morning; returns how many recipients that moves forward."""
    mailing.refresh_from_db()
    if not mailing.keeps_quiet_hours:
        return 0
    Mailing.objects.filter(pk=mailing.pk).update(keeps_quiet_hours=False)
    mailing.refresh_from_db()
    moved = 0
    waiting = Batch.objects.filter(mailing=mailing, state=BatchState.WAITING.value, attempt=0, not_before__gt=now)
    for wave in range(mailing.waves):
        due = mailing.wave_start(wave)
        early = waiting.filter(wave=wave, not_before__gt=due)
        moved += early.aggregate(total=Sum("size", default=0))["total"]
        early.update(not_before=due)
    data = {"recipients": moved}
    target = audit_target(mailing)
    record("mailing.quiet_hours_lifted", by=by, now=now, brand_id=mailing.brand_id, target=target, data=data)
    call_workers(mailing.pk)
    return moved


@transaction.atomic
def cancel(*, mailing: Mailing, reason: str = "", by: Actor, now: datetime) -> None:
    """End it for good. Who has the mail keeps it; everybody else is listed as not reached, because cancelled."""
    step(mailing, Step.CANCEL, to=State.CANCELLED, finished_at=now, trouble="", trouble_since=None, resting_until=None)
    close_cancelled(mailing.pk, now=now)
    data = {"reason": reason}
    record("mailing.cancelled", by=by, now=now, brand_id=mailing.brand_id, target=audit_target(mailing), data=data)
    ended.send(sender=Mailing, mailing=mailing, now=now)
