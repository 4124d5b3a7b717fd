"""Background work of mailings. Every task may run twice, and may be lost: `tick` finds what is left."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from forewarn.foundation.background import background_task, enqueue
from forewarn.foundation.clock import now as this_moment
from forewarn.mailings.models import Batch, Mailing
from forewarn.mailings.rules.states import OPEN_BATCHES, State
from forewarn.mailings.sending import claims
from forewarn.mailings.sending.batch_run import Halt
from forewarn.mailings.sending.closing import close_cancelled, finish_if_done
from forewarn.mailings.sending.means import send_what_is_due
from forewarn.mailings.sending.starting import start

SLICE = 5.0  # seconds one task sends; between slices the worker does what else is waiting (a customer's code, say)
CALL_AGAIN = timedelta(seconds=20)  # without a sign of a sending task for so long, tick calls for one


@background_task
def start_mailing(*, mailing_id: int) -> None:
    """Start a mailing whose time has come, and begin to send."""
    if start(mailing_id, now=this_moment()):
        call_workers(mailing_id)


@background_task
def send_batches(*, mailing_id: int) -> None:
    """Send what is due for a few seconds, then queue the rest."""
    Mailing.objects.filter(pk=mailing_id).update(called_at=this_moment())
    deadline = time.monotonic() + SLICE
    sent = send_what_is_due(mailing_id, should_stop=lambda: time.monotonic() > deadline)
    if sent.halt is Halt.ASKED:
        enqueue(send_batches, mailing_id=mailing_id)


def call_workers(mailing_id: int) -> None:
    """Queue as many sending tasks as there are workers; each sends other batches."""
    for _ in range(settings.WORKERS):
        enqueue(send_batches, mailing_id=mailing_id)


def tick(now: datetime) -> None:
    """Start what is due, call workers for due waves, retries and abandoned batches, end what is cancelled."""
    for mailing_id in _ids(Q(state=State.SCHEDULED.value, scheduled_for__lte=now)):
        enqueue(start_mailing, mailing_id=mailing_id)
    for mailing_id in _ids(Q(state=State.SENDING.value) & ~Q(resting_until__gt=now)):
        if claims.free_dead_holders(mailing_id, now=now):
            Mailing.objects.filter(pk=mailing_id).update(called_at=None)
        if not finish_if_done(mailing_id, now=now):
            _call(mailing_id, now)
    abandoned = Batch.objects.filter(mailing__state=State.CANCELLED.value, state__in=OPEN_BATCHES)
    for mailing_id in abandoned.order_by().values_list("mailing_id", flat=True).distinct():
        claims.free_dead_holders(mailing_id, now=now)
        with transaction.atomic():
            close_cancelled(mailing_id, now=now)


def _ids(condition: Q) -> list[int]:
    return list(Mailing.objects.filter(condition).order_by("pk").values_list("pk", flat=True))


def _call(mailing_id: int, now: datetime) -> None:
    """Queue a sending task where something is due and no task has shown itself lately."""
    due = Batch.objects.filter(claims.is_open(now), mailing_id=mailing_id)
    silent = Q(called_at=None) | Q(called_at__lt=now - CALL_AGAIN)
    if due.exists() and Mailing.objects.filter(silent, pk=mailing_id).update(called_at=now):
        call_workers(mailing_id)
