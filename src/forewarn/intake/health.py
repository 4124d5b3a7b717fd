"""What can be broken about mail that comes in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from forewarn.foundation.health import Problem, Severity
from forewarn.foundation.models import Heartbeat
from forewarn.intake.models import PolledMailbox, ReceivedMail
from forewarn.intake.rules import State

LISTENER = "listener"  # the name of its heartbeat
SILENT_AFTER = timedelta(seconds=90)
SLOW_AFTER = timedelta(minutes=15)  # a mail that waits longer means that nothing reads


def problems(now: datetime) -> Iterator[Problem]:
    """A listener that stopped, mail that nobody reads, mail that broke the reader, mailboxes that cannot be asked."""
    heard = Heartbeat.objects.filter(name=LISTENER).first()
    if heard is not None and now - heard.at > SILENT_AFTER:
        what = f"The listener for mail in has not run since {heard.at:%Y-%m-%d %H:%M} UTC: bounces are turned away."
        yield Problem(
            Severity.ERROR, what, "Start `forewarn serve`, or `forewarn listen` where the parts run separately."
        )
    late = ReceivedMail.objects.filter(state=State.WAITING, received_at__lt=now - SLOW_AFTER).count()
    if late:
        fix = "Look whether the worker runs; the log says on what it breaks off."
        yield Problem(Severity.WARNING, f"{late} mails that came in wait to be read.", fix)
    for brand_id in ReceivedMail.objects.filter(state=State.UNREADABLE).values_list("brand_id", flat=True).distinct():
        fix = "Open Mail in, filter by “unreadable”, and send one of them to the makers if it is not private."
        yield Problem(Severity.WARNING, "Mail came in that could not be read. It is kept.", fix, brand_id)
    for mailbox in PolledMailbox.objects.filter(active=True).exclude(last_error=""):
        fix = "Correct the mailbox under Mail in, Mailboxes."
        yield Problem(Severity.ERROR, f"Mailbox {mailbox}: {mailbox.last_error}", fix, mailbox.brand_id)
