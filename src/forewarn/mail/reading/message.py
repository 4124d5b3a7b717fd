"""Bytes to a mail as data: headers, parts, decoded bodies and attachments, and a list of what could not be read.

Own light walk over the bytes instead of the standard library's: it never raises, its cost is bounded, it keeps the raw
bytes of every field and of every attached mail (a signature covers bytes), and it takes under half a millisecond.
"""

from __future__ import annotations

import re
from dataclasses import replace

from forewarn.mail.reading.boundaries import MAX_BOUNDARY, markers
from forewarn.mail.reading.charsets import decode_text
from forewarn.mail.reading.headers import Header, HeaderBlock, block_defects, cut_headers
from forewarn.mail.reading.limits import DEFAULT_LIMITS, Defect, ReadingLimits
from forewarn.mail.reading.parameters import file_name, parse_field
from forewarn.mail.reading.parts import ParsedMail, Part, first_value
from forewarn.mail.reading.transfer import decode_transfer

__all__ = ["ParsedMail", "Part", "read_mail"]

_LONE_CR = re.compile(rb"\r(?!\n)")
_MESSAGE_TYPES = frozenset({"message/rfc822", "message/global"})
_GUESSED_BOUNDARY = re.compile(rb"(?:\A|\n)--([^\s-][^\r\n]{0,200}?)[ \t]*\r?\n")


def read_mail(raw: bytes, limits: ReadingLimits = DEFAULT_LIMITS) -> ParsedMail:
    """Read a mail. Never raises on any bytes; what could not be read stands in `defects`."""
    data, defects = _as_mail_bytes(raw, limits)
    mail = _Reader(limits).mail(data, (0, len(data)), "", 1, 0)
    return replace(mail, defects=(*defects, *mail.defects)) if defects else mail


def _as_mail_bytes(raw: bytes, limits: ReadingLimits) -> tuple[bytes, list[Defect]]:
    defects: list[Defect] = []
    data = raw
    if len(data) > limits.mail_bytes:
        data = data[: limits.mail_bytes]
        defects.append(Defect("long_mail", "", f"only the first {limits.mail_bytes} bytes were read"))
    if not data.strip():
        defects.append(Defect("empty", "", "the file is empty"))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
        defects.append(Defect("utf16", "", "the file is UTF-16 text; it was read as if saved as UTF-8"))
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\n" not in data and b"\r" in data:
        data = _LONE_CR.sub(b"\n", data)
        defects.append(Defect("bare_cr", "", "lines end in a bare carriage return"))
    return data, defects


