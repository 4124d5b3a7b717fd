"""A practice message as a learner sees it: words filled in, and of every address the part that says who owns it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from babel.dates import format_date

from forewarn.lessons.rules.reading.bodies import Block, blocks
from forewarn.lessons.rules.reading.placeholders import fill
from forewarn.lessons.rules.reading.types import Attachment, ItemPlan, ItemText
from forewarn.mail.domains import canonical_host, organisational_domain, readable_host

# Marks that turn the direction of writing or hide between letters: they could make an address read as another one.
_HIDDEN = {"Cf", "Cc", "Co", "Cs"}
_BARE_LINK = re.compile(r"(https://[^\s<>\"»)]*[^\s<>\"»).,;:!?])")  # what a phone makes pressable in a text message


@dataclass(frozen=True, slots=True)
class Address:
    """An address in three pieces; `owner` says whose it is. `in_ascii` where the owner's name holds other letters."""

    before: str
    owner: str
    after: str = ""
    in_ascii: str = ""

    @property
    def whole(self) -> str:
        """All of it."""
        return f"{self.before}{self.owner}{self.after}"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a message; with `leads_to` a link, which is shown and never opened."""

    text: str
    strong: bool = False
    leads_to: Address | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A block of a message."""

    kind: str
    pieces: tuple[Piece, ...]
    number: int = 0


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message, ready for a page."""

    channel: str
    from_name: str
    sender: Address | None
    reply_to: Address | None
    sent_by: str
    subject: str
    on: str
    time: str
    lines: tuple[Line, ...]
    attachments: tuple[Attachment, ...]
    wanted: str
    how: str
    tell: str

    @property
    def first_words(self) -> str:
        """What the list of the inbox shows below the subject."""
        words = "".join(piece.text for line in self.lines[:2] for piece in line.pieces)
        return words[:80]


def inert(text: str) -> str:
    """The text without marks that turn its direction or cannot be seen; line breaks stay."""
    return "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter) not in _HIDDEN)


def address_of(text: str) -> Address:
    """An email address in its pieces: who owns it stands behind the @."""
    name, _, host = inert(text).rpartition("@")
    before, owner, ascii_name = _host(host)
    return Address(f"{name}@{before}" if name else before, owner, "", ascii_name)


def link_of(target: str) -> Address:
    """Where a link leads, in its pieces; a telephone number is its own owner."""
    shown = inert(target)
    for scheme in ("tel:", "mailto:"):
        if shown.startswith(scheme):
            rest = shown.removeprefix(scheme)
            return address_of(rest) if scheme == "mailto:" else Address("", rest)
    try:
        parts = urlsplit(shown)
        host = parts.hostname or ""
    except ValueError:
        return Address("", shown)
    if not host:
        return Address("", shown)
    before, owner, ascii_name = _host(host)
    login = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    start = shown.lower().find(host, len(parts.scheme) + 3 + len(login))
    return Address(f"{parts.scheme}://{login}{before}", owner, shown[start + len(host) :], ascii_name)


def _host(host: str) -> tuple[str, str, str]:
    """What stands before the owner, the owner as people read it, and in ASCII where that differs."""
    readable = readable_host(host)
    ascii_owner = organisational_domain(host)
    owner = readable_host(ascii_owner)
    before = readable[: -len(owner)] if readable.endswith(owner) else ""
    return before, owner, ascii_owner if ascii_owner != owner else ""


def shown_lines(markdown: str, values: Mapping[str, str]) -> tuple[Line, ...]:
    """Words of a lesson as lines, filled in."""
    return tuple(map(_line, blocks(markdown, values)))


def _line(block: Block) -> Line:
    pieces = tuple(
        Piece(inert(run.text), run.strong, link_of(run.target) if run.target else None) for run in block.runs
    )
    return Line(block.kind, pieces, block.number)


def _pressable(line: Line) -> Line:
    """The line with addresses that stand in its words as links, as mail programs and phones show them."""
    return replace(line, pieces=tuple(found for piece in line.pieces for found in _pressable_pieces(piece)))


def _pressable_pieces(piece: Piece) -> Iterator[Piece]:
    if piece.leads_to:
        yield piece
        return
    for place, words in enumerate(_BARE_LINK.split(piece.text)):
        if words:
            yield Piece(words, piece.strong, link_of(words) if place % 2 else None)


def shown_message(plan: ItemPlan, text: ItemText, values: Mapping[str, str]) -> ShownMessage:
    """The message with everything filled in; days in its words count from the day it is dated."""
    day = date.fromisoformat(values["today"]) - timedelta(days=plan.days_ago)
    then = {**values, "today": day.isoformat()}

    def filled(words: str) -> str:
        return inert(fill(words, then))

    sender = address_of(filled(text.from_address)) if text.from_address else None
    host = canonical_host(text.from_address.rpartition("@")[2]) if sender else ""
    return ShownMessage(
        channel=plan.channel,
        from_name=filled(text.from_name),
        sender=sender,
        reply_to=address_of(filled(text.reply_to)) if text.reply_to else None,
        sent_by=filled(text.sent_by) or (f"mail.{filled(host)}" if host else ""),
        subject=filled(text.subject),
        on=format_date(day, "d MMM", values["locale"].replace("-", "_")),
        time=plan.time,
        lines=tuple(map(_pressable, shown_lines(text.body, then))),
        attachments=tuple(Attachment(filled(one.name), one.size) for one in text.attachments),
        wanted=filled(text.wanted),
        how=filled(text.how),
        tell=filled(text.tell),
    )
