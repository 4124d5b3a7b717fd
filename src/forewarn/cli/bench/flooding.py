"""The part of `forewarn bench flood` that runs inside a fresh installation; it prints one JSON object."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from forewarn.cli.bench.sending.servers import await_listening, free_port
from forewarn.cli.main import set_up_django

CHECK = "check@in.bench.example"
FLOOD, QUIET = "203.0.113.7", "198.51.100.9"  # hosts, as a proxy in front tells them
ZONE: dict[str, dict[str, str]] = {
    "flood.example": {"TXT": "v=spf1 ip4:203.0.113.0/24 -all"},
    "_dmarc.flood.example": {"TXT": "v=DMARC1; p=reject"},
}
CONNECTIONS = 8
OTHERS = 10  # reports of other people, each of another organisation, while the flood runs
for number in range(OTHERS):
    ZONE[f"people{number}.example"] = {"TXT": "v=spf1 ip4:198.51.100.0/24 -all"}
    ZONE[f"_dmarc.people{number}.example"] = {"TXT": "v=DMARC1; p=reject"}
PATIENCE = 300.0  # seconds for one report to be answered, or the queue to empty


def report(sender: str, number: int) -> bytes:
    """A report on one lure, in bytes that no other report has."""
    lure = (
        "From: Bench Security <security@bench-verify.example>\r\nTo: kim@people.example\r\n"
        f"Subject: Your Bench account is locked\r\nMessage-ID: <{sender}-{number}@bench-verify.example>\r\n\r\n"
        f"Dear Bench customer, open https://bench-verify.example/login/{number} or call +1 888 555 0100 today.\r\n"
    )
    return (
        f"From: {sender}\r\nTo: {CHECK}\r\nSubject: is this you?\r\nMessage-ID: <{number}@{sender}>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="w"\r\n\r\n--w\r\nContent-Type: text/plain\r\n\r\nIs this real?\r\n'
        f"--w\r\nContent-Type: message/rfc822\r\n\r\n{lure}\r\n--w--\r\n"
    ).encode()


class ListenerHangsUp(ConnectionError):
    """It asks for another connection: each may last only so long."""


class Connection:
    """One SMTP connection that a proxy in front passes on from a host."""

    def __init__(self, port: int, host: str) -> None:
        self.port, self.host = port, host

    async def open(self) -> None:
        """Connect and greet."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(f"PROXY TCP4 {self.host} 192.0.2.1 40000 25\r\n".encode())
        await self._answer(b"220")
        await self._say("EHLO mx.example", b"250")

    async def bring(self, sender: str, raw: bytes) -> None:
        """One mail, until it is answered with 250, on another connection where this one has lasted long enough."""
        try:
            await self._bring(sender, raw)
        except ListenerHangsUp:
            self.writer.close()
            await self.writer.wait_closed()
            await self.open()
            await self._bring(sender, raw)

    async def _bring(self, sender: str, raw: bytes) -> None:
        await self._say(f"MAIL FROM:<{sender}>", b"250")
        await self._say(f"RCPT TO:<{CHECK}>", b"250")
        await self._say("DATA", b"354")
        self.writer.write(raw + b".\r\n")
        await self._answer(b"250")

    async def _say(self, line: str, expected: bytes) -> None:
        self.writer.write(f"{line}\r\n".encode())
        await self._answer(expected)

    async def _answer(self, expected: bytes) -> None:
        while True:
            line = await asyncio.wait_for(self.reader.readline(), PATIENCE)
            if line[3:4] != b"-":
                break
        if not line.startswith(expected):
            refusal = ListenerHangsUp if line.startswith(b"421") else ConnectionError
            raise refusal(line.decode(errors="replace").strip())


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A part of the product until the block ends."""
    with subprocess.Popen([sys.executable, "-m", "forewarn.cli", *arguments], stdout=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            yield process
        finally:
            process.terminate()


def peak_mb(process: subprocess.Popen[bytes]) -> float:
    """The most memory that a running process had, in megabytes."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return round(int(line.split()[1]) / 1_024, 1)


