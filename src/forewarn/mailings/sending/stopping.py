"""When a mailing stops or rests by itself, with the reason where the operator looks."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import Error as DatabaseError
from django.db import transaction
from django.db.models import F, Sum

from forewarn.audit.actions import record
from forewarn.audit.rules import SYSTEM
from forewarn.mailings.models import Batch, Mailing
from forewarn.mailings.rules.pausing import Results, reason_to_pause
from forewarn.mailings.rules.retries import relay_pause
from forewarn.mailings.rules.states import State
from forewarn.mailings.signals import paused

log = logging.getLogger(__name__)


def results_of(mailing: Mailing) -> Results:
    """What came of the mailing so far."""
    sums = Batch.objects.filter(mailing=mailing).aggregate(accepted=Sum("accepted"), refused=Sum("refused"))
    return Results(sums["accepted"] or 0, sums["refused"] or 0, mailing.bounces, mailing.complaints)


def pause_if_too_much_comes_back(mailing_id: int, *, now: datetime) -> bool:
    """Pause the mailing where bounces or complaints passed their limits; whether it did."""
    mailing = Mailing.objects.get(pk=mailing_id)
    reason = reason_to_pause(
        results_of(mailing), bounce_limit=mailing.bounce_limit, complaint_limit=mailing.complaint_limit
    )
    return reason is not None and pause_by_itself(mailing_id, reason, now=now)


def pause_by_itself(mailing_id: int, reason: str, *, now: datetime) -> bool:
    """Pause it, with nobody having asked; whether it was sending until now."""
    with transaction.atomic():
        if not _mark_paused(mailing_id, reason):
            return False
        mailing = Mailing.objects.get(pk=mailing_id)
        target = ("mailing", mailing.pk, mailing.title)
        data = {"reason": mailing.pause_reason}
        record("mailing.paused", by=SYSTEM, now=now, brand_id=mailing.brand_id, target=target, data=data)
    paused.send(sender=Mailing, mailing=mailing, now=now)
    return True


def _mark_paused(mailing_id: int, reason: str) -> bool:
    rows = Mailing.objects.filter(pk=mailing_id, state=State.SENDING.value)
    return bool(rows.update(state=State.PAUSED.value, pause_reason=reason[:600], paused_by_itself=True))


def pause_without_room(mailing_id: int, error: DatabaseError, *, now: datetime) -> str:
    """Pause because the database takes no proof; returns the reason.

    A full database often still lets a row be changed in place, but not a new one be added: the pause is tried with its
    line in the audit log, then without it, and is logged in any case.
    """
    reason = (
        f"The proof of sending could not be stored ({str(error).strip() or type(error).__name__}). Nothing is sent without "
        "it. Make room on the database's disk, then resume."
    )
    for attempt in (pause_by_itself, _pause_in_place):
        try:
            attempt(mailing_id, reason, now=now)
        except DatabaseError as again:
            log.error("mailing %s: could not be paused: %s", mailing_id, again)
        else:
            break
    return reason


def _pause_in_place(mailing_id: int, reason: str, *, now: datetime) -> bool:
    return _mark_paused(mailing_id, reason[:120])


def rest_relay(mailing_id: int, trouble: str, *, now: datetime) -> datetime:
    """Leave the relay alone for a while, longer after every failure; returns until when. The trouble is shown."""
    rows = Mailing.objects.filter(pk=mailing_id)
    rows.update(relay_failures=F("relay_failures") + 1)
    until = now + relay_pause(rows.values_list("relay_failures", flat=True).get())
    rows.update(trouble=trouble[:600], resting_until=until)
    rows.filter(trouble_since=None).update(trouble_since=now)
    return until


def clear_trouble(mailing_id: int) -> None:
    """The relay takes mail again."""
    Mailing.objects.filter(pk=mailing_id).update(trouble="", trouble_since=None, relay_failures=0, resting_until=None)
