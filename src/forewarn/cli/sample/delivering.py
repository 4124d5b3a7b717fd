"""Sending a mailing of the sample brand as if it were an earlier moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from forewarn.mailings.sending.lines import Line
from forewarn.mailings.sending.running import Means, Sender
from forewarn.mailings.sending.starting import start
from forewarn.outbound.envelopes import Envelope, Outcome
from forewarn.outbound.queries import route_for

if TYPE_CHECKING:
    from forewarn.mailings.models import Mailing


def deliver(mailing: Mailing, *, at: datetime) -> None:
    """Send a mailing whole; mails, proof and record all say that it was then."""
    start(mailing.pk, now=at)
    route = route_for(mailing.brand_id)
    means = Means(lambda: _EarlierLine(route.open_line(), at), clock=lambda: at, relay_signs=route.signs_itself)
    with Sender(mailing.pk, means) as sender:
        sender.send_due()


class _EarlierLine:
    """A line whose outcomes bear the earlier moment: transports write down when a server really answered."""

    def __init__(self, line: Line, at: datetime) -> None:
        self._line = line
        self._at = at.timestamp()
        self.trouble = line.trouble

    def deliver(self, envelopes: Iterable[Envelope]) -> list[Outcome]:
        """Send a group."""
        outcomes = [outcome._replace(at=self._at) for outcome in self._line.deliver(envelopes)]
        self.trouble = self._line.trouble
        return outcomes

    def close(self) -> None:
        """End the connection."""
        self._line.close()
