"""What can be broken about the ways out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from forewarn.brands.queries import brands
from forewarn.foundation.health import Problem, Severity
from forewarn.outbound.models import Relay, SingleMail, SingleMailState

LATE = timedelta(minutes=15)  # a code that takes longer has been given up by whoever waits for it


def problems(now: datetime) -> Iterator[Problem]:
    """Brands without a way out, relays in trouble, and single mails that wait too long."""
    for brand in brands():
        active = list(Relay.objects.filter(brand=brand, active=True))
        if not active:
            what = f"{brand.name}: no relay takes mail"
            yield Problem(Severity.ERROR, what, "Add one under Settings, Relays, or switch one on.", brand.pk)
        troubled = [relay for relay in active if relay.last_error]
        for relay in troubled:
            severity = Severity.ERROR if len(troubled) == len(active) else Severity.WARNING
            yield Problem(severity, f"{brand.name}: the relay {relay} takes no mail", relay.last_error, brand.pk)
        yield from _late(brand.pk, brand.name, now)


def _late(brand_id: int, name: str, now: datetime) -> Iterator[Problem]:
    waiting = SingleMail.objects.filter(
        brand_id=brand_id, state__in=[SingleMailState.QUEUED, SingleMailState.SENDING], queued_at__lt=now - LATE
    )
    if count := waiting.count():
        last = waiting.exclude(reply="").order_by("-due_at").first()
        fix = last.reply if last else "See whether the worker runs: `forewarn worker`."
        yield Problem(Severity.ERROR, f"{name}: {count} single mails (codes, answers) wait to be sent", fix, brand_id)
