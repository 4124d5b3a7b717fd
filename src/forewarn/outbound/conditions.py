"""How the relays do, written down for their page and the status page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from forewarn.outbound.envelopes import RelayTrouble
from forewarn.outbound.models import Relay

ERROR_LENGTH = 1000  # characters kept of what a relay said


def note_conditions(conditions: Iterable[tuple[int, RelayTrouble | None, bool]], *, now: datetime) -> None:
    """Write down what `Route.conditions` says."""
    for relay_id, trouble, accepted in conditions:
        if trouble:
            keep_trouble(relay_id, trouble, now=now)
        else:
            forget_trouble(relay_id)
        if accepted:
            Relay.objects.filter(pk=relay_id).update(last_accepted_at=now)


def keep_trouble(relay_id: int, trouble: RelayTrouble, *, now: datetime) -> None:
    """The relay took no mail, and why."""
    Relay.objects.filter(pk=relay_id).update(
        last_error=str(trouble)[:ERROR_LENGTH], last_error_kind=trouble.kind.value, last_error_at=now
    )


def forget_trouble(relay_id: int) -> None:
    """The relay works again."""
    Relay.objects.filter(pk=relay_id).exclude(last_error="").update(
        last_error="", last_error_kind="", last_error_at=None
    )
