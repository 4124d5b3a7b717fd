"""Builders for mail in: reports as mail servers write them, a listener on a real socket, and what was announced."""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.dispatch import Signal

from factories import NOW
from forewarn.intake.actions import Receipt, receive
from forewarn.intake.listening.protocol import Crowd
from forewarn.intake.listening.server import Listener, Place
from forewarn.intake.models import ReceivedMail
from forewarn.intake.reading import read_received
from forewarn.intake.rules import Source
from forewarn.intake.signals import complaint, hard_bounce, soft_bounce, unsubscribe_by_mail

LATER = NOW + timedelta(seconds=1)
CHECK = "check@mail.lantern.example"
Say = Callable[..., list[bytes]]


def mail(subject: str = "Is this from you?", text: str = "Please look.", **headers: str) -> bytes:
    """A plain mail."""
    fields = {"From": "Kim <kim@people.example>", "To": "check@mail.brand.example", "Subject": subject} | headers
    return ("".join(f"{name}: {value}\r\n" for name, value in fields.items()) + f"\r\n{text}\r\n").encode()


def bounce(
    *,
    status: str = "5.1.1",
    said: str = "550 5.1.1 no such user",
    action: str = "failed",
    returned: str = "",
    to: str = "",
) -> bytes:
    """A delivery status notification (RFC 3464); `returned` are header lines of the mail that comes back."""
    recipient = to or "kim@people.example"
    return (
        "From: Mail Delivery System <mailer-daemon@mx.people.example>\r\n"
        "To: bounces@mail.brand.example\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThe mail could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.people.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; {said}\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\n{returned}Subject: Your alert\r\n\r\nHello\r\n--b--\r\n"
    ).encode()


def complaint_mail(*, kind: str = "abuse", fields: str = "", returned: str = "") -> bytes:
    """A feedback report (RFC 5965)."""
    return (
        "From: fbl@provider.example\r\nTo: fbl@mail.brand.example\r\nSubject: FW: Your alert\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThis is an email abuse report.\r\n"
        "--b\r\nContent-Type: message/feedback-report\r\n\r\n"
        f"Feedback-Type: {kind}\r\nUser-Agent: SomeGenerator/1.0\r\nVersion: 1\r\n{fields}\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\n{returned}Subject: Your alert\r\n\r\nHello\r\n--b--\r\n"
    ).encode()


def take(raw: bytes, rcpt_to: str, *, now: datetime = NOW, **fields: Any) -> Receipt:
    """Store a mail as the listener does."""
    return receive(raw=raw, rcpt_to=rcpt_to, source=fields.pop("source", Source.SMTP), now=now, **fields)


def take_and_read(raw: bytes, rcpt_to: str, **fields: Any) -> ReceivedMail:
    """Store a mail, read it, and return its row."""
    receipt = take(raw, rcpt_to, **fields)
    assert receipt.mail_id is not None
    read_received(receipt.mail_id, now=LATER)
    return ReceivedMail.objects.get(pk=receipt.mail_id)


@dataclass
class Announced:
    """The payloads of each signal of mail in, in order."""

    hard: list[Any] = field(default_factory=list)
    soft: list[Any] = field(default_factory=list)
    complaints: list[Any] = field(default_factory=list)
    unsubscribed: list[Any] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.hard) + len(self.soft) + len(self.complaints) + len(self.unsubscribed)


@contextlib.contextmanager
def listening_in() -> Iterator[Announced]:
    """Hear what is announced inside the block."""
    heard = Announced()
    pairs: list[tuple[Signal, list[Any]]] = [
        (hard_bounce, heard.hard),
        (soft_bounce, heard.soft),
        (complaint, heard.complaints),
        (unsubscribe_by_mail, heard.unsubscribed),
    ]
    receivers: list[tuple[Signal, Callable[..., None]]] = []
    for signal, into in pairs:

        def note(sender: object, event: Any, into: list[Any] = into, **_: object) -> None:
            into.append(event)

        signal.connect(note, weak=False)
        receivers.append((signal, note))
    try:
        yield heard
    finally:
        for signal, receiver in receivers:
            signal.disconnect(receiver)


@contextlib.contextmanager
def running_listener(**options: Any) -> Iterator[Listener]:
    """A listener on a free port of 127.0.0.1, in a thread with an event loop of its own."""
    crowd = Crowd(**options.pop("crowd", {}))
    clock = options.pop("clock", lambda: NOW)
    ready, ended = threading.Event(), threading.Event()
    found: list[Any] = []

    async def run() -> None:
        stop = asyncio.Event()
        found.extend([asyncio.get_running_loop(), stop])
        listener = Listener(Place("127.0.0.1", 0, **options), clock, crowd=crowd)
        found.append(listener)
        await listener.run(stop, lambda _: ready.set())

    def main() -> None:
        try:
            asyncio.run(run())
        except BaseException as error:
            found.append(error)
            raise
        finally:
            ended.set()
            ready.set()

    thread = threading.Thread(target=main, name="listener", daemon=True)
    thread.start()
    assert ready.wait(60)
    assert not ended.is_set(), found[-1]
    loop, stop, listener = found[:3]
    try:
        yield listener
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(60)
        assert not thread.is_alive()


def client(listener: Listener, **options: Any) -> smtplib.SMTP:
    """A client of the listener."""
    return smtplib.SMTP("127.0.0.1", listener.port, local_hostname="mx.people.example", timeout=60, **options)


@contextlib.contextmanager
def raw_client(listener: Listener) -> Iterator[Say]:
    """A client that sends exactly what it is told to."""
    with socket.create_connection(("127.0.0.1", listener.port), timeout=60) as line:
        file = line.makefile("rb")
        file.readline()

        def say(data: bytes, answers: int = 1) -> list[bytes]:
            line.sendall(data)
            return [file.readline() for _ in range(answers)]

        yield say
        file.close()


def begin(say: Say, address: str = CHECK) -> None:
    """Everything before the mail itself."""
    say(b"HELO mx.people.example\r\n")
    say(b"MAIL FROM:<kim@people.example>\r\n")
    say(b"RCPT TO:<" + address.encode() + b">\r\n")
    [go] = say(b"DATA\r\n")
    assert go.startswith(b"354")
