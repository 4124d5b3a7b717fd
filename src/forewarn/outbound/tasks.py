"""Background work of outbound."""

from __future__ import annotations

from datetime import datetime, timedelta

from forewarn.foundation.background import enqueue, urgent_task
from forewarn.foundation.clock import now as current_time
from forewarn.outbound.personal_data import KEPT_DAYS
from forewarn.outbound.single_mails.sending import delete_old, send_single, take_due


@urgent_task
def send_single_mail(*, mail_id: int) -> None:
    """Send one single mail."""
    again = send_single(mail_id=mail_id, now=current_time())
    if again is not None:
        enqueue(send_single_mail, run_after=again, mail_id=mail_id)


def tick(now: datetime) -> None:
    """Ask again for single mails whose task was lost or that wait for another attempt; delete old ones."""
    for mail_id in take_due(now=now):
        enqueue(send_single_mail, mail_id=mail_id)
    delete_old(now=now, kept=timedelta(days=KEPT_DAYS))
