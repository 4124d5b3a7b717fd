"""aiosmtpd's protocols with our limits: longer lines, and not more connections than we can serve."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, cast

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from forewarn.intake.limits import MAX_LINE_BYTES, MAX_SESSIONS, MAX_SESSIONS_PER_NETWORK
from forewarn.intake.rules import network_of

BUSY = b"421 4.3.2 Too many connections; try again later\r\n"
TOO_LARGE = "552 5.3.4 A mail may have {megabytes} MB here; send it again without its attached files"
STOPPING = b"421 4.3.2 The listener stops; try again later\r\n"


@dataclass
class Crowd:
    """The connections that are open, in all and by network; this machine itself (a proxy, a mail server) is not limited."""

    most: int = MAX_SESSIONS
    most_per_network: int = MAX_SESSIONS_PER_NETWORK
    inside: Counter[str] = field(default_factory=Counter)
    open: set[LimitedSmtp] = field(default_factory=set)

    def lets_in(self, protocol: LimitedSmtp, network: str) -> bool:
        """Count a connection in, or refuse it."""
        if len(self.open) >= self.most or (network and self.inside[network] >= self.most_per_network):
            return False
        self.open.add(protocol)
        self.inside[network] += 1
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

    line_length_limit = MAX_LINE_BYTES

    def __init__(self, handler: object, *, crowd: Crowd, **options: Any) -> None:
        super().__init__(handler, **options)
        self._crowd = crowd
        self._network: str | None = None  # set once it is let in
        self.idle = True  # whether no mail is coming in

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let a connection in, or say that we are busy. After STARTTLS this is called again for the same one."""
        if self._network is None:
            peer = transport.get_extra_info("peername")
            network = network_of(str(peer[0])) if isinstance(peer, tuple) else ""
            if not self._crowd.lets_in(self, network):
                plain = cast(asyncio.Transport, transport)
                plain.write(BUSY)
                plain.close()
                return
            self._network = network
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Count it out, once."""
        if self._network is None:
            return
        self._crowd.leaves(self, self._network)
        if self.transport is not None:
            super().connection_lost(error)

    async def push(self, status: str | bytes) -> None:
        """Answer; what is too large is told how large a mail may be."""
        text = status if isinstance(status, str) else status.decode()
        words = TOO_LARGE.format(megabytes=(self.data_size_limit or 0) // 1024**2)
        lines = [words if line.startswith("552 ") else line for line in text.split("\r\n")]
        await super().push("\r\n".join(lines))

    async def smtp_DATA(self, arg: str) -> None:
        """Take a mail."""
        self.idle = False
        try:
            await super().smtp_DATA(arg)
        finally:
            self.idle = True

    def eof_received(self) -> bool | None:
        """The other side hung up."""
        return False if self._network is None else super().eof_received()

    def dismiss(self) -> None:
        """End the connection, because the listener stops; a mail that was not answered stays with its sender."""
        if isinstance(self.transport, asyncio.WriteTransport) and not self.transport.is_closing():
            self.transport.write(STOPPING)
            self.transport.close()


class LimitedLmtp(LimitedSmtp, LMTP):
    """LMTP (RFC 2033), for a mail server in front."""

    _has_content = False  # whether the answer is to the content of a mail

    async def push(self, status: str | bytes) -> None:
        """Answer; to a mail that is refused whole once per recipient, or the other side waits for the rest."""
        if isinstance(status, str) and self._has_content and status[:1] in "45" and "\n" not in status:
            status = "\r\n".join([status] * len(self.envelope.rcpt_tos)) if self.envelope else status
        self._has_content = isinstance(status, str) and status.startswith("354")
        await super().push(status)
