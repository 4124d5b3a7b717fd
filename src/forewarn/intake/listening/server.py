"""The listening socket: opened, kept alive, and stopped so that no mail in hand is dropped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from forewarn.intake.actions import NoRoom
from forewarn.intake.limits import COMMANDS_PER_SESSION, MAX_MAIL_BYTES, SESSION_SECONDS
from forewarn.intake.listening.door import Door
from forewarn.intake.listening.protocol import Crowd, LimitedLmtp, LimitedSmtp
from forewarn.intake.listening.storage import NotNow, hang_up, sign_of_life, written_through

BEAT_SECONDS = 20.0
GRACE_SECONDS = 10.0  # for connections to end by themselves when the listener stops
PROXY_SECONDS = 5.0  # for the line in which a proxy says where a connection comes from

log = logging.getLogger(__name__)


class UnableToListen(Exception):
    """The listener cannot start; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Two PEM files: the certificate with its chain, and its key. Read again when they change."""

    chain: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """What shows this certificate. Raises UnableToListen."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        try:
            context.load_cert_chain(self.chain, self.key)
        except (OSError, ssl.SSLError) as error:
            raise UnableToListen(
                f"The certificate {self.chain} with the key {self.key} cannot be used: {error}. Both must be PEM."
            ) from error
        return context

    def changed_at(self) -> float:
        """When one of the files last changed; 0 while one is missing."""
        try:
            return max(self.chain.stat().st_mtime, self.key.stat().st_mtime)
        except OSError:
            return 0.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how to listen; port 0 takes any free one."""

    host: str
    port: int
    lmtp: bool = False
    proxy: bool = False  # the PROXY protocol is spoken by whatever stands in front
    certificate: Certificate | None = None  # offers STARTTLS
    name: str = "forewarn"  # said in the greeting; best the host of the MX record
    mail_bytes: int = MAX_MAIL_BYTES


@dataclass
class Listener:
    """A listener in an event loop. `port` is the real one once it listens."""

    place: Place
    clock: Callable[[], datetime]
    crowd: Crowd = field(default_factory=Crowd)
    port: int = 0
    _tls: ssl.SSLContext | None = None
    _tls_of: float = 0.0

    async def run(self, stop: asyncio.Event, listening: Callable[[Listener], None] = lambda listener: None) -> None:
        """Listen until `stop` is set; `listening` is called once it does. Raises UnableToListen."""
        self._show_certificate()
        with written_through(), ThreadPoolExecutor(1, "listener") as thread:
            try:
                server = await self._open(Door(self.clock, thread, one_answer_each=self.place.lmtp))
                listening(self)
                beating = asyncio.create_task(self._beat(thread))
                try:
                    await stop.wait()
                finally:
                    beating.cancel()
                    server.close()
                    await self._say_goodbye()
            finally:
                await asyncio.wrap_future(thread.submit(hang_up))

    async def _open(self, door: Door) -> asyncio.Server:
        place = self.place
        try:
            server = await asyncio.get_running_loop().create_server(
                lambda: self._protocol(door), place.host or None, place.port
            )
        except OSError as error:
            raise UnableToListen(
                f"{place.host}:{place.port} cannot be listened on: {error.strerror or error}. Set FOREWARN_LISTEN_HOST "
                "and FOREWARN_LISTEN_PORT, or --host and --port; ports below 1024 need the right to bind them."
            ) from error
        self.port = int(server.sockets[0].getsockname()[1])
        return server

    def _protocol(self, door: Door) -> LimitedSmtp:
        kind = LimitedLmtp if self.place.lmtp else LimitedSmtp
        return kind(
            door,
            crowd=self.crowd,
            proxied=self.place.proxy,
            data_size_limit=self.place.mail_bytes,
            enable_SMTPUTF8=True,
            hostname=self.place.name,
            ident="Forewarn",
            tls_context=self._tls,
            timeout=SESSION_SECONDS,
            command_call_limit=COMMANDS_PER_SESSION,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],  # nobody signs in here: there is nothing to be allowed to do
            proxy_protocol_timeout=PROXY_SECONDS if self.place.proxy else None,
            loop=asyncio.get_running_loop(),
        )

    async def _beat(self, thread: ThreadPoolExecutor) -> None:
        """Signs of life for the status page, and a renewed certificate where there is one."""
        while True:
            note = ""
            try:
                self._show_certificate()
            except UnableToListen as error:
                note = str(error)
            try:
                beat = partial(sign_of_life, now=self.clock(), note=note)
                await asyncio.get_running_loop().run_in_executor(thread, beat)
            except (NotNow, NoRoom):
                log.exception("the listener cannot leave a sign of life")
            await asyncio.sleep(BEAT_SECONDS)

    def _show_certificate(self) -> None:
        """Take up a certificate that changed; one that is only half written leaves the old one. Raises UnableToListen."""
        certificate = self.place.certificate
        if certificate is None or (self._tls is not None and certificate.changed_at() == self._tls_of):
            return
        changed_at = certificate.changed_at()
        self._tls, self._tls_of = certificate.context(), changed_at

    async def _say_goodbye(self) -> None:
        """Let connections end by themselves for a moment, then close them: a mail in hand stays with its sender."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE_SECONDS):
                while any(not protocol.idle for protocol in self.crowd.open):
                    await asyncio.sleep(0.05)
        for protocol in list(self.crowd.open):
            protocol.dismiss()
        await asyncio.sleep(0.05)  # for the last words to leave
