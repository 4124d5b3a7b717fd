"""aiosmtpd's protocols with our limits: mails with any lines, and not more connections than we can serve."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, cast

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope

from forewarn.intake.limits import (
    MAX_MAIL_BYTES,
    MAX_SESSIONS,
    MAX_SESSIONS_PER_NETWORK,
    READ_AHEAD_BYTES,
    SESSION_LIFE_SECONDS,
    UNPRODUCTIVE_SECONDS,
)
from forewarn.intake.listening.content import read_content
from forewarn.intake.rules import network_of

BUSY = b"421 4.3.2 Too many connections; try again later\r\n"
TOO_LARGE = "552 5.3.4 A mail may have {megabytes} MB here; send it again without its attached files"
STOPPING = b"421 4.3.2 The listener stops; try again later\r\n"
LONG_ENOUGH = b"421 4.3.2 This connection lasted long enough; open another one\r\n"
FLUSH_SECONDS = 5.0  # for the last words to leave; whoever reads nothing would hold the connection for ever


@dataclass
class Crowd:
    """The connections that are open, in all and by network; this machine itself (a proxy, a mail server) is not limited."""

    most: int = MAX_SESSIONS
    most_per_network: int = MAX_SESSIONS_PER_NETWORK
    inside: Counter[str] = field(default_factory=Counter)
    open: set[LimitedSmtp] = field(default_factory=set)

    def lets_in(self, protocol: LimitedSmtp, network: str) -> bool:
        """Count a connection in, or refuse it. Where all places are taken, one that brings nothing gives its own up."""
        if network and self.inside[network] >= self.most_per_network:
            return False
        if len(self.open) >= self.most and not self._makes_room():
            return False
        self.open.add(protocol)
        self.inside[network] += 1
        return True

    def moves(self, protocol: LimitedSmtp, old: str, new: str) -> bool:
        """Count a connection for the network that it turns out to come from, or refuse it."""
        if new and self.inside[new] >= self.most_per_network:
            return False
        self.leaves(protocol, old)
        self.open.add(protocol)
        self.inside[new] += 1
        return True

    def _makes_room(self) -> bool:
        """Send away who has brought no mail for longest; nobody who still has time."""
        oldest = min(self.open, key=lambda protocol: protocol.productive_at)
        if oldest.loop.time() - oldest.productive_at < UNPRODUCTIVE_SECONDS:
            return False
        oldest.dismiss(BUSY)
        self.leaves(oldest, oldest.network)
        return True

    def leaves(self, protocol: LimitedSmtp, network: str) -> None:
        """Count a connection out; told twice, as after TLS, it counts once."""
        if protocol not in self.open:
            return
        self.open.discard(protocol)
        self.inside[network] -= 1
        if self.inside[network] <= 0:
            del self.inside[network]


class LimitedSmtp(SMTP):
    """SMTP (RFC 5321). Lines of a mail end with CRLF alone, so a bare LF or CR never ends it (no smuggling)."""

    line_length_limit = READ_AHEAD_BYTES  # aiosmtpd's name for how much is read ahead; lines of a mail are not limited

    def __init__(self, handler: object, *, crowd: Crowd, proxied: bool = False, **options: Any) -> None:
        super().__init__(handler, **options)
        self._crowd = crowd
        self._proxied = proxied  # the other end of the line is a proxy
        self._let_in = False
        self._life: asyncio.TimerHandle | None = None
        self.network = ""
        self.idle = True  # whether no mail is coming in
        self.productive_at = self.loop.time()  # when it was let in or last brought a mail, by the loop's clock

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let a connection in, or say that we are busy. After STARTTLS this is called again for the same one."""
        if not self._let_in:
            peer = transport.get_extra_info("peername")
            self.network = network_of(str(peer[0])) if isinstance(peer, tuple) and not self._proxied else ""
            if not self._crowd.lets_in(self, self.network):
                plain = cast(asyncio.Transport, transport)
                plain.write(BUSY)
                plain.close()
                return
            self._let_in = True
            self._life = self.loop.call_later(SESSION_LIFE_SECONDS, self._has_lived)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Count it out, once."""
        if not self._let_in:
            return
        self._crowd.leaves(self, self.network)
        if self._life is not None:
            self._life.cancel()
        if self.transport is not None:
            super().connection_lost(error)

    def comes_from(self, address: str) -> bool:
        """A proxy in front named the host that is connected: whether there is room for one more of its network."""
        network = network_of(address)
        if not self._crowd.moves(self, self.network, network):
            cast(asyncio.Transport, self.transport).write(BUSY)
            return False
        self.network = network
        return True

    async def push(self, status: str | bytes) -> None:
        """Answer; what is too large is told how large a mail may be."""
        text = status if isinstance(status, str) else status.decode()
        words = TOO_LARGE.format(megabytes=(self.data_size_limit or 0) // 1024**2)
        lines = [words if line.startswith("552 ") else line for line in text.split("\r\n")]
        await super().push("\r\n".join(lines))

    async def smtp_DATA(self, arg: str) -> None:
        """Take a mail."""
        if await self.check_helo_needed() or self.envelope is None:
            return
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Say first whom the mail is for (RCPT)")
        elif arg:
            await self.push("501 5.5.4 DATA stands alone")
        else:
            self.idle = False
            try:
                await self._take_content(self.envelope)
            finally:
                self.idle = True

    async def _take_content(self, envelope: Envelope) -> None:
        """Not as aiosmtpd does it: that holds every line as an object of its own, eighty times the size of an empty line,
        and an endless line whole."""
        await self.push("354 End the mail with a dot alone in a line")
        content = await read_content(self._reader, self.data_size_limit or MAX_MAIL_BYTES)
        status = "552 5.3.4"
        if content is not None:
            envelope.content = envelope.original_content = content
            status = await self.event_handler.handle_DATA(self, self.session, envelope)
        await self.push(status)
        self.productive_at = self.loop.time()
        self.envelope = self._create_envelope()

    def eof_received(self) -> bool | None:
        """The other side hung up."""
        return super().eof_received() if self._let_in else False

    def dismiss(self, words: bytes = STOPPING) -> None:
        """End the connection; a mail that was not answered stays with its sender."""
        transport = self.transport
        if isinstance(transport, asyncio.WriteTransport):
            if not transport.is_closing():
                transport.write(words)
                transport.close()
            self.loop.call_later(FLUSH_SECONDS, transport.abort)

    def _has_lived(self) -> None:
        """End a connection that was open long enough, once no mail is coming in."""
        if self.idle:
            self.dismiss(LONG_ENOUGH)
        else:
            self._life = self.loop.call_later(FLUSH_SECONDS, self._has_lived)


class LimitedLmtp(LimitedSmtp, LMTP):
    """LMTP (RFC 2033), for a mail server in front."""

    _has_content = False  # whether the answer is to the content of a mail

    async def push(self, status: str | bytes) -> None:
        """Answer; to a mail that is refused whole once per recipient, or the other side waits for the rest."""
        if isinstance(status, str) and self._has_content and status[:1] in "45" and "\n" not in status:
            status = "\r\n".join([status] * len(self.envelope.rcpt_tos)) if self.envelope else status
        self._has_content = isinstance(status, str) and status.startswith("354")
        await super().push(status)
