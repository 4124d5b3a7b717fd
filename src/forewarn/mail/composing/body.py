"""The MIME body of a letter, encoded once, with slots between the constant pieces."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from forewarn.mail.composing import quoted_printable
from forewarn.mail.composing.letters import Letter, Slot, UnableToCompose, as_html, split_at_slots

if TYPE_CHECKING:
    from hashlib import _Hash

CRLF = b"\r\n"
REMEMBERED_VALUES = 8192  # encoded values kept (plan names and cities with accents repeat); about 2 MB

_MARKUP = re.compile("[&<>\"']")


def _text_value(value: str) -> bytes:
    return value.encode("ascii") if quoted_printable.is_plain(value) else _encoded_text(value)


def _html_value(value: str) -> bytes:
    if quoted_printable.is_plain(value) and not _MARKUP.search(value):
        return value.encode("ascii")
    return _encoded_html(value)


@lru_cache(maxsize=REMEMBERED_VALUES)
def _encoded_text(value: str) -> bytes:
    return quoted_printable.encode(value)


@lru_cache(maxsize=REMEMBERED_VALUES)
def _encoded_html(value: str) -> bytes:
    return quoted_printable.encode(as_html(value))


@dataclass(frozen=True, slots=True)
class BodySlot:
    """Where in the pieces of a body a recipient's value goes, and how it is encoded there."""

    position: int
    name: str
    encode: Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class CompiledBody:
    """A body in transfer encoding and relaxed canonical form, filled per recipient. `prefix_hash` covers `pieces[0]`."""

    content_type: str
    transfer_encoding: str
    pieces: tuple[bytes, ...]
    slots: tuple[BodySlot, ...]
    prefix_hash: _Hash

    def filled(self, values: Mapping[str, str]) -> Sequence[bytes]:
        """The pieces of the body for one recipient. Raises KeyError for a slot without a value."""
        if not self.slots:
            return self.pieces
        pieces = list(self.pieces)
        for slot in self.slots:
            pieces[slot.position] = slot.encode(values[slot.name])
        return pieces

    def hash_of(self, pieces: Sequence[bytes]) -> bytes:
        """SHA-256 of a body that `filled` returned, starting from the state after its constant start."""
        state = self.prefix_hash.copy()
        for piece in pieces[1:]:
            state.update(piece)
        return state.digest()


def compile_body(letter: Letter, slots: Collection[str]) -> CompiledBody:
    """Encode the letter's text, or text and HTML as alternatives. Raises UnableToCompose."""
    text = _encoded_part(letter.text, slots, "text", _text_value)
    if not letter.html.strip():
        return _with_slots(_closed(text), "text/plain; charset=utf-8", "quoted-printable")
    html = _encoded_part(letter.html, slots, "html", _html_value)
    # "=_" cannot occur in quoted-printable, so no value can end a part; the rest only tells mails apart.
    boundary = (
        "=_"
        + hashlib.sha256(f"{letter.subject}\0{letter.text}\0{letter.html}".encode("utf-8", "replace")).hexdigest()[:24]
    )
    mark = boundary.encode("ascii")
    pieces = [
        _part_head(mark, b"plain"),
        *text,
        CRLF + _part_head(mark, b"html"),
        *html,
        b"\r\n--" + mark + b"--\r\n",
    ]
    return _with_slots(pieces, f'multipart/alternative; boundary="{boundary}"', "7bit")


Encoder = Callable[[str], bytes]
Piece = bytes | tuple[Slot, Encoder]


def _part_head(boundary: bytes, subtype: bytes) -> bytes:
    return (
        b"--" + boundary + b"\r\nContent-Type: text/" + subtype + b"; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )


def _encoded_part(source: str, slots: Collection[str], where: str, encode_value: Encoder) -> list[Piece]:
    """The pieces of one part: a slot's value begins and ends its own encoded line, so its length moves nothing."""
    content = split_at_slots(source, slots, where)
    if not any(isinstance(piece, Slot) or piece.strip() for piece in content):
        raise UnableToCompose(f"{where}: the part is empty; write what the mail says")
    pieces: list[Piece] = []
    for index, piece in enumerate(content):
        if isinstance(piece, Slot):
            pieces.append((piece, encode_value))
            follower = content[index + 1] if index + 1 < len(content) else "\n"
            if isinstance(follower, Slot) or not follower.startswith("\n"):
                pieces.append(quoted_printable.SOFT_BREAK)
            continue
        encoded = quoted_printable.encode(piece)
        slot_follows = index + 1 < len(content)
        if slot_follows and not piece.endswith("\n"):
            encoded += quoted_printable.SOFT_BREAK
        pieces.append(encoded)
    return pieces


def _closed(pieces: list[Piece]) -> list[Piece]:
    """A part that is the whole body, ended as DKIM hashes it: one line break, no empty lines before it."""
    last = pieces[-1]
    if not isinstance(last, bytes):
        return [*pieces, quoted_printable.SOFT_BREAK]  # a value may be empty or end in line breaks: "=" keeps its line
    if last.strip(CRLF):
        return [*pieces[:-1], last.rstrip(CRLF) + CRLF]
    return [*pieces[:-1], CRLF + quoted_printable.SOFT_BREAK]


def _with_slots(content: list[Piece], content_type: str, transfer_encoding: str) -> CompiledBody:
    """Join what is constant between the slots and hash what is constant before the first."""
    pieces: list[bytes] = [b""]
    slots: list[BodySlot] = []
    for piece in content:
        if isinstance(piece, bytes):
            pieces[-1] += piece
        else:
            slot, encode = piece
            slots.append(BodySlot(len(pieces), slot.name, encode))
            pieces += [b"", b""]
    return CompiledBody(content_type, transfer_encoding, tuple(pieces), tuple(slots), hashlib.sha256(pieces[0]))
