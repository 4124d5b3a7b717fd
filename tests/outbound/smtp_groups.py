"""Groups of mails for the SMTP tests, and a transport to a scripted server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from forewarn.outbound.envelopes import Envelope, Outcome, Status
from forewarn.outbound.transports.smtp.endpoint import SmtpEndpoint, Timeouts, Tls
from forewarn.outbound.transports.smtp.transport import SmtpTransport
from outbound.smtp_server import SILENCE, ScriptedServer, running

MAIL = b"Subject: Note\r\n\r\nHello\r\n"
PATIENT = Timeouts(connect=60, answer=60)
IMPATIENT = Timeouts(connect=1.5, answer=1.5)  # of a server that falls silent; all it says before comes within this
BOTH = pytest.mark.parametrize("pipelining", [True, False], ids=["pipelining", "stepwise"])


def envelope(key: int, data: bytes | Callable[[], bytes] = MAIL, to: str = "") -> Envelope:
    return Envelope(key, f"bounce+t{key}@brand.example", to or f"c{key}@customer.example", data)


def envelopes(count: int) -> list[Envelope]:
    return [envelope(key) for key in range(1, count + 1)]


def timeouts_for(reply: str) -> Timeouts:
    """Short only where the server's reply is silence: a busy machine answers late."""
    return IMPATIENT if reply == SILENCE else PATIENT


def extensions(pipelining: bool, *more: str) -> tuple[str, ...]:
    return (*(["PIPELINING"] if pipelining else []), *more)


@contextmanager
def transport_to(server: ScriptedServer, **details: object) -> Iterator[SmtpTransport]:
    settings: dict[str, object] = {"tls": Tls.NONE, "timeouts": PATIENT, "client_name": "mail.brand.example"}
    endpoint = SmtpEndpoint("main", "127.0.0.1", server.port, **(settings | details))  # type: ignore[arg-type]
    transport = SmtpTransport(endpoint)
    try:
        yield transport
    finally:
        transport.close()


def deliver(server: ScriptedServer, group: Sequence[Envelope], **details: object) -> list[Outcome]:
    with running(server), transport_to(server, **details) as transport:
        return transport.deliver(group)


def statuses(outcomes: Sequence[Outcome]) -> list[Status]:
    return [outcome.status for outcome in sorted(outcomes)]


def on(step: str, reply: str, *, recipient: str = "", times: int = 10**9) -> Callable[[str, str], str | None]:
    """A hook that answers a step (for one recipient, so many times) with a reply."""
    left = [times]

    def hook(now: str, argument: str) -> str | None:
        if now == step and recipient in argument and left[0]:
            left[0] -= 1
            return reply
        return None

    return hook
