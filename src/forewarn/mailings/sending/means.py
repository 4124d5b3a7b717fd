"""Sending with what this installation has: the brand's relays, the real clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from forewarn.foundation.clock import now as this_moment
from forewarn.mailings.models import Mailing
from forewarn.mailings.rules.states import State
from forewarn.mailings.sending import stopping
from forewarn.mailings.sending.batch_run import Clock, Halt
from forewarn.mailings.sending.pace import Pace
from forewarn.mailings.sending.running import Means, Sender
from forewarn.outbound.conditions import note_conditions
from forewarn.outbound.queries import UnableToSend, route_for


@dataclass(frozen=True, slots=True)
class Sent:
    """How far sending came: None where nothing more is due, else what stopped it, and why."""

    halt: Halt | None
    reason: str = ""


def send_what_is_due(
    mailing_id: int, *, should_stop: Callable[[], bool] = lambda: False, clock: Clock = this_moment
) -> Sent:
    """Send every due batch of a mailing over the brand's relays; what they do is kept for their page."""
    mailing = Mailing.objects.get(pk=mailing_id)
    if mailing.state != State.SENDING:
        return Sent(Halt.MAILING)
    try:
        route = route_for(mailing.brand_id)
    except UnableToSend as error:
        stopping.rest_relay(mailing_id, str(error), now=clock())
        return Sent(Halt.RELAY, str(error))

    def note() -> None:
        note_conditions(route.conditions(), now=clock())

    pace = Pace(connections=route.connections)
    means = Means(route.open_line, clock, pace, relay_signs=route.signs_itself, after_batch=note)
    with Sender(mailing_id, means, should_stop) as sender:
        halt = sender.send_due()
    return Sent(halt, sender.reason)
