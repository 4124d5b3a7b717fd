"""Reading a mail that was stored: once, by the handler of its route. What breaks the reading is kept for a person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from forewarn.intake.handlers import Reading, handler_for
from forewarn.intake.limits import AT_ONCE, KEPT_DONE, KEPT_OTHER, MAX_ATTEMPTS, RETRY_AFTER
from forewarn.intake.models import ReceivedMail
from forewarn.intake.rules import Route, State
from forewarn.mail.reading.message import read_mail

NO_HANDLER = "Kept: nothing reads mail of this kind yet."
BROKE = "Reading it broke off {times} times; the log of the worker says where. The mail is kept."


def read(*, mail_id: int, now: datetime) -> None:
    """Read a waiting mail. The attempt is counted before it begins, so that a mail that breaks the reader ends it."""
    taken = ReceivedMail.objects.filter(pk=mail_id, state=State.WAITING, attempts__lt=MAX_ATTEMPTS)
    if not taken.update(attempts=F("attempts") + 1, tried_at=now):
        return
    mail = ReceivedMail.objects.get(pk=mail_id)
    sender, subject = _heading(mail.raw)
    with transaction.atomic():
        # Only one reader writes: two tasks may have begun, and a signal sent twice is harmless but needless.
        if not ReceivedMail.objects.select_for_update().filter(pk=mail_id, state=State.WAITING).exists():
            return
        handler = handler_for(Route(mail.route))
        reading = handler(mail, now) if handler else Reading(NO_HANDLER)
        ReceivedMail.objects.filter(pk=mail_id).update(
            state=State.DONE if handler else State.KEPT,
            outcome=reading.outcome[:300],
            customer_id=reading.customer_id,
            sender=sender[:320],
            subject=subject[:300],
            handled_at=now,
        )


def take_waiting(*, now: datetime) -> list[int]:
    """Mails to ask for again, since their task was lost or broke; those that broke too often are set aside."""
    silent = Q(tried_at=None, received_at__lt=now - RETRY_AFTER) | Q(tried_at__lt=now - RETRY_AFTER)
    waiting = ReceivedMail.objects.filter(silent, state=State.WAITING)
    waiting.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=State.UNREADABLE, outcome=BROKE.format(times=MAX_ATTEMPTS), handled_at=now
    )
    due = list(waiting.filter(attempts__lt=MAX_ATTEMPTS).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    # Not asked for again at once, where the worker is behind.
    ReceivedMail.objects.filter(pk__in=due).update(tried_at=now)
    return due


def take_up_kept(route: Route) -> int:
    """Have mail of a route that has a handler now read after all; how many."""
    kept = ReceivedMail.objects.filter(route=route.value, state=State.KEPT).exclude(packed=b"")
    return kept.update(state=State.WAITING, attempts=0, tried_at=None) if handler_for(route) else 0


def wipe_old(*, now: datetime) -> int:
    """Wipe the bytes of mail that was kept long enough; what came of it stays. How many."""
    old = Q(state=State.DONE, received_at__lt=now - KEPT_DONE) | Q(received_at__lt=now - KEPT_OTHER)
    wiped = ReceivedMail.objects.filter(old).exclude(packed=b"")
    return wiped.update(packed=b"", envelope_from="", sender="", subject="")


def _heading(raw: bytes) -> tuple[str, str]:
    """Who it says it is from and what about, for the list."""
    mail = read_mail(raw)
    senders = mail.senders
    return (senders[0].address if senders else ""), mail.subject
