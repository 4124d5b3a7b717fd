"""Header fields: cut from the bytes, unfolded, encoded words decoded."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

from forewarn.mail.reading.charsets import decode_header_bytes, known_codec
from forewarn.mail.reading.limits import Defect, ReadingLimits

_FIELD_NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_UNFOLDED_END = re.compile(rb"\n(?![ \t])")
_EMPTY_LINE = re.compile(rb"\n\r{0,7}\n")
_FOLD = re.compile(r"[\r\n\0](?:(?<=\r)\n)?(?:(?<=[\r\n])[ \t]*)?")  # begins with a set of signs: searched fast
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"\?=\s+=\?")


@dataclass(frozen=True, slots=True)
class Header:
    """One field as it stands in the mail: `raw` is name, colon and folded value without the last line end, up to the
    limit of what is read."""

    name: str
    raw: bytes
    line: int

    @property
    def raw_value(self) -> bytes:
        """The bytes after the colon, folded as they came."""
        return self.raw.partition(b":")[2]

    @property
    def text(self) -> str:
        """The value unfolded, encoded words left as they are (addresses are split before words are decoded)."""
        return _FOLD.sub(" ", decode_header_bytes(self.raw_value)).strip()

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
    while at < size:
        after = data.find(b"\n", at, size) + 1 or size
        if data[at] in b"\r\n" and not data[at : min(after, at + 8)].strip(b"\r\n"):
            at = after
            break
        found = _FIELD_NAME.match(data, at, after)
        if found and len(fields) >= limits.headers:
            defects["many_headers"] = f"header fields beyond {limits.headers} were not read"
            at = _below_empty_line(data, at, size)
            break
        if found:
            after = _field_end(data, after, size)
            raw = data[at:after].rstrip(b"\r\n")
            if len(raw) > limits.header_bytes:
                defects["long_header"] = (
                    f"a header field is longer than {limits.header_bytes} bytes; its end was not read"
                )
            fields.append(Header(found[1].decode("ascii"), raw[: limits.header_bytes], line))
        elif not _is_mbox_line(data, at, line):
            if not _headers_go_on(data, after, size):
                defects["no_empty_line"] = "the headers end without an empty line"
                break
            defects["not_a_header"] = f"line {line} stands among the headers and is none"
        line += data.count(b"\n", at, after)
        at = after
    return HeaderBlock(tuple(fields), at, tuple(defects.items()))


def _field_end(data: bytes, after: int, size: int) -> int:
    """Where the field ends whose first line ends here: before the next line that no white space begins."""
    found = _UNFOLDED_END.search(data, after - 1, size)
    return found.end() if found else size


def _below_empty_line(data: bytes, at: int, size: int) -> int:
    found = _EMPTY_LINE.search(data, at, size)
    return found.end() if found else size


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
