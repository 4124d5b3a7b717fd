"""Reading a mail that came in: once, in the background, by whoever handles its route."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import F, QuerySet

from forewarn.foundation.background import enqueue, urgent_task
from forewarn.foundation.clock import now as this_moment
from forewarn.intake.handlers.registry import handler_for
from forewarn.intake.limits import CLOCK_STEP, MAX_ATTEMPTS, READ_WITHIN, RETRY_AFTER
from forewarn.intake.models import RawMail, ReceivedMail
from forewarn.intake.outcomes import Incoming, Outcome
from forewarn.intake.rules import Route, Source, State
from forewarn.intake.storable import storable
from forewarn.mail.reading.message import read_mail

PROBLEM_LENGTH = 500  # characters, as the column holds
NOTHING_TO_READ = "Its bytes are no longer kept."
ENDED_THE_WORKER = (
    f"Reading it was begun {MAX_ATTEMPTS} times and never ended. It may be too much for the worker's memory or time."
)

log = logging.getLogger(__name__)


@urgent_task
def read_received_mail(*, mail_id: int) -> None:
    """Read a mail that was stored."""
    read_received(mail_id, now=this_moment())


def read_received(mail_id: int, *, now: datetime) -> None:
    """Read a waiting mail, if nobody else does, and note what it led to. A mail that breaks this is kept, with the reason."""
    if not _claim(mail_id, now):
        return
    try:
        incoming = _incoming(mail_id)
        if incoming is None:
            _fail(mail_id, NOTHING_TO_READ, now)
            return
        handler = handler_for(incoming.route)
        _settle(incoming, handler(incoming) if handler else None, now)
    except DatabaseError as error:
        log.exception("mail %s was not read because of the database; it is tried again", mail_id)
        _try_soon(mail_id, f"Database: {error}", now)
    except Exception as error:
        log.exception("mail %s could not be read", mail_id)
        _fail(mail_id, f"{type(error).__name__}: {error}", now)


def read_at_once(mail_id: int, outcome: Outcome, now: datetime) -> None:
    """Note what a mail led to that was read before it was stored."""
    incoming = _incoming(mail_id)
    if incoming is not None:
        _settle(incoming, outcome, now)


def _claim(mail_id: int, now: datetime) -> bool:
    """Count the attempt before it is made: a mail that ends the worker must not do so for ever."""
    due = _waiting(mail_id).filter(due_at__lte=now + CLOCK_STEP)
    if due.filter(attempts__lt=MAX_ATTEMPTS).update(attempts=F("attempts") + 1, due_at=now + READ_WITHIN):
        return True
    tried_enough = due.first()
    if tried_enough is not None:
        _fail(mail_id, tried_enough.problem or ENDED_THE_WORKER, now)
    return False


def _try_soon(mail_id: int, problem: str, now: datetime) -> None:
    """Somebody waits for the answer, so a database that was busy is asked again within seconds; `tick` is the net."""
    row = _waiting(mail_id).first()
    if row is None:
        return
    again = now + RETRY_AFTER[min(row.attempts, len(RETRY_AFTER)) - 1]
    if _waiting(mail_id).update(problem=storable(problem, PROBLEM_LENGTH), due_at=again):
        enqueue(read_received_mail, run_after=again, mail_id=mail_id)


def _incoming(mail_id: int) -> Incoming | None:
    """The mail as its handler gets it; None where its bytes are gone."""
    raw = RawMail.objects.select_related("mail").filter(pk=mail_id).first()
    if raw is None:
        return None
    row, data = raw.mail, raw.data
    return Incoming(
        mail_id=row.pk,
        brand_id=row.brand_id,
        route=Route(row.route),
        token=row.token,
        mail_from=row.mail_from,
        rcpt_to=row.rcpt_to,
        source=Source(row.source),
        received_at=row.received_at,
        raw=data,
        mail=read_mail(data),
        peer=row.peer,
        helo=row.helo,
    )


def _settle(incoming: Incoming, outcome: Outcome | None, now: datetime) -> None:
    """Note the outcome and let its effects happen, together and once; without an outcome the mail is kept for later."""
    with transaction.atomic():
        row = _waiting(incoming.mail_id).select_for_update().first()
        if row is None:  # another worker was quicker, or the customer was erased meanwhile
            return
        if outcome is None:
            row.state = State.KEPT.value
        else:
            row.state, row.outcome = State.DONE.value, {"what": str(outcome.what), **outcome.details}
            if outcome.addressee is not None:
                row.mailing_id, row.customer_id = outcome.addressee.mailing_id, outcome.addressee.customer_id or None
            for effect in outcome.effects:
                effect()
        row.read_at, row.problem = now, ""
        row.subject = storable(incoming.mail.subject, 200)
        row.header_from = storable(incoming.mail.value("from"), 320)
        row.save(
            update_fields=[
                *("state", "outcome", "mailing_id", "customer_id", "read_at", "problem", "subject", "header_from")
            ]
        )


def _fail(mail_id: int, problem: str, now: datetime) -> None:
    _waiting(mail_id).update(state=State.FAILED.value, problem=storable(problem, PROBLEM_LENGTH), read_at=now)


def _waiting(mail_id: int) -> QuerySet[ReceivedMail]:
    return ReceivedMail.objects.filter(pk=mail_id, state=State.WAITING.value)
