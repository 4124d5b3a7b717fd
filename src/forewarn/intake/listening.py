"""The listener: takes mail for our own addresses over SMTP or LMTP, stores it durably, and only then says 250.

It never relays: an address that is not one of ours is refused before any content is taken.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import DatabaseError, close_old_connections, connection, transaction

from forewarn.foundation.health import beat
from forewarn.intake.health import LISTENER
from forewarn.intake.limits import MAX_LINE_BYTES, MAX_MAIL_BYTES, MAX_RECIPIENTS, MAX_SESSIONS, SESSION_SECONDS
from forewarn.intake.queries import intake_domains
from forewarn.intake.rules import Destination, Route, Via, destination_of
from forewarn.intake.storing import UnableToTakeIn, take_in
from forewarn.intake.tokens import read_bounce_token, read_unsubscribe_token

BEAT_SECONDS = 20
DOMAINS_SECONDS = 15  # for which the brands' domains are remembered; a new brand is heard after this time

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]

NOT_HERE = "550 5.1.1 There is no such address here"
TOO_MANY = "452 4.5.3 Too many recipients"
STORED = "250 2.0.0 Stored"
NOT_STORED = "451 4.3.0 Not stored, try again later"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of a listener; tests make them smaller."""

    mail_bytes: int = MAX_MAIL_BYTES
    recipients: int = MAX_RECIPIENTS
    sessions: int = MAX_SESSIONS


class Handler:
    """What aiosmtpd asks: whether an address is ours, and what became of a mail."""

    def __init__(self, clock: Clock, bounds: Bounds, *, one_answer_each: bool) -> None:
        self.clock, self.bounds, self.one_answer_each = clock, bounds, one_answer_each
        self._domains: dict[str, int] = {}
        self._asked = float("-inf")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept our own addresses with genuine tokens, refuse all others."""
        try:
            destination = destination_of(address, await self._brands())
        except DatabaseError:
            log.exception("the listener cannot ask for the brands' addresses")
            return NOT_STORED
        if destination is None or not is_genuine(destination):
            return NOT_HERE
        if len(envelope.rcpt_tos) >= self.bounds.recipients:
            return TOO_MANY
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Yes"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Store the mail for every recipient; in LMTP each gets its own answer (RFC 2033 section 4.2)."""
        brands = await self._brands()
        found = [destination_of(address, brands) for address in envelope.rcpt_tos]
        content = envelope.original_content or b""
        answers = await asyncio.to_thread(self._store, found, content, envelope.mail_from or "")
        if self.one_answer_each:
            return "\r\n".join(answers)
        return next((answer for answer in answers if answer != STORED), STORED)

    def _store(self, destinations: list[Destination | None], raw: bytes, envelope_from: str) -> list[str]:
        """All or nothing for SMTP, which has one answer; each by itself for LMTP."""
        close_old_connections()
        try:
            if self.one_answer_each:
                return [self._store_one(to, raw, envelope_from) for to in destinations]
            with transaction.atomic():
                answers = [self._store_one(to, raw, envelope_from) for to in destinations]
                if any(answer != STORED for answer in answers):
                    transaction.set_rollback(True)
            return answers
        except DatabaseError:
            log.exception("a mail could not be stored; its sender keeps it")
            return [NOT_STORED for _ in destinations]
        finally:
            close_old_connections()

    def _store_one(self, to: Destination | None, raw: bytes, envelope_from: str) -> str:
        if to is None:
            return NOT_HERE
        try:
            take_in(raw=raw, to=to, envelope_from=envelope_from, via=Via.LISTENER, now=self.clock())
        except UnableToTakeIn as error:
            return f"552 5.3.4 {error}"
        return STORED

    async def _brands(self) -> dict[str, int]:
        now = asyncio.get_running_loop().time()
        if now - self._asked > DOMAINS_SECONDS:
            self._domains, self._asked = await asyncio.to_thread(_intake_domains), now
        return self._domains


def is_genuine(destination: Destination) -> bool:
    """Whether the token of an address was made by us, where it is of a kind that we check here."""
    match destination.route:
        case Route.BOUNCE:
            return not destination.token or read_bounce_token(destination.token) is not None
        case Route.UNSUBSCRIBE:
            return read_unsubscribe_token(destination.token) is not None
        case _:
            return True


class _Smtp(SMTP):
    """aiosmtpd's protocol with longer lines, since real bounces have them."""

    line_length_limit = MAX_LINE_BYTES


class _Lmtp(LMTP):
    """The same for LMTP (RFC 2033)."""

    line_length_limit = MAX_LINE_BYTES


class Listener:
    """A listening socket in the running event loop; `async with`, or `start` and `stop`."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        clock: Clock,
        lmtp: bool = False,
        tls: ssl.SSLContext | None = None,
        bounds: Bounds | None = None,
    ) -> None:
        self.host, self.port, self.lmtp, self.tls = host, port, lmtp, tls
        self.bounds = bounds or Bounds()
        self.handler = Handler(clock, self.bounds, one_answer_each=lmtp)
        self._server: asyncio.Server | None = None
        self._sessions = 0

    async def start(self) -> None:
        """Listen; `port` is the real one afterwards where 0 was asked for. Raises OSError."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, self.host, self.port)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def _protocol(self) -> SMTP:
        kind = _Lmtp if self.lmtp else _Smtp
        listener = self

        class Counted(kind):  # type: ignore[misc, valid-type]
            """Counts sessions, and turns one too many away."""

            def connection_made(self, transport: Any) -> None:
                listener._sessions += 1
                if listener._sessions > listener.bounds.sessions:
                    transport.write(b"421 4.3.2 Too many connections, try again later\r\n")
                    transport.close()
                    return
                super().connection_made(transport)

            def connection_lost(self, error: Exception | None) -> None:
                listener._sessions -= 1
                if self.transport is not None:
                    super().connection_lost(error)

        return Counted(
            self.handler,
            data_size_limit=self.bounds.mail_bytes,
            enable_SMTPUTF8=True,
            hostname=None,
            ident="Forewarn",
            tls_context=self.tls,
            timeout=SESSION_SECONDS,
        )
