"""A text cut into words and sentences, with the place of each word."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, chain

from forewarn.mail.stretches import Stretches

SENTENCE_END = ""  # stands among the words of a text where a sentence ends; no step of a phrase fits it
MAX_TOKENS = 40_000  # words of one text that are looked at; a long newsletter has 4,000
_DASHES = frozenset("-–—")
_SIGNS = frozenset("%€$£")
# A word, a sign that counts as one, or the end of a sentence; of a line that includes its end, or of a stretch without spaces.
# A row of full stops is looked at from its first one alone, else a million of them would take hours.
_TOKEN = re.compile(
    r"[^\W_]+(?:['’][^\W_]+)*|[%€$£]|(?<![.!?…:])[.!?…:]++[\"'”»)]*+(?:\s|\Z)|[\n•|;►▶→·]|(?<=\s)[-–—](?:\s|\Z)|\A[-–—]\Z"
)


def _cut(stretch: str) -> tuple[str, ...]:
    return (stretch,) if stretch.isalnum() else tuple(map(_token, _TOKEN.findall(stretch)))


_CUTS = Stretches(_cut)


def _token(piece: str) -> str:
    first = piece[0]
    return piece.replace("’", "'") if first.isalnum() or first in _SIGNS else SENTENCE_END


@dataclass
class Tokens:
    """The words of a text in lower case, with SENTENCE_END wherever a sentence ends."""

    text: str  # in lower case
    words: list[str] = field(default_factory=list)
    _first: list[int] = field(default_factory=list)  # token of each line
    _bounds: dict[int, list[tuple[int, int]]] = field(default_factory=dict)  # of the tokens of lines asked for

    def bounds(self, token: int) -> tuple[int, int]:
        """Where in the text a token begins and ends."""
        line = bisect_right(self._first, token) - 1
        bounds = self._bounds.get(line)
        if bounds is None:
            start = self._line_starts[line]
            found = _TOKEN.finditer(self.text[start : self._line_starts[line + 1]])
            bounds = self._bounds[line] = [(start + piece.start(), start + piece.end()) for piece in found]
        return bounds[token - self._first[line]]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self.text.split("\n"))]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The different words."""
        return frozenset(self.words) - {SENTENCE_END}

    @cached_property
    def count(self) -> int:
        """How many words begin with a letter."""
        lettered = {word for word in self.vocabulary if word[0].isalpha()}
        return sum(map(lettered.__contains__, self.words))

    @cached_property
    def _breaks(self) -> list[int]:
        return [place for place, word in enumerate(self.words) if word == SENTENCE_END]

    def sentence_of(self, token: int) -> int:
        """The number of the sentence that a token stands in."""
        return bisect_left(self._breaks, token)

    @cached_property
    def sentence_starts(self) -> list[int]:
        """The offset of each sentence."""
        ends = (self.bounds(place)[1] for place in self._breaks)
        return [0, *(end for end in ends if end < len(self.text))]


def tokens_of(plain: str) -> Tokens:
    """Cut a text at its spaces, line by line, and what stands between spaces into words."""
    tokens = Tokens(_lowered(plain))
    words, first = tokens.words, tokens._first
    closes = False
    for line in tokens.text.split("\n"):
        begin = len(words)
        first.append(begin)
        stretches = line.split()
        if stretches and stretches[0] in _DASHES and not line[0].isspace():
            del stretches[0]  # a dash ends a sentence between words, not where a line begins
        words += chain.from_iterable(_CUTS.of(stretches))
        # The end of a line ends a sentence, together with a mark right before it.
        closes = len(words) == begin or words[-1] != SENTENCE_END or line[-1].isspace()
        if closes:
            words.append(SENTENCE_END)
    if closes:
        words.pop()  # the last line has no end
    if len(words) > MAX_TOKENS:
        places = [place for place, word in enumerate(words) if word != SENTENCE_END]
        del words[places[MAX_TOKENS] if len(places) > MAX_TOKENS else len(words) :]
    return tokens


def _lowered(plain: str) -> str:
    """The text in lower case, each letter at its place: a few letters grow in lower case, and stay as they are."""
    lowered = plain.lower()
    if len(lowered) != len(plain):
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in plain)
    return lowered