class _Reader:
    """One reading: counts parts and gathers defects over the whole tree."""

    def __init__(self, limits: ReadingLimits) -> None:
        self.limits = limits
        self.defects: list[Defect] = []
        self.parts = 0

    def note(self, code: str, part: str, text: str) -> None:
        self.defects.append(Defect(code, part, text))

    def mail(self, data: bytes, span: tuple[int, int], path: str, line: int, depth: int) -> ParsedMail:
        """Read the mail at these offsets, which begins at this line; `path` is that of the part it came in."""
        mark = len(self.defects)
        block = cut_headers(data, span, line, self.limits)
        root = self.part(
            data, span[1], block, path or "1", (line + data.count(b"\n", span[0], block.body_start), depth)
        )
        by_name: dict[str, list[Header]] = {}
        for header in block.fields:
            by_name.setdefault(header.name.lower(), []).append(header)
        return ParsedMail(data, span, block.fields, block.body_start, root, tuple(self.defects[mark:]), by_name)

    def part(self, data: bytes, end: int, block: HeaderBlock, path: str, at: tuple[int, int]) -> Part:
        """Read one part whose headers were cut already; `at` is the line of its body and the depth."""
        self.parts += 1
        line, depth = at
        self.defects += block_defects(block, path)
        kind = parse_field(_joined(block.fields, "content-type"))
        disposition = parse_field(_joined(block.fields, "content-disposition"))
        leaf = Part(
            path=path,
            headers=block.fields,
            content_type=_media_type(kind.value),
            parameters=kind.parameters,
            disposition=disposition.value,
            name=file_name(disposition, kind),
            source=data,
            span=(min(block.body_start, end), end),
            line=line,
        )
        if leaf.content_type.startswith("multipart/"):
            children = self.children(leaf, depth)
            if children:
                return replace(leaf, children=children)
            leaf = replace(leaf, content_type="text/plain", name="")
        if leaf.content_type in _MESSAGE_TYPES:
            return self.attached_mail(leaf, depth)
        return self.leaf(leaf)

    def leaf(self, part: Part) -> Part:
        """The part with its content decoded, and its text where it is text."""
        content, fault = decode_transfer(part.raw, first_value(part.headers, "content-transfer-encoding"))
        if fault:
            self.note("broken_qp" if fault.startswith("quoted") else "broken_transfer", part.path, fault)
        if not part.content_type.startswith("text"):
            return replace(part, content=content)
        declared = part.parameters.get("charset", "")
        text, charset, true = decode_text(content, declared, html=part.content_type == "text/html")
        if not true:
            self.note("wrong_charset", part.path, f"the text is not in {declared[:40]!r} as it says; read as {charset}")
        if "\0" in text:
            self.note("null_bytes", part.path, "the text holds null bytes; they were left out")
            text = text.replace("\0", "")
        return replace(part, content=content, text=text, charset=charset)

    def attached_mail(self, part: Part, depth: int) -> Part:
        """The part with the mail inside it read; in place where it is not transfer-encoded, so that its bytes stay."""
        if depth >= self.limits.nesting:
            self.note("nesting", part.path, f"mails inside mails beyond {self.limits.nesting} levels were not read")
            return part
        encoding = first_value(part.headers, "content-transfer-encoding").lower()
        data, span = part.source, part.span
        if encoding in ("base64", "quoted-printable"):
            data, fault = decode_transfer(part.raw, encoding)
            span = (0, len(data))
            if fault:
                self.note("broken_transfer", part.path, fault)
        return replace(part, message=self.mail(data, span, part.path, part.line, depth + 1))

    def children(self, whole: Part, depth: int) -> tuple[Part, ...]:
        """The parts of a multipart; none where no boundary cuts it, which the defects then say."""
        data, path = whole.source, whole.path
        boundary = whole.parameters.get("boundary", "").encode("utf-8", "replace").rstrip()
        if not 0 < len(boundary) <= MAX_BOUNDARY:
            guessed = _GUESSED_BOUNDARY.search(data, *whole.span)
            boundary = guessed.group(1) if guessed else b""
            self.note("no_boundary", path, "a multipart does not name its boundary")
        if depth >= self.limits.nesting:
            self.note("nesting", path, f"parts inside parts beyond {self.limits.nesting} levels were not read")
            return ()
        parts: list[Part] = []
        line, counted = whole.line, whole.span[0]
        for start, end in self.pieces(whole, boundary) if boundary else ():
            if self.parts >= self.limits.parts:
                self.note("many_parts", path, f"parts beyond {self.limits.parts} were not read")
                break
            line, counted = line + data.count(b"\n", counted, start), start
            block = cut_headers(data, (start, end), line, self.limits)
            if whole.content_type == "multipart/digest":
                block = _digest_block(block, line)
            body_line = line + data.count(b"\n", start, block.body_start)
            parts.append(self.part(data, end, block, f"{path}.{len(parts) + 1}", (body_line, depth + 1)))
        if not parts:
            self.note("no_parts", path, "a multipart holds no parts; it was read as text")
        return tuple(parts)

    def pieces(self, whole: Part, boundary: bytes) -> list[tuple[int, int]]:
        """Where each part begins and ends in the bytes."""
        data, (begin, stop) = whole.source, whole.span
        pieces: list[tuple[int, int]] = []
        start = -1
        for mark in markers(data, boundary, begin, stop):
            if start >= 0:
                pieces.append((start, max(start, _before_line_end(data, mark.at))))
            if mark.is_last:
                return pieces
            start = data.find(b"\n", mark.end, stop) + 1 or stop
            if len(pieces) > self.limits.parts:
                return pieces
        if start >= 0:
            pieces.append((start, stop))
            self.note("no_end", whole.path, "a multipart does not end with its closing boundary")
        return pieces


def _before_line_end(data: bytes, at: int) -> int:
    """The line end before a boundary belongs to the boundary (RFC 2046 section 5.1.1)."""
    return at - 2 if data[at - 2 : at] == b"\r\n" else at - 1


def _digest_block(block: HeaderBlock, line: int) -> HeaderBlock:
    """The block with the type that parts of a digest have unless they say another (RFC 2046 section 5.1.5)."""
    if any(h.name.lower() == "content-type" for h in block.fields):
        return block
    default = Header("Content-Type", b"Content-Type: message/rfc822", line)
    return replace(block, fields=(*block.fields, default))


def _joined(headers: tuple[Header, ...], name: str) -> str:
    """The first field of this name, unfolded; encoded words stay, parameters decode their own."""
    return next((h.text for h in headers if h.name.lower() == name), "")


def _media_type(value: str) -> str:
    value = value.strip().strip("\"'").split(" ", 1)[0]
    if not value:
        return "text/plain"
    return value if "/" in value or value == "text" else "text/plain"
