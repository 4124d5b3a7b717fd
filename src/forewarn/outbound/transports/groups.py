"""A group of envelopes on its way through a transport: what is left, and what became of the rest."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from forewarn.mail.composing.addresses import wire_address
from forewarn.mail.composing.letters import UnableToCompose
from forewarn.outbound.envelopes import Envelope, Outcome, RelayTrouble, Stage, Status


class Prepared(NamedTuple):
    """An envelope whose mail is composed and whose addresses are as SMTP writes them."""

    envelope: Envelope
    data: bytes
    sender: str
    recipient: str
    is_ascii: bool  # the whole mail


class Group:
    """The envelopes of one `deliver` call. Every envelope gets exactly one outcome."""

    def __init__(self, relay: str, envelopes: Iterable[Envelope], wait_for_turn: Callable[[], None]) -> None:
        self.outcomes: list[Outcome] = []
        self._relay = relay
        self._source: Iterator[Envelope] = iter(envelopes)
        self._returned: deque[Prepared] = deque()
        self._wait_for_turn = wait_for_turn

    def take(self) -> Prepared | None:
        """The next mail, composed; one that cannot go anywhere gets its outcome and is passed over."""
        if self._returned:
            return self._returned.popleft()
        for envelope in self._source:
            try:
                sender = wire_address(envelope.mail_from) if envelope.mail_from else ""
                recipient = wire_address(envelope.rcpt_to)
                data = envelope.data if isinstance(envelope.data, bytes) else envelope.data()
            except UnableToCompose as error:
                self.note(envelope, Status.REFUSED, Stage.COMPOSING, str(error))
                continue
            self._wait_for_turn()
            is_ascii = recipient.isascii() if envelope.ready else data.isascii()
            return Prepared(envelope, data, sender, recipient, is_ascii)
        return None

    def put_back(self, *prepared: Prepared | None) -> None:
        """Return mails that were taken but not sent, in their order."""
        self._returned.extendleft(one for one in reversed(prepared) if one)

    def pending(self) -> bool:
        """Whether there is anything left to send."""
        prepared = self.take()
        self.put_back(prepared)
        return prepared is not None

    def note(
        self, envelope: Envelope, status: Status, stage: Stage, reply: str, code: int = 0, enhanced: str = ""
    ) -> None:
        """Write down what became of an envelope."""
        self.outcomes.append(Outcome(envelope.key, status, stage, code, enhanced, reply, self._relay, time.time()))

    def leave_the_rest(self, trouble: RelayTrouble) -> None:
        """Everything not sent yet stays untried, without being composed."""
        for envelope in [*(prepared.envelope for prepared in self._returned), *self._source]:
            self.note(envelope, Status.UNTRIED, Stage.CONNECTING, str(trouble))
        self._returned.clear()
