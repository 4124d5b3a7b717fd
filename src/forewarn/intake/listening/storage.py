"""What the listener's one thread for the database does: look up our domains, store a mail, leave a sign of life."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, close_old_connections, connections, transaction
from django.db.backends.signals import connection_created

from forewarn.foundation.health import beat
from forewarn.intake.actions import NoRoom, receive_at
from forewarn.intake.domains import intake_domains
from forewarn.intake.floods import Crowding
from forewarn.intake.limits import LISTENER
from forewarn.intake.rules import Destination, Source

MAX_PAUSE = 0.5  # seconds for which a flood leaves the database to others after each mail of its own


class NotNow(Exception):
    """The database does not answer."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A mail as it arrived: who sent it from where, and its bytes."""

    mail_from: str
    peer: str
    raw: bytes
    helo: str = ""


@contextmanager
def _connected() -> Iterator[None]:
    """A usable connection for this thread; one that broke is made anew next time. Raises NoRoom, NotNow."""
    close_old_connections()
    try:
        yield
    except (DatabaseError, sqlite3.Error, OSError) as error:
        connections.close_all()
        raise (NoRoom if _says_full(error) else NotNow)(str(error)) from error


def _says_full(error: Exception) -> bool:
    """SQLite: "database or disk is full"; PostgreSQL: "No space left on device"; the machine: errno 28."""
    text = str(error).lower()
    return "is full" in text or "no space left" in text


def domains() -> dict[str, int]:
    """The domains we take mail for. Raises NotNow."""
    with _connected():
        return intake_domains()


def store(
    envelope: Envelope, destinations: Sequence[Destination], *, source: Source, clock: Callable[[], datetime]
) -> Crowding:
    """Store one mail for all its recipients or for none, and say how much its source brings. When this returns, it is on
    the disk, or counted as part of a flood.

    Raises NoRoom and NotNow, after which the sender keeps it, and UnableToReceive.
    """
    began = time.monotonic()
    with _connected(), transaction.atomic():
        receipts = [
            receive_at(
                raw=envelope.raw,
                to=to,
                mail_from=envelope.mail_from,
                source=source,
                now=clock(),
                peer=envelope.peer,
                helo=envelope.helo,
            )
            for to in destinations
        ]
    crowding = max((receipt.crowding for receipt in receipts), default=Crowding.FEW)
    if crowding is not Crowding.FEW:
        # SQLite has one writer and no queue for it: whoever reads mail gets its turn in the time that this leaves.
        time.sleep(min(time.monotonic() - began, MAX_PAUSE))
    return crowding


def hang_up() -> None:
    """Close this thread's connection."""
    connections.close_all()


def sign_of_life(*, now: datetime, note: str = "") -> None:
    """Tell the status page that the listener listens. Raises NotNow."""
    with _connected():
        beat(LISTENER, now=now, note=note)


@contextmanager
def written_through() -> Iterator[None]:
    """Every commit of connections made meanwhile reaches the disk before it returns.

    SQLite's usual setting here (synchronous=NORMAL) may lose the last commits when the power fails, but a mail that
    was answered with 250 exists nowhere else any more. PostgreSQL does so by itself.
    """

    def on_connection(sender: object, connection: Any, **_: object) -> None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous=FULL")

    connection_created.connect(on_connection, weak=False, dispatch_uid="forewarn.intake.listener")
    try:
        yield
    finally:
        connection_created.disconnect(dispatch_uid="forewarn.intake.listener")
