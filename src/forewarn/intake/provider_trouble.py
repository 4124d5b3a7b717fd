"""Posts of providers that are refused: whoever runs the installation must see it, or mail stops without a word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from forewarn.foundation.health import Problem, Severity, beat
from forewarn.foundation.models import Heartbeat
from forewarn.outbound.models import Relay, RelayKind

_NAME = "mail by relay "


def note_refused(relay: Relay, words: str, *, now: datetime) -> None:
    """Remember why the last post of a relay was refused."""
    beat(f"{_NAME}{relay.pk}", now=now, note=words)


def note_taken(relay: Relay) -> None:
    """A post was taken: nothing is wrong with the relay any more."""
    Heartbeat.objects.filter(name=f"{_NAME}{relay.pk}").delete()


def refused_posts() -> Iterator[Problem]:
    """The relays whose last post was refused."""
    rows = {row.name: row for row in Heartbeat.objects.filter(name__startswith=_NAME)}
    for relay in Relay.objects.filter(kind=RelayKind.ANYMAIL).select_related("brand") if rows else ():
        row = rows.get(f"{_NAME}{relay.pk}")
        if row is not None:
            what = f"{relay.brand.name}: mail that {relay.name} received for us is refused since {row.at:%Y-%m-%d %H:%M} UTC"
            fix = f"{row.note}. See “A provider’s webhook” in docs/mail-in.md; the provider posts it again for some hours."
            yield Problem(Severity.ERROR, what, fix, relay.brand_id)
