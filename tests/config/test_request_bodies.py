"""Bodies of requests: whole before Django runs, and however many drip in, threads are left for pages."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from forewarn.cli.serve import WEB_THREADS
from forewarn.config import bodies
from forewarn.config.bodies import READ_AHEAD_BYTES, READERS, Bodies


def echo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """An application that answers with what was sent to it."""
    start_response("200 OK", [])
    return [environ["wsgi.input"].read()]


def ask(application: Any, stream: Any = None, **environ: Any) -> tuple[str, bytes, dict[str, str]]:
    told: list[Any] = []
    given = {"REQUEST_METHOD": "POST", "wsgi.input": stream or io.BytesIO(), **environ}
    content = b"".join(application(given, lambda status, headers: told.extend((status, dict(headers)))))
    return told[0], content, told[1]


class Held(io.BytesIO):
    """A body whose sender sends nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__(b"late")
        self.waits, self.go = threading.Event(), threading.Event()

    def read(self, size: int | None = -1) -> bytes:
        self.waits.set()
        assert self.go.wait(10)
        return super().read(size)


@contextmanager
def held(application: Bodies, count: int, **environ: Any) -> Iterator[None]:
    """So many senders are waited for."""
    streams = [Held() for _ in range(count)]
    given = {"CONTENT_LENGTH": "4"} | environ
    threads = [threading.Thread(target=ask, args=(application, one), kwargs=given) for one in streams]
    for thread, stream in zip(threads, streams, strict=True):
        thread.start()
        assert stream.waits.wait(10)
    try:
        yield
    finally:
        for stream in streams:
            stream.go.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize("size", [1, 65_536, 65_537, 400_000])
def test_a_body_arrives_whole(size: int) -> None:
    sent = bytes(range(256)) * (size // 256 + 1)
    assert ask(Bodies(echo), io.BytesIO(sent), CONTENT_LENGTH=str(size)) == ("200 OK", sent[:size], {})


def test_who_hangs_up_is_answered_on_what_came() -> None:
    assert ask(Bodies(echo), io.BytesIO(b"half"), CONTENT_LENGTH="8")[1] == b"half"


@pytest.mark.parametrize("length", ["", "0", "-1", "x", "\u0664"])
def test_without_a_body_nothing_is_read(length: str) -> None:
    assert ask(Bodies(echo), io.BytesIO(), CONTENT_LENGTH=length)[0] == "200 OK"


def test_a_body_without_a_length_is_refused() -> None:
    status, said, _ = ask(Bodies(echo), io.BytesIO(b"x"), HTTP_TRANSFER_ENCODING="chunked")
    assert status == "411 Length Required"
    assert b"Content-Length" in said


def test_some_threads_are_left_for_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 0 < READERS < WEB_THREADS
    monkeypatch.setattr(bodies, "PATIENCE_SECONDS", 0)
    application = Bodies(echo)
    with held(application, READERS):
        status, said, headers = ask(application, io.BytesIO(b"more"), CONTENT_LENGTH="4")
        assert (status, headers["Retry-After"]) == ("503 Service Unavailable", "60")
        assert b"try again" in said
        assert ask(application, REQUEST_METHOD="GET")[0] == "200 OK"
    assert ask(application, io.BytesIO(b"more"), CONTENT_LENGTH="4")[1] == b"more"


def test_what_is_too_large_to_be_read_ahead_holds_its_place_until_it_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bodies, "PATIENCE_SECONDS", 0)
    application = Bodies(echo)
    with held(application, READERS, CONTENT_LENGTH=str(READ_AHEAD_BYTES + 1)):
        assert ask(application, io.BytesIO(b"more"), CONTENT_LENGTH="4")[0] == "503 Service Unavailable"


def test_a_body_that_takes_too_long_is_given_up_and_its_place_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    application = Bodies(echo)
    with monkeypatch.context() as slow:
        slow.setattr(bodies, "BODY_SECONDS", -1.0)
        for _ in range(READERS + 1):
            assert ask(application, io.BytesIO(b"slow"), CONTENT_LENGTH="4")[0] == "408 Request Timeout"
    assert ask(application, io.BytesIO(b"fast"), CONTENT_LENGTH="4")[1] == b"fast"
