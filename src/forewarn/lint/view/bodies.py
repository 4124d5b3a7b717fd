"""One body a person reads, and where in the mail its words stand."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from forewarn.lint.findings import Where, shorten
from forewarn.lint.words.text import WordedText
from forewarn.mail.html.document import HtmlDocument, line_starts
from forewarn.mail.reading.parts import Part, first_value

_LITERAL = frozenset(("", "7bit", "8bit", "binary"))  # encodings under which a part stands in the file as it is


@dataclass(frozen=True)
class Body:
    """One body a person reads: "html" or "text", its visible words with places and phrases."""

    part: str
    worded: WordedText
    document: HtmlDocument | None = None
    source: Part | None = None  # of the mail; None for an HTML file

    def _place(self, line: int, column: int, words: str) -> Where:
        if self.source is None:
            return Where(self.part, line, column, words)
        begins = self.source.line
        return Where(self.part, line, column, words, (begins + line - 1, column) if self._is_literal else (begins, 1))

    @cached_property
    def _is_literal(self) -> bool:
        """Whether the part stands in the file as it is."""
        headers = self.source.headers if self.source else ()
        return first_value(headers, "content-transfer-encoding").lower() in _LITERAL

    @property
    def text(self) -> str:
        """The visible text."""
        return self.worded.text

    @cached_property
    def _line_starts(self) -> list[int]:
        return line_starts(self.text)

    def where(self, start: int, end: int = -1) -> Where:
        """The place of these offsets of the visible text, with the words there."""
        words = shorten(self.text[start:end]) if end >= 0 else ""
        if self.document is not None:
            place = self.document.place_of_text(start)
            return self._place(place.line, place.column, words)
        line = bisect_right(self._line_starts, start)
        return self._place(line, start - self._line_starts[line - 1] + 1, words)

    def at_source(self, offset: int, words: str = "") -> Where:
        """The place of an offset in the source of an HTML body."""
        if self.document is None:
            return self.where(offset)
        place = self.document.place(offset)
        return self._place(place.line, place.column, shorten(words))
