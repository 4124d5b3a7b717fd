"""A server that takes every mail and keeps none, for machines without Postfix's smtp-sink."""

from __future__ import annotations

import asyncio
import sys

CAPABILITIES = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n"
READ = 262_144


class Sink(asyncio.Protocol):
    """One connection: answers as soon as it can, in one packet where commands came in one."""

    def __init__(self) -> None:
        self._buffer = b""
        self._in_content = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the type checker; TCP is nothing else
        self._transport = transport
        transport.write(b"220 sink ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer everything that is complete."""
        self._buffer += data
        answers: list[bytes] = []
        while answer := self._next_answer():
            answers.append(answer)
        if answers and self._transport:
            self._transport.write(b"".join(answers))
            if answers[-1].startswith(b"221"):
                self._transport.close()

    def _next_answer(self) -> bytes:
        if self._in_content:
            _, end, rest = self._buffer.partition(b"\r\n.\r\n")
            if not end:
                return b""
            self._buffer, self._in_content = rest, False
            return b"250 2.0.0 taken\r\n"
        line, end, rest = self._buffer.partition(b"\r\n")
        if not end:
            return b""
        self._buffer = rest
        match line[:4].upper():
            case b"EHLO":
                return CAPABILITIES
            case b"DATA":
                self._in_content = True
                return b"354 go ahead\r\n"
            case b"QUIT":
                return b"221 2.0.0 bye\r\n"
        return b"250 2.0.0 ok\r\n"


async def serve(port: int) -> None:
    """Listen on loopback until the process ends."""
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", port, backlog=100)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
