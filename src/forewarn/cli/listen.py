"""`forewarn listen`: takes mail for the brands' addresses over SMTP or LMTP."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from pathlib import Path

import click
from django.conf import settings

from forewarn.foundation.clock import now
from forewarn.intake.listening.server import Certificate, Listener, Place, UnableToListen


@click.command()
@click.option("--host", help="Address to listen on; FOREWARN_LISTEN_HOST by default.")
@click.option("--port", type=int, help="Port to listen on; FOREWARN_LISTEN_PORT by default, 0 takes any free one.")
@click.option("--lmtp", is_flag=True, help="Speak LMTP, for a mail server in front that passes mail on.")
@click.option("--proxy", is_flag=True, help="A proxy in front speaks the PROXY protocol.")
@click.option("--name", help="What the greeting calls this host: best the one of your MX record.")
def command(host: str | None, port: int | None, lmtp: bool, proxy: bool, name: str | None) -> None:
    """Take mail for the brands' addresses until stopped: stored on the disk first, answered then, read later.

    Mail for any other address is refused; nothing is ever passed on. With FOREWARN_LISTEN_CERT and FOREWARN_LISTEN_KEY
    it offers STARTTLS.
    """
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # the library's log of every line holds people's addresses
    certificate = None
    if settings.LISTEN_CERT:
        certificate = Certificate(Path(settings.LISTEN_CERT), Path(settings.LISTEN_KEY or settings.LISTEN_CERT))
    place = Place(
        host=settings.LISTEN_HOST if host is None else host,
        port=settings.LISTEN_PORT if port is None else port,
        lmtp=lmtp,
        proxy=proxy,
        certificate=certificate,
        name=name or socket.getfqdn(),
    )
    try:
        asyncio.run(_run(Listener(place, now)))
    except UnableToListen as error:
        click.echo(f"forewarn: {error}", err=True)
        raise SystemExit(2) from error


async def _run(listener: Listener) -> None:
    """Until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await listener.run(stop, _announce)


def _announce(listener: Listener) -> None:
    kind = "LMTP" if listener.place.lmtp else "SMTP"
    click.echo(f"Listening on {listener.place.host}:{listener.port} ({kind}).")
