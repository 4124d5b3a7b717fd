"""`forewarn bench pages` and the way it asks."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from forewarn.cli.bench import pages as bench_pages
from forewarn.cli.bench.page_load import AHEAD, Target, UnableToMeasure, answer_of, milliseconds, rate

BODY = b"page " * 800


class Handler(BaseHTTPRequestHandler):
    """Serves one page, counts how often, and what does not work."""

    protocol_version = "HTTP/1.1"
    served = 0

    def do_GET(self) -> None:
        Handler.served += 1
        status = 404 if self.path == "/missing" else 200
        body = BODY + b"!" * (Handler.served if self.path == "/changing" else 0)
        self.send_response(status)
        if self.path != "/endless":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = self.path == "/endless"

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def port() -> Iterator[int]:
    Handler.served = 0
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_an_answer_is_read_whole(port: int) -> None:
    assert answer_of(Target(port, "/")).endswith(b"\r\n\r\n" + BODY)


@pytest.mark.parametrize("path", ["/missing", "/endless"])
def test_what_is_no_page_is_not_measured(port: int, path: str) -> None:
    with pytest.raises(UnableToMeasure, match=path):
        answer_of(Target(port, path))


def test_the_rate_counts_what_the_server_served(port: int) -> None:
    began = time.monotonic()
    per_second = rate(Target(port, "/"), seconds=0.5)
    took = time.monotonic() - began
    counted = Handler.served - 1  # the first answer only tells the length
    assert counted >= AHEAD
    assert counted / took <= per_second <= counted / 0.4


def test_answers_of_changing_length_are_not_counted(port: int) -> None:
    with pytest.raises(UnableToMeasure, match="not all the same"):
        rate(Target(port, "/changing"), seconds=0.3)


def test_waits_are_sorted(port: int) -> None:
    waits = milliseconds(Target(port, "/"), times=5)
    assert waits == sorted(waits)
    assert len(waits) == 5


def test_the_command_measures_a_fresh_installation() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "forewarn.cli", "bench", "pages", "--seconds", "0.2", "--processes", "1", "--json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["per_second"] > told["from_django_per_second"] > 0
    assert told["page_bytes"] > 3_000
    assert (told["of_nginx"] is None) is (told["nginx_per_second"] is None)
    assert told["aim"] == bench_pages.AIM
