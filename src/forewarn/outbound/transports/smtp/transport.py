"""A relay reached over SMTP."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from forewarn.outbound.envelopes import Envelope, Outcome, RelayTrouble, TroubleKind
from forewarn.outbound.transports.groups import Group
from forewarn.outbound.transports.smtp.connection import ConnectionLost, SmtpConnection
from forewarn.outbound.transports.smtp.delivery import Delivery
from forewarn.outbound.transports.smtp.endpoint import SmtpEndpoint


class SmtpTransport:
    """Delivers through one relay over one connection that stays open between groups. For one thread at a time."""

    def __init__(self, endpoint: SmtpEndpoint, *, wait_for_turn: Callable[[], None] = lambda: None) -> None:
        self.endpoint = endpoint
        self.trouble: RelayTrouble | None = None  # why the last group was not tried to its end
        self._wait_for_turn = wait_for_turn
        self._connection: SmtpConnection | None = None

    def deliver(self, envelopes: Iterable[Envelope]) -> list[Outcome]:
        """Send a group; every envelope has its outcome when this returns, and no answer is outstanding."""
        self.trouble = None
        group = Group(self.endpoint.name, envelopes, self._wait_for_turn)
        while group.pending():
            kept_open = self._connection is not None
            answered = 0
            try:
                self._connection = self._connection or SmtpConnection(self.endpoint)
                delivery = Delivery(self._connection, group)
                try:
                    delivery.run()
                finally:
                    answered = delivery.answered
            except RelayTrouble as trouble:
                self._give_up(group, trouble)
            except ConnectionLost as lost:
                # Servers end connections after so many mails or so long a silence: that deserves a new one. A server
                # that hung up on a new connection before it judged a single mail is in trouble.
                self._drop()
                if not kept_open and not answered:
                    where = f"{self.endpoint.host}:{self.endpoint.port}"
                    self._give_up(group, RelayTrouble(TroubleKind.UNREACHABLE, f"{where}: {lost}"))
        return group.outcomes

    def try_out(self) -> None:
        """Connect and sign in. Raises RelayTrouble."""
        self._connection = self._connection or SmtpConnection(self.endpoint)

    def close(self) -> None:
        """End the connection politely."""
        if self._connection:
            self._connection.quit()
            self._connection = None

    def _drop(self) -> None:
        if self._connection:
            self._connection.abort()
            self._connection = None

    def _give_up(self, group: Group, trouble: RelayTrouble) -> None:
        self.trouble = trouble
        self._drop()
        group.leave_the_rest(trouble)
