"""Asking a web server for one page again and again, with so little work of our own that the server is the limit."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass

CONNECTIONS = 8  # kept open; more change nothing on two cores
AHEAD = 16  # requests sent before their answers are read: our own share of the two cores stays small
CHUNK = 262_144  # bytes read at a time


class UnableToMeasure(Exception):
    """The server does not answer as a measurement needs; the text says what it did."""


@dataclass(frozen=True, slots=True)
class Target:
    """A page on loopback, and the request for it."""

    port: int
    path: str
    host: str = "127.0.0.1"

    @property
    def request(self) -> bytes:
        """The request as bytes; the connection stays open."""
        return f"GET {self.path} HTTP/1.1\r\nHost: {self.host}\r\nAccept-Language: en\r\n\r\n".encode()


def answer_of(target: Target) -> bytes:
    """One answer, headers and body. Raises UnableToMeasure where it is not a 200 of stated length."""
    with socket.create_connection(("127.0.0.1", target.port), timeout=10) as connection:
        connection.sendall(target.request)
        got = b""
        while b"\r\n\r\n" not in got:
            if not (more := connection.recv(CHUNK)):
                raise UnableToMeasure("the server closed the connection")
            got += more
        head, _, body = got.partition(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
        if not head.startswith(b"HTTP/1.1 200") or b"content-length" not in fields:
            raise UnableToMeasure(f"{target.path} answered {head.partition(bytes([13]))[0].decode(errors='replace')}")
        while len(body) < int(fields[b"content-length"]):
            if not (more := connection.recv(CHUNK)):
                raise UnableToMeasure("the server closed the connection")
            body += more
    return head + b"\r\n\r\n" + body


def rate(target: Target, *, seconds: float) -> float:
    """Answers per second. Every answer must have the length of the first; raises UnableToMeasure otherwise."""
    length = len(answer_of(target))
    until = time.monotonic() + seconds
    counts = [0] * CONNECTIONS
    failures: list[str] = []

    def ask(number: int) -> None:
        try:
            counts[number] = _answers(target, length, until)
        except OSError as error:
            failures.append(str(error))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CONNECTIONS)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise UnableToMeasure(f"{target.path}: {failures[0]}")
    return sum(counts) / (time.monotonic() - began)


def _answers(target: Target, length: int, until: float) -> int:
    """How many answers one connection got until then, one round at least."""
    several, wanted, done = target.request * AHEAD, length * AHEAD, 0
    buffer = bytearray(CHUNK)
    with socket.create_connection(("127.0.0.1", target.port), timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while not done or time.monotonic() < until:
            connection.sendall(several)
            got = 0
            while got < wanted:
                if not (size := connection.recv_into(buffer)):
                    raise ConnectionError("the server closed the connection")
                got += size
            if got != wanted:
                raise ConnectionError("the answers are not all the same")
            done += AHEAD
    return done


def milliseconds(target: Target, *, times: int) -> list[float]:
    """How long one reader waits, each time on a new connection, sorted."""
    waits = []
    for _ in range(times):
        began = time.perf_counter()
        answer_of(target)
        waits.append((time.perf_counter() - began) * 1000)
    return sorted(waits)
