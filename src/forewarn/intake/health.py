"""What can be broken about mail in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Max

from forewarn.brands.queries import brands
from forewarn.foundation.health import Problem, Severity
from forewarn.foundation.models import Heartbeat
from forewarn.intake.limits import LISTENER, LISTENER_SILENT
from forewarn.intake.models import Mailbox, ReceivedMail
from forewarn.intake.provider_trouble import refused_posts
from forewarn.intake.rules import State

LATE = timedelta(minutes=10)  # reading takes milliseconds; whoever asked whether a mail is ours waits for it
FAILING = 3  # polls in a row; a server that restarts misses one or two


def problems(now: datetime) -> Iterator[Problem]:
    """A listener that is silent, mailboxes and providers that bring nothing, mail that waits or could not be read."""
    yield from _listener(now)
    for mailbox in Mailbox.objects.filter(active=True, failures__gte=FAILING).select_related("brand"):
        what = f"{mailbox.brand.name}: no mail can be fetched from {mailbox}"
        yield Problem(Severity.ERROR, what, mailbox.last_error, mailbox.brand_id)
    yield from refused_posts()
    yield from _unread(now)


def _listener(now: datetime) -> Iterator[Problem]:
    """Whoever has a domain for mail in and no mailbox depends on the listener."""
    last = Heartbeat.objects.filter(name=LISTENER).first()
    if last is not None and now - last.at <= LISTENER_SILENT:
        if last.note:
            yield Problem(Severity.WARNING, "The listener for mail in has a problem.", last.note)
        return
    polled = Mailbox.objects.filter(active=True).values("brand_id")
    depending = brands().exclude(intake_domain="").exclude(pk__in=polled)
    names = ", ".join(depending.values_list("name", flat=True)[:5])
    if names:
        since = f"since {last.at:%Y-%m-%d %H:%M} UTC" if last else "so far"
        what = f"The listener for mail in has not run {since}: bounces and reports do not arrive ({names})."
        fix = "Start `forewarn serve`, or `forewarn listen` where the parts run separately; or fetch from a mailbox."
        yield Problem(Severity.ERROR, what, fix)


def _unread(now: datetime) -> Iterator[Problem]:
    late = ReceivedMail.objects.filter(state=State.WAITING.value, received_at__lt=now - LATE)
    for row in late.order_by().values("brand_id").annotate(n=Count("pk")):
        fix = "See whether the worker runs: `forewarn worker`. Nothing is lost."
        yield Problem(Severity.ERROR, f"Mail that came in waits to be read ({row['n']:,})", fix, row["brand_id"])
    failed = ReceivedMail.objects.filter(state=State.FAILED.value)
    for row in failed.order_by().values("brand_id").annotate(n=Count("pk"), last=Max("received_at")):
        what = f"Mail that came in could not be read ({row['n']:,}, the last on {row['last']:%Y-%m-%d})"
        fix = "It is kept. Mail in, filtered by “Could not be read”, shows the reason and can read it again."
        yield Problem(Severity.WARNING, what, fix, row["brand_id"])
