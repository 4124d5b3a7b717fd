"""Background work of intake."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from forewarn.foundation.background import background_task, enqueue
from forewarn.foundation.clock import now as current_time
from forewarn.intake.background_reading import read_received_mail
from forewarn.intake.handlers import provided
from forewarn.intake.models import PolledMailbox
from forewarn.intake.polling import poll
from forewarn.intake.reading import take_up_kept, take_waiting, wipe_old

POLL_EVERY = timedelta(minutes=2)  # a bounce that waits so long costs nobody anything


@background_task
def poll_mailbox(*, mailbox_id: int) -> None:
    """Look into one mailbox."""
    poll(mailbox_id=mailbox_id, now=current_time())


def tick(now: datetime) -> None:
    """Ask for mail whose reading was lost, look into mailboxes that are due, wipe what was kept long enough."""
    for route in provided():
        take_up_kept(route)
    for mail_id in take_waiting(now=now):
        enqueue(read_received_mail, mail_id=mail_id)
    due = PolledMailbox.objects.filter(Q(polled_at=None) | Q(polled_at__lt=now - POLL_EVERY), active=True)
    for mailbox_id in due.values_list("pk", flat=True):
        PolledMailbox.objects.filter(pk=mailbox_id).update(polled_at=now)
        enqueue(poll_mailbox, mailbox_id=mailbox_id)
    wipe_old(now=now)
