"""`forewarn bench flood`: a small flood over a real socket; nobody else waits for it, and nothing is lost."""

from __future__ import annotations

import asyncio
import json

from click.testing import CliRunner

from forewarn.cli.bench.flood import _faults, command
from forewarn.cli.bench.flooding import Connection


def test_a_small_flood_is_one_reporters_noise() -> None:
    done = CliRunner().invoke(command, ["--reports", "90", "--json"])
    assert done.exit_code == 0, done.output
    figures = json.loads(done.output)
    assert (figures["kept"], figures["only_counted"]) == (60 + 10, 30)
    assert figures["answered"]["by_mail"] <= 10 + 10  # of one address, and of the others
    assert len(figures["sightings"]) == 1


def test_what_a_flood_must_not_do_is_found() -> None:
    good = {
        "reports": 90,
        "others_seconds": [1.0] * 10,
        "kept": 70,
        "only_counted": 30,
        "answered": {},
        "sightings": [[11, 59]],
    }
    assert _faults(good) == []
    assert _faults({**good, "only_counted": 29}) == ["a report was lost"]
    assert _faults({**good, "answered": {"by_mail": 131}}) == ["more answers went out than the limit"]
    assert _faults({**good, "sightings": [[50, 20]]}) == ["the flood is not the noise of one sighting"]
    assert _faults({**good, "sightings": [[11, 50], [1, 0]]}) == ["the flood is not the noise of one sighting"]


def test_a_connection_that_lasted_long_enough_is_followed_by_another() -> None:
    brought: list[str] = []  # the sessions that took a mail whole
    sessions = iter(["first", "second"])
    ends: list[asyncio.StreamWriter] = []

    async def listener(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name = next(sessions)
        ends.append(writer)
        writer.write(b"220 here\r\n")
        async for line in reader:
            if line.startswith(b"DATA"):
                if name == "first":
                    writer.write(b"421 4.3.2 lasted long enough\r\n")
                    break
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                brought.append(name)
            if not line.startswith(b"PROXY"):
                writer.write(b"250 ok\r\n")

    async def one_mail() -> None:
        async with await asyncio.start_server(listener, "127.0.0.1") as server:
            connection = Connection(server.sockets[0].getsockname()[1], "203.0.113.7")
            await connection.open()
            await connection.bring("kim@people.example", b"Subject: x\r\n\r\ny\r\n")
            for end in (*ends, connection.writer):
                end.close()
                await end.wait_closed()

    asyncio.run(one_mail())
    assert brought == ["second"]
