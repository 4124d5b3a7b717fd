"""Header fields: cut from the bytes, unfolded, encoded words decoded."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

from forewarn.mail.reading.charsets import decode_header_bytes, known_codec
from forewarn.mail.reading.limits import Defect, ReadingLimits

_FIELD_NAME = re.compile(rb"[!-9;-~]{1,200}[ \t]*:")
_FOLD = re.compile(r"(?:\r\n|\r|\n)[ \t]*|\0")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"\?=\s+=\?")


@dataclass(frozen=True, slots=True)
class Header:
    """One field as it stands in the mail: `raw` is name, colon and folded value without the last line end."""

    name: str
    raw: bytes
    line: int
    decoded_bytes: int = 65_536

    @property
    def raw_value(self) -> bytes:
        """The bytes after the colon, folded as they came."""
        return self.raw.partition(b":")[2]

    @property
    def text(self) -> str:
        """The value unfolded, encoded words left as they are (addresses are split before words are decoded)."""
        return _FOLD.sub(" ", decode_header_bytes(self.raw_value[: self.decoded_bytes])).strip()

    @property
    def value(self) -> str:
        """The value as a person reads it: unfolded, encoded words decoded."""
        return decode_words(self.text)


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """The fields of one block, where its body begins (byte offset), and what could not be read."""

    fields: tuple[Header, ...]
    body_start: int
    defects: tuple[tuple[str, str], ...]


def cut_headers(data: bytes, span: tuple[int, int], line: int, limits: ReadingLimits) -> HeaderBlock:
    """Cut the header block off the front of the mail or part at these offsets, which begins at this line of the file."""
    fields: list[Header] = []
    defects: dict[str, str] = {}
    at, size = span
    start, start_line = -1, line
    dropped = 0

    def close(end: int) -> None:
        nonlocal dropped
        if start < 0:
            return
        if len(fields) >= limits.headers:
            dropped += 1
            return
        raw = data[start:end].rstrip(b"\r\n")
        if len(raw) > limits.header_bytes:
            defects["long_header"] = f"a header field is longer than {limits.header_bytes} bytes; its end was not read"
        name = raw.partition(b":")[0].strip().decode("ascii", "replace")
        fields.append(Header(name, raw, start_line, limits.header_bytes))

    while at < size:
        end = data.find(b"\n", at, size)
        after = size if end < 0 else end + 1
        first = data[at : at + 1]
        if first in b" \t" and start >= 0:
            pass  # the field goes on
        elif first in b"\r\n" and not data[at : min(after, at + 8)].strip(b"\r\n"):
            close(at)
            start, at = -1, after
            break
        elif _FIELD_NAME.match(data, at, after):
            close(at)
            start, start_line = at, line
        else:
            close(at)
            start = -1
            if not _is_mbox_line(data, at, line):
                if not _headers_go_on(data, after, size):
                    defects["no_empty_line"] = "the headers end without an empty line"
                    break
                defects["not_a_header"] = f"line {line} stands among the headers and is none"
        at, line = after, line + 1
    close(at)
    if dropped:
        defects["many_headers"] = f"{dropped} header fields beyond {limits.headers} were not read"
    return HeaderBlock(tuple(fields), at, tuple(defects.items()))


def _is_mbox_line(data: bytes, at: int, line: int) -> bool:
    return line == 1 and (data.startswith(b"From ", at) or data.startswith(b">From ", at))


def _headers_go_on(data: bytes, at: int, size: int) -> bool:
    """Whether the line after a stray one is a header again, so that one bad line does not end the block."""
    if data.startswith(b"--", data.rfind(b"\n", 0, at - 1) + 1):
        return False  # a boundary: the body has begun
    return bool(_FIELD_NAME.match(data, at, min(size, at + 300)))


def _word_bytes(kind: str, body: str) -> bytes | None:
    raw = body.encode("utf-8", "replace")
    if kind in "qQ":
        return binascii.a2b_qp(raw.replace(b"_", b" "))
    compact = raw.replace(b" ", b"").rstrip(b"=")
    try:
        return binascii.a2b_base64(compact + b"=" * (-len(compact) % 4))
    except (binascii.Error, ValueError):
        return None


def decode_words(text: str) -> str:
    """Decode RFC 2047 encoded words, also inside quotes and with spaces in them; broken words stay as written.

    Neighbours in one charset are joined as bytes first, because senders cut letters in two.
    """
    if "=?" not in text:
        return text
    text = _BETWEEN_WORDS.sub("?==?", text)
    out: list[str] = []
    pending = b""
    codec = ""
    at = 0
    for found in _WORD.finditer(text):
        data = _word_bytes(found.group(2), found.group(3))
        this = known_codec(found.group(1))
        if data is None or this is None:
            continue
        if found.start() != at or this != codec:
            out.append(pending.decode(codec, "replace") if pending else "")
            out.append(text[at : found.start()])
            pending = b""
        pending += data
        codec, at = this, found.end()
    out.append(pending.decode(codec, "replace") if pending else "")
    out.append(text[at:])
    return "".join(out)


def block_defects(block: HeaderBlock, part: str) -> list[Defect]:
    """The block's defects with the part they belong to."""
    return [Defect(code, part, text) for code, text in block.defects]
