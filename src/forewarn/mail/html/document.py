"""What an HTML mail shows, with the place of everything in its source."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from forewarn.mail.html.styles import Colour

_ENTITY_OR_CHARACTER = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?|.", re.DOTALL)
INVISIBLE = frozenset(
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\u202a\u202b\u202c\u202d\u202e"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A line and column of the source, both counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class HtmlLink:
    """A link: target as written (entities decoded), the words shown, and where they stand in the visible text."""

    href: str
    text: str
    offset: int
    start: int
    end: int
    hidden: bool
    images: tuple[str, ...] = ()  # alt texts of the images inside
    title: str = ""


@dataclass(frozen=True, slots=True)
class HtmlImage:
    """An image; `alt` is None where the attribute is missing. Sizes are CSS pixels where given."""

    src: str
    alt: str | None
    width: float | None
    height: float | None
    offset: int
    hidden: bool
    link: str = ""
    kind: str = "img"  # or "background"


@dataclass(frozen=True, slots=True)
class HtmlForm:
    """A form, or a field that stands outside one (`action` is then empty)."""

    action: str
    fields: tuple[str, ...]
    offset: int


class TextRun(NamedTuple):
    """One stretch of visible text in one look: offset in the visible text, in the source, size and colours."""

    start: int
    offset: int
    length: int
    font_px: float
    colour: Colour | None
    ground: Colour | None


@dataclass
class HtmlDocument:
    """An HTML document as a person sees it. `text` has one line per block; hidden words are in `hidden_text`."""

    source: str
    text: str = ""
    hidden_text: str = ""
    runs: list[TextRun] = field(default_factory=list)
    links: list[HtmlLink] = field(default_factory=list)
    images: list[HtmlImage] = field(default_factory=list)
    forms: list[HtmlForm] = field(default_factory=list)
    language: str = ""
    title: str = ""
    base: str = ""
    css: str = ""
    refresh: str = ""
    scripts: list[int] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)
    fixed_widths: list[tuple[float, int]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self.source.split("\n")[:-1])]

    def place(self, offset: int) -> Place:
        """The line and column of an offset in the source."""
        line = bisect_right(self._line_starts, max(0, offset))
        return Place(line, max(0, offset) - self._line_starts[line - 1] + 1)

    @cached_property
    def _run_starts(self) -> list[int]:
        return [run.start for run in self.runs]

    def source_offset(self, at: int) -> int:
        """Where in the source the character of the visible text at this offset stands."""
        index = bisect_right(self._run_starts, at) - 1
        if index < 0:
            return self.runs[0].offset if self.runs else 0
        run = self.runs[index]
        ink = _ink(self.text[run.start : min(at, run.start + run.length)])
        return _after_ink(self.source, run.offset, ink)

    def place_of_text(self, at: int) -> Place:
        """The line and column of the character of the visible text at this offset."""
        return self.place(self.source_offset(at))


def _ink(text: str) -> int:
    return sum(1 for letter in text if not letter.isspace() and letter not in INVISIBLE)


def _after_ink(source: str, offset: int, ink: int) -> int:
    """The offset of the next inked character after this many; entities count as what they stand for."""
    for found in _ENTITY_OR_CHARACTER.finditer(source, offset):
        piece = found.group(0)
        weight = _ink(html.unescape(piece) if piece[0] == "&" and len(piece) > 1 else piece)
        if weight and ink <= 0:
            return found.start()
        ink -= weight
    return min(offset, len(source))
