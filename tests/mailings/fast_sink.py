"""A quick SMTP sink on a loopback socket that remembers which Message-ID went to whom; it accepts everything."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

_END = b"\r\n.\r\n"
_RCPT = re.compile(rb"^RCPT TO:<([^>]*)>", re.IGNORECASE)
_MESSAGE_ID = re.compile(rb"^Message-ID: *(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass
class FastSink:
    """What arrived: (recipient, Message-ID) per mail that was sent whole, in order."""

    port: int = 0
    arrived: list[tuple[str, str]] = field(default_factory=list)

    def count(self) -> int:
        """How many mails came so far."""
        return len(self.arrived)


@contextlib.contextmanager
def fast_sink() -> Iterator[FastSink]:
    """The sink, listening until the block ends."""
    sink = FastSink()
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    sink.port = listener.getsockname()[1]
    sessions: list[tuple[threading.Thread, socket.socket]] = []

    def accept() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            thread = threading.Thread(target=_serve, args=(sink, client), daemon=True)
            sessions.append((thread, client))
            thread.start()

    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    try:
        yield sink
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        acceptor.join()
        for thread, client in sessions:
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=5)


def _serve(sink: FastSink, client: socket.socket) -> None:
    """One session. Replies to pipelined commands go out in one packet, as real servers send them."""
    with client, contextlib.suppress(OSError):
        client.sendall(b"220 sink ESMTP\r\n")
        buffer, recipient, in_data = b"", "", False
        while received := client.recv(262_144):
            buffer += received
            replies = []
            while True:
                end, mark = (buffer.find(_END), len(_END)) if in_data else (buffer.find(b"\r\n"), 2)
                if end < 0:
                    break
                piece, buffer = buffer[:end], buffer[end + mark :]
                if in_data:
                    found = _MESSAGE_ID.search(piece)
                    sink.arrived.append((recipient, found[1].decode() if found else ""))
                    replies.append(b"250 2.0.0 Ok: queued as %X\r\n" % (len(sink.arrived) * 7919))
                    in_data = False
                    continue
                verb = piece[:4].upper()
                if verb == b"DATA":
                    in_data = True
                    replies.append(b"354 go on\r\n")
                elif verb == b"EHLO":
                    replies.append(b"250-sink\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES\r\n")
                else:
                    if match := _RCPT.match(piece):
                        recipient = match[1].decode()
                    replies.append(b"221 bye\r\n" if verb == b"QUIT" else b"250 2.1.0 Ok\r\n")
            if replies:
                client.sendall(b"".join(replies))
