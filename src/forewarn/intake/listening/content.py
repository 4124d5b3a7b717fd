"""The content of a mail as it comes over the line, up to the line with a dot alone (RFC 5321 section 4.1.1.4)."""

from __future__ import annotations

import asyncio
import re

END = b".\r\n"
_DOT_PUT_IN_FRONT = re.compile(rb"(\A|\r\n)\.")


async def read_content(reader: asyncio.StreamReader, most: int) -> bytes | None:
    """A mail's bytes without the sender's extra dots (section 4.5.2); None where they are more than `most`.

    Lines may have any length and stay as they came: a bare LF or CR ends neither a line nor the mail. What is too large
    is read to its end all the same, since only then may it be answered, but not kept.
    """
    content, size, ended = bytearray(), 0, False
    while not ended:
        try:
            piece, whole = await reader.readuntil(END), True
        except asyncio.LimitOverrunError as more:
            piece, whole = await reader.read(more.consumed), False
        size += len(piece)
        content += piece
        if size > most + len(END):
            del content[: -len(END) - 2]  # what the end is known by
        ended = whole and (content == END or content.endswith(b"\r\n" + END))
    if size > most + len(END):
        return None
    del content[-len(END) :]
    return _DOT_PUT_IN_FRONT.sub(rb"\1", content)
