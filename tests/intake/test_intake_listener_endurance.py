"""Those who hold a connection, or fill the memory, instead of bringing mail: they cost little, and others get in."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time

import pytest
from intake_builders import CHECK, begin, client, mail, raw_client, running_listener

from forewarn.intake.limits import COMMANDS_PER_SESSION
from forewarn.intake.listening import protocol
from forewarn.intake.listening.content import read_content
from forewarn.intake.models import ReceivedMail

pytestmark = pytest.mark.django_db(transaction=True)


def heard(data: bytes, most: int, pieces: int = 1_000, limit: int = 64) -> tuple[bytes | None, bytes]:
    """What is read of a mail that comes in pieces, and what is left on the line."""

    async def read() -> tuple[bytes | None, bytes]:
        reader = asyncio.StreamReader(limit=limit)

        async def feed() -> None:
            for start in range(0, len(data), pieces):
                reader.feed_data(data[start : start + pieces])
                await asyncio.sleep(0)
            reader.feed_eof()

        feeding = asyncio.create_task(feed())
        content = await read_content(reader, most)
        await feeding
        return content, await reader.read()

    return asyncio.run(read())


@pytest.mark.parametrize("pieces", [1, 2, 3, 7, 1_000])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n",
        b"one\r\n",
        b".\n.\r\r\n\r\n",
        b"a.\r\nb.\r\n",
        b".two dots\r\n..three\r\n.\n.\r\n",
        b"\n.\n" * 40 + b"\r\n",
        b"x" * 300 + b"\r\n",
        b"x" * 62 + b"\r\n.y\r\n",
    ],
)
def test_a_mail_ends_only_with_its_dot_however_the_bytes_come(content, pieces):
    sent = b"".join(b"." * line.startswith(b".") + line for line in _lines(content))
    assert heard(sent + b".\r\nNOOP\r\n", 1_000, pieces) == (content, b"NOOP\r\n")


def _lines(content: bytes) -> list[bytes]:
    """Lines as SMTP has them: with CRLF alone at their end."""
    return [line + b"\r\n" for line in content.split(b"\r\n")[:-1]]


@pytest.mark.parametrize(("size", "taken"), [(1_000, True), (1_001, False), (40_000, False)])
def test_what_is_too_large_is_read_to_its_end_and_not_kept(size, taken):
    content, left = heard(b"x" * (size - 2) + b"\r\n.\r\nQUIT\r\n", 1_000)
    assert (content is not None, left) == (taken, b"QUIT\r\n")


def test_a_large_mail_with_bare_line_feeds_alone_is_taken_as_it_is(brand):
    content = b"Subject: by a script\n\n" + b"a line without a carriage return\n" * 60_000 + b"\r\n"
    with running_listener() as listener, raw_client(listener) as say:
        begin(say)
        [answer] = say(content + b".\r\n")
    assert answer.startswith(b"250 2.0.0")
    assert ReceivedMail.objects.get().raw.data == content


def test_content_that_is_sent_before_it_was_asked_for_is_content(brand):
    with running_listener() as listener, raw_client(listener) as say:
        lines = b"HELO x\r\nMAIL FROM:<kim@people.example>\r\nRCPT TO:<" + CHECK.encode() + b">\r\nDATA\r\n"
        answers = say(lines + mail() + b".\r\nNOOP\r\n", answers=6)
    assert [answer[:3] for answer in answers] == [b"250", b"250", b"250", b"354", b"250", b"250"]
    assert ReceivedMail.objects.get().raw.data == mail()


def test_data_without_a_greeting_or_with_words_is_refused(brand):
    with running_listener() as listener, raw_client(listener) as say:
        assert say(b"DATA\r\n")[0].startswith(b"503")
        say(b"HELO x\r\nMAIL FROM:<>\r\nRCPT TO:<" + CHECK.encode() + b">\r\n", answers=3)
        assert say(b"DATA now\r\n") == [b"501 5.5.4 DATA stands alone\r\n"]


def closed(line: socket.socket) -> bytes:
    """All that is said until the other side hangs up."""
    said = b""
    with contextlib.suppress(ConnectionError):
        while piece := line.recv(10_000):
            said += piece
    return said


def test_a_connection_ends_when_it_has_lasted_long_enough(brand, monkeypatch):
    monkeypatch.setattr(protocol, "SESSION_LIFE_SECONDS", 0.2)
    with running_listener() as listener, socket.create_connection(("127.0.0.1", listener.port), timeout=60) as line:
        assert closed(line).endswith(protocol.LONG_ENOUGH)


def test_a_mail_that_is_coming_in_then_is_taken_first(brand, monkeypatch):
    monkeypatch.setattr(protocol, "SESSION_LIFE_SECONDS", 0.3)
    monkeypatch.setattr(protocol, "FLUSH_SECONDS", 0.1)
    with running_listener() as listener, raw_client(listener) as say:
        begin(say)
        time.sleep(0.6)
        [answer, goodbye] = say(mail() + b".\r\n", answers=2)
    assert answer.startswith(b"250 2.0.0")
    assert goodbye == protocol.LONG_ENOUGH


def test_whoever_reads_no_answer_holds_no_place_for_ever(brand, monkeypatch):
    monkeypatch.setattr(protocol, "SESSION_LIFE_SECONDS", 0.5)
    monkeypatch.setattr(protocol, "FLUSH_SECONDS", 0.1)
    monkeypatch.setattr(protocol, "READ_AHEAD_BYTES", 1_000)
    with running_listener() as listener, socket.create_connection(("127.0.0.1", listener.port)) as line:
        line.settimeout(0.3)
        with contextlib.suppress(OSError):
            while True:
                line.sendall(b"HELO x\r\nMAIL FROM:<a@b.example>\r\nRSET\r\n" * 1_000)
        deadline = time.monotonic() + 60
        while listener.crowd.open and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not listener.crowd.open


def test_where_all_places_are_taken_whoever_brings_nothing_gives_way(brand, monkeypatch):
    monkeypatch.setattr(protocol, "UNPRODUCTIVE_SECONDS", 0.0)
    with running_listener(crowd={"most": 2}) as listener, raw_client(listener), client(listener) as useful:
        useful.sendmail("kim@people.example", CHECK, mail("one"))
        with client(listener) as late:
            late.sendmail("kim@people.example", CHECK, mail("two"))
        useful.sendmail("kim@people.example", CHECK, mail("three"))
    assert ReceivedMail.objects.count() == 3


def test_nobody_repeats_a_command_for_ever(brand):
    times = COMMANDS_PER_SESSION["*"]
    with running_listener() as listener, raw_client(listener) as say:
        answers = say(b"NOOP\r\n" * (times + 1), answers=times + 1)
    assert answers[-2:] == [b"250 OK\r\n", b"421 4.7.0 NOOP sent too many times\r\n"]


def greeted_from(port: int, network: str) -> tuple[socket.socket, bytes]:
    """A connection that a proxy passes on from a host, and the first line that comes."""
    line = socket.create_connection(("127.0.0.1", port), timeout=60)
    line.sendall(f"PROXY TCP4 {network}.9 192.0.2.1 54321 25\r\n".encode())
    return line, line.recv(1_000)


def test_behind_a_proxy_each_network_has_its_own_limit(brand):
    with running_listener(proxy=True, crowd={"most_per_network": 2}) as listener:
        first = [greeted_from(listener.port, "203.0.113") for _ in range(3)]
        other = greeted_from(listener.port, "198.51.100")
        assert [greeting[:3] for _, greeting in first] == [b"220", b"220", b"421"]
        assert other[1].startswith(b"220")
        for line, _ in [*first, other]:
            line.close()


def test_addresses_are_neither_confirmed_nor_listed(brand):
    with running_listener() as listener, client(listener) as smtp:
        smtp.ehlo()
        assert smtp.docmd("VRFY", CHECK) == smtp.docmd("VRFY", "nobody@mail.lantern.example")
        assert smtp.docmd("EXPN", "check")[0] == 502
