"""What the listener answers: whether an address is ours, and what became of a mail. It never relays."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from aiosmtpd.proxy_protocol import ProxyData
from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as SmtpEnvelope

from forewarn.intake.actions import NoRoom, UnableToReceive
from forewarn.intake.floods import Crowding
from forewarn.intake.limits import MAX_RECIPIENTS
from forewarn.intake.listening.protocol import LimitedSmtp
from forewarn.intake.listening.storage import Envelope, NotNow, domains, store
from forewarn.intake.rules import Destination, Source, destination_of

DOMAINS_SECONDS = 15.0  # for which the brands' domains are remembered; mail for a new brand is taken after this time

# Seconds for which a source that brings too much waits for its answer, so that a flood neither keeps the database from
# those who read mail, nor this thread from mail of others.
ANSWER_AFTER = {Crowding.FEW: 0.0, Crowding.MANY: 0.05, Crowding.TOO_MANY: 0.1}

YES = "250 2.1.5 This is an address of ours"
STORED = "250 2.0.0 Stored"
NOT_HERE = "550 5.1.1 There is no such address here"
NO_RELAY = "550 5.7.1 Mail for other domains is not passed on here"
TOO_MANY = "452 4.5.3 Too many recipients; send the rest in another mail"
FULL = "452 4.3.1 The disk is full; try again later"
NOT_NOW = "452 4.3.0 The mail cannot be stored now; try again later"
BROKEN = "451 4.3.0 Something broke here; try again later"

log = logging.getLogger(__name__)
Result = TypeVar("Result")


@dataclass
class Door:
    """aiosmtpd's handler. `clock` tells the moment; `one_answer_each` is LMTP's way (RFC 2033 section 4.2).

    One thread talks to the database: SQLite has one writer anyway, and on PostgreSQL it stores hundreds of mails a second.
    """

    clock: Callable[[], datetime]
    thread: ThreadPoolExecutor
    one_answer_each: bool = False
    max_recipients: int = MAX_RECIPIENTS
    _domains: dict[str, int] = field(default_factory=dict)
    _asked: float = float("-inf")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: SmtpEnvelope, address: str, options: list[str]
    ) -> str:
        """Accept addresses of ours, refuse all others before any content is taken."""
        try:
            ours = await self._our_domains()
        except NotNow:
            log.exception("the listener cannot ask for the brands' domains")
            return NOT_NOW
        address = _with_domain(address, ours)
        if destination_of(address, ours) is None:
            return NOT_HERE if _domain(address) in ours else NO_RELAY
        if len(envelope.rcpt_tos) >= self.max_recipients:
            return TOO_MANY
        envelope.rcpt_tos.append(address)
        return YES

    async def handle_DATA(self, server: SMTP, session: Session, envelope: SmtpEnvelope) -> str:
        """Store the mail for every recipient, then answer; before that, the sender still has it."""
        try:
            answer = await self._stored(session, envelope)
        except NoRoom:
            log.exception("a mail was put off: the disk is full")
            answer = FULL
        except NotNow:
            log.exception("a mail was put off: the database does not answer")
            answer = NOT_NOW
        except UnableToReceive as error:
            answer = f"554 5.6.0 {error}"
        return "\r\n".join([answer] * len(envelope.rcpt_tos)) if self.one_answer_each else answer

    async def handle_PROXY(
        self, server: LimitedSmtp, session: Session, envelope: SmtpEnvelope, proxy: ProxyData
    ) -> bool:
        """A proxy in front told where the connection comes from: whether one more of there is let in."""
        return server.comes_from(str(proxy.src_addr or ""))

    async def handle_exception(self, error: Exception) -> str:
        """The last resort: the sender keeps the mail."""
        log.exception("the listener broke on a command", exc_info=error)
        return BROKEN

    async def _stored(self, session: Session, envelope: SmtpEnvelope) -> str:
        ours = await self._our_domains()
        found = [destination_of(address, ours) for address in envelope.rcpt_tos]
        content = envelope.original_content or b""
        helo = str(session.host_name or "")
        mail = Envelope(mail_from=_sender(envelope), peer=_peer(session), raw=content, helo=helo)
        source = Source.LMTP if self.one_answer_each else Source.SMTP
        places: Sequence[Destination] = [to for to in found if to is not None]
        crowding = await self._in_thread(partial(store, mail, places, source=source, clock=self.clock))
        await asyncio.sleep(ANSWER_AFTER[crowding])
        return STORED

    async def _our_domains(self) -> dict[str, int]:
        if time.monotonic() - self._asked > DOMAINS_SECONDS:
            self._domains, self._asked = await self._in_thread(domains), time.monotonic()
        return self._domains

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self.thread, work)


def _sender(envelope: SmtpEnvelope) -> str:
    return "" if envelope.mail_from in (None, "<>") else str(envelope.mail_from)


def _with_domain(address: str, ours: dict[str, int]) -> str:
    """A bare postmaster (RFC 5321 section 4.1.1.3 wants it taken) is the one of the oldest brand."""
    return f"{address}@{next(iter(ours))}" if address.lower() == "postmaster" and ours else address


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower().removesuffix(".")


def _peer(session: Session) -> str:
    """The IP address of the sending host: the proxy's word where one stands in front."""
    if proxied := getattr(session.proxy_data, "src_addr", None):
        return str(proxied)
    return str(session.peer[0]) if isinstance(session.peer, tuple) else ""
