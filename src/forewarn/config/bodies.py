"""What comes in the body of a request is read before Django runs, and never on all threads at once.

A thread waits for a body as long as its sender takes: a few uploads that drip byte by byte would hold every thread, and
no page would be served. A proxy that takes requests in whole does the same job better; this holds where there is none.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore
from typing import IO, Any

READERS = 6  # bodies read at a time: of the eight threads that `forewarn serve` gives the web, two stay for pages
PATIENCE_SECONDS = 0.5  # to wait for a place: enough on a busy machine; a thread that waits serves no page
BODY_SECONDS = 120.0  # for a body to arrive: ten megabytes over a slow telephone
PIECE_BYTES = 65_536  # read at a time; the time is looked at in between
IN_MEMORY_BYTES = 262_144  # of one body; the rest of it lies in a temporary file
READ_AHEAD_BYTES = 48 * 1024 * 1024  # the largest mail that a provider posts; what is larger is read by its own page

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class Bodies:
    """Wraps a WSGI application, which then finds each body whole."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self._places = BoundedSemaphore(READERS)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, or refuse its body: 411 without a length, 408 too slow, 503 too many at a time."""
        if environ.get("HTTP_TRANSFER_ENCODING"):
            return _refuse(start_response, HTTPStatus.LENGTH_REQUIRED, "Say how long it is (Content-Length).")
        length = _length(environ)
        if not length:
            return self.application(environ, start_response)
        if not self._places.acquire(timeout=PATIENCE_SECONDS):
            words = "Too much is being sent to us at this moment. Please try again in a minute."
            return _refuse(start_response, HTTPStatus.SERVICE_UNAVAILABLE, words, [("Retry-After", "60")])
        try:
            if length > READ_AHEAD_BYTES:
                return self.application(environ, start_response)
            body = _whole(environ["wsgi.input"], length)
        finally:
            self._places.release()
        if body is None:
            return _refuse(start_response, HTTPStatus.REQUEST_TIMEOUT, "It took too long to arrive. Please try again.")
        with body:  # a page reads it before it answers
            environ["wsgi.input"] = body
            return self.application(environ, start_response)


def _length(environ: Environ) -> int:
    """Bytes of the body; what is no number is left for Django, which reads nothing then."""
    text = str(environ.get("CONTENT_LENGTH") or "")
    return int(text) if text.isascii() and text.isdigit() else 0


def _whole(stream: IO[bytes], length: int) -> IO[bytes] | None:
    """The body, or as much of it as came before its sender hung up; None where it takes too long."""
    body = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - it is closed with the request
    until = time.monotonic() + BODY_SECONDS
    while length > 0 and (piece := stream.read(min(PIECE_BYTES, length))):
        body.write(piece)
        length -= len(piece)
        if time.monotonic() > until:
            body.close()
            return None
    body.seek(0)
    return body


def _refuse(
    start_response: StartResponse, status: HTTPStatus, words: str, headers: Iterable[tuple[str, str]] = ()
) -> list[bytes]:
    said = f"{words}\n".encode()
    plain = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(said)))]
    start_response(f"{status.value} {status.phrase}", [*plain, *headers])
    return [said]
