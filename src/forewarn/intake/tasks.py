"""The periodic part of mail in; the task that reads a mail stands beside its work in `reading`."""

from __future__ import annotations

from datetime import datetime

from forewarn.foundation.background import enqueue
from forewarn.intake.expiring import forget_old
from forewarn.intake.handlers.registry import handled_routes
from forewarn.intake.limits import ASK_AFTER, AT_ONCE
from forewarn.intake.mailboxes.polling import poll_due
from forewarn.intake.models import ReceivedMail
from forewarn.intake.reading import read_received_mail
from forewarn.intake.rules import State


def tick(now: datetime) -> None:
    """Fetch from mailboxes, ask again for mail whose reading was lost, take up what was kept, forget what is old."""
    _take_up_kept(now)
    _ask_again(now)
    forget_old(now=now)
    poll_due(now=now)


def _take_up_kept(now: datetime) -> None:
    """Mail that was kept because nothing read its route is read once something does."""
    routes = [route.value for route in handled_routes()]
    kept = ReceivedMail.objects.filter(state=State.KEPT.value, route__in=routes, raw__isnull=False).order_by("pk")
    ReceivedMail.objects.filter(pk__in=list(kept.values_list("pk", flat=True)[:AT_ONCE])).update(
        state=State.WAITING.value, attempts=0, due_at=now - ASK_AFTER
    )


def _ask_again(now: datetime) -> None:
    """Queue what should have been read by now: its task was lost with a worker, or broke off.

    It is not asked for again for a while, so that a worker that is behind is not given the same twice; nor does it go
    ahead of new mail, since what waits so long is mostly a flood's.
    """
    waiting = ReceivedMail.objects.filter(state=State.WAITING.value, due_at__lte=now - ASK_AFTER)
    lost = list(waiting.order_by("due_at").values_list("pk", flat=True)[:AT_ONCE])
    waiting.filter(pk__in=lost).update(due_at=now)
    for mail_id in lost:
        enqueue(read_received_mail, after_others=True, mail_id=mail_id)