def run() -> None:
    """Flood the listener while somebody else reports now and then; print what came of both."""
    sizes: dict[str, Any] = json.loads(os.environ["BENCH_FLOOD"])
    set_up_django()
    _prepare()
    port = free_port()
    with running("listen", "--proxy", "--port", str(port)) as listener, running("worker") as worker:
        await_listening(port, listener, "forewarn listen", PATIENCE)
        flood = asyncio.run(_flood(port, sizes["reports"], sizes["senders"], (listener, worker)))
        flood["seconds_until_all_read"] = _await_empty()
        flood["listener_megabytes"], flood["worker_megabytes"] = peak_mb(listener), peak_mb(worker)
    click.echo(json.dumps({**flood, **_outcome()}))


def _prepare() -> None:
    Path(os.environ["FOREWARN_ZONE_FILE"]).write_text(json.dumps(ZONE), encoding="utf-8")
    _ask("UPDATE brands_brand SET intake_domain = 'in.bench.example', signs_all_mail_since = '2020-01-01'")


def _ask(statement: str, *values: str) -> list[tuple[Any, ...]]:
    """The rows that a statement gives, none for a change; on a connection of its own, since threads ask too."""
    from django.db import connection

    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


async def _flood(
    port: int, reports: int, senders: int, parts: tuple[subprocess.Popen[bytes], subprocess.Popen[bytes]]
) -> dict[str, Any]:
    began = time.monotonic()
    numbers = iter(range(reports))
    done = 0
    memory: list[float] = []

    async def bring() -> None:
        nonlocal done
        connection = Connection(port, FLOOD)
        await connection.open()
        for number in numbers:
            sender = f"f{number % senders}@flood.example"
            await connection.bring(sender, report(sender, number))
            done += 1
            if done == reports // 10:
                memory.extend(peak_mb(part) for part in parts)

    flood = [asyncio.create_task(bring()) for _ in range(CONNECTIONS)]
    waits = []
    for turn in range(OTHERS):
        while done < reports * (turn + 0.5) / OTHERS and not all(task.done() for task in flood):
            await asyncio.sleep(0.02)
        waits.append(await _somebody_else(port, turn))
    await asyncio.gather(*flood)
    seconds = time.monotonic() - began
    return {
        "reports": reports,
        "senders": senders,
        "seconds": round(seconds, 1),
        "reports_per_second": round(reports / seconds, 1),
        "others_seconds": [round(wait, 2) for wait in waits],
        "megabytes_at_a_tenth": memory,
    }


async def _somebody_else(port: int, turn: int) -> float:
    """Seconds from the last byte of somebody else's report until its answer is in the queue for mail out."""
    sender = f"kim@people{turn}.example"
    connection = Connection(port, QUIET)
    await connection.open()
    await connection.bring(sender, report(sender, turn))
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        if await asyncio.to_thread(_is_answered, sender):
            break
        await asyncio.sleep(0.05)
    return time.monotonic() - began


def _is_answered(sender: str) -> bool:
    statement = (
        "SELECT 1 FROM verification_question q JOIN intake_receivedmail m ON m.id = q.mail_id"
        " WHERE m.mail_from = %s AND q.answered = 'by_mail'"
    )
    return bool(_ask(statement, sender))


def _await_empty() -> float:
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE and _ask(
        "SELECT 1 FROM intake_receivedmail WHERE state = 'waiting' LIMIT 1"
    ):
        time.sleep(0.2)
    return round(time.monotonic() - began, 1)


def _outcome() -> dict[str, Any]:
    from django.db import connection

    size = "SELECT pg_database_size(current_database())"
    if connection.vendor == "sqlite":
        size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    return {
        "kept": _ask("SELECT count(*) FROM intake_receivedmail")[0][0],
        "only_counted": int(_ask("SELECT sum(dropped) FROM intake_sourcecount")[0][0] or 0),
        "unread": _ask("SELECT count(*) FROM intake_receivedmail WHERE state <> 'done'")[0][0],
        "answered": dict(_ask("SELECT answered, count(*) FROM verification_question GROUP BY answered")),
        "sightings": [list(row) for row in _ask("SELECT reports, noise FROM sightings_sighting ORDER BY id")],
        "database_megabytes": round(_ask(size)[0][0] / 1_000_000, 1),
    }
