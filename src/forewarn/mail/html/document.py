"""What an HTML mail shows, with the place of everything in its source."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from forewarn.mail.html.places import TextRun, after_text, run_offsets


def line_starts(text: str) -> list[int]:
    """Where each line of a text begins."""
    starts = [0]
    while end := text.find("\n", starts[-1]) + 1:
        starts.append(end)
    return starts


@dataclass(frozen=True, slots=True)
class Place:
    """A line and column of the source, both counted from 1."""

    line: int
    column: int


class HtmlLink(NamedTuple):
    """A link: target as written (entities decoded), the words shown, and where they stand in the visible text."""

    href: str
    text: str
    offset: int
    start: int
    end: int
    hidden: bool
    images: tuple[str, ...] = ()  # alt texts of the images inside
    title: str = ""


class HtmlImage(NamedTuple):
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
        return line_starts(self.source)

    def place(self, offset: int) -> Place:
        """The line and column of an offset in the source."""
        line = bisect_right(self._line_starts, max(0, offset))
        return Place(line, max(0, offset) - self._line_starts[line - 1] + 1)

    @cached_property
    def _run_starts(self) -> list[int]:
        return [run.start for run in self.runs]

    @cached_property
    def _run_offsets(self) -> list[int]:
        return list(run_offsets(self.source, self.runs))

    def source_offset(self, at: int) -> int:
        """Where in the source the character of the visible text at this offset stands."""
        if not self.runs:
            return 0
        index = bisect_right(self._run_starts, at) - 1
        if index < 0:
            return self._run_offsets[0]
        run = self.runs[index]
        before = self.text[run.start : min(at, run.start + run.length)]
        return after_text(self.source, self._run_offsets[index], before)

    def place_of_text(self, at: int) -> Place:
        """The line and column of the character of the visible text at this offset."""
        return self.place(self.source_offset(at))
