"""The signed form of a mail (RFC 6376 section 3.4): its fields as bytes, and both canonical forms of headers and body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from forewarn.mail.reading.limits import MAX_HEAD_BYTES

MAX_FIELDS = 2_000  # of one mail; what has more is made to hurt, and the rest proves nothing
_SPACES = re.compile(rb"[ \t]+")
_UNFOLD = re.compile(rb"\r\n(?=[ \t])")
_NAME = re.compile(rb"[!-9;-~]+\Z")


@dataclass(frozen=True, slots=True)
class RawField:
    """A header field: its name in lower case, and all its bytes without the last CRLF."""

    name: str
    raw: bytes

    def canonical(self, relaxed: bool) -> bytes:
        """The canonical form, without a line end."""
        if not relaxed:
            return self.raw
        name, _, value = self.raw.partition(b":")
        value = _SPACES.sub(b" ", _UNFOLD.sub(b"", value)).strip(b" ")
        return name.strip(b" \t").lower() + b":" + value


@dataclass(frozen=True)
class SignedForm:
    """A mail as signatures see it: line ends are CRLF; `malformed` where a line of the header block is no field, or
    where it is too long to be read to its end."""

    fields: tuple[RawField, ...]
    body: bytes
    malformed: bool = False
    _bodies: dict[bool, bytes] = field(default_factory=dict)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How often each field name occurs."""
        counts: dict[str, int] = {}
        for one in self.fields:
            counts[one.name] = counts.get(one.name, 0) + 1
        return counts

    def canonical_body(self, relaxed: bool) -> bytes:
        """The canonical body; computed once per form."""
        if relaxed not in self._bodies:
            self._bodies[relaxed] = _relaxed_body(self.body) if relaxed else _simple_body(self.body)
        return self._bodies[relaxed]


def signed_form(raw: bytes) -> SignedForm:
    """Cut a mail into fields and body. A first line of an mbox ("From …") is left out; lone line feeds become CRLF."""
    data = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    if data.startswith((b"From ", b">From ")):
        data = data[data.find(b"\r\n") + 2 :]
    head, _, body = data.partition(b"\r\n\r\n") if not data.startswith(b"\r\n") else (b"", b"", data[2:])
    fields: list[RawField] = []
    malformed, left = False, MAX_HEAD_BYTES
    for chunk in _fields(head):
        name = chunk.partition(b":")[0].rstrip(b" \t")
        if b":" not in chunk or not _NAME.match(name) or len(fields) >= MAX_FIELDS or len(chunk) > left:
            malformed = True
            continue
        left -= len(chunk)
        fields.append(RawField(name.decode("ascii").lower(), chunk))
    return SignedForm(tuple(fields), body, malformed)


def _fields(head: bytes) -> list[bytes]:
    return [chunk for chunk in re.split(rb"\r\n(?![ \t])", head.removesuffix(b"\r\n"), maxsplit=MAX_FIELDS) if chunk]


def _simple_body(body: bytes) -> bytes:
    return _without_empty_end(body) or b"\r\n"


def _relaxed_body(body: bytes) -> bytes:
    """Runs of white space as one space, none at the end of a line; replacing halves a run each time and beats patterns."""
    plain = body.replace(b"\t", b" ")
    while b"  " in plain:
        plain = plain.replace(b"  ", b" ")
    return _without_empty_end(plain.replace(b" \r\n", b"\r\n").removesuffix(b" "))


def _without_empty_end(body: bytes) -> bytes:
    end = len(body)
    while end >= 2 and body[end - 2 : end] == b"\r\n":
        end -= 2
    return body[:end] + b"\r\n" if end else b""
