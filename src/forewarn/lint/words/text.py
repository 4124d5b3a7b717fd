"""A text with its words, sentences and the phrases found in it; negation and reported speech told apart."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from forewarn.lint.words.folding import Folded, fold
from forewarn.lint.words.language_lists import LanguageLists
from forewarn.lint.words.phrases import SENTENCE_END, Match

WORDS_BEFORE = 12  # within which a negator reaches a phrase: "we will never call or write to ask for your …"
WORDS_AFTER = 3
MAX_TOKENS = 40_000  # words of one text that are looked at; a long newsletter has 4,000
# A word, a sign that counts as one, or a break between sentences. A text is split at them, so that none is lost.
_PIECE = re.compile(r"([^\W_]+(?:['’][^\W_]+)*|[%€$£]|[.!?…:]+[\"'”»)]*(?:\s|\Z)|[\n•|;►▶→·]|\s[-–—]\s)")
_SIGNS = frozenset("%€$£")


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: offsets in the text, its words, and whether it is negated or told of somebody else's message."""

    category: str
    start: int
    end: int
    words: str
    sentence: int
    negated: bool = False
    reported: bool = False

    @property
    def meant(self) -> bool:
        """Whether the text says it itself, and says it positively."""
        return not self.negated and not self.reported


@dataclass
class WordedText:
    """One text of the mail and all phrases of its language's lists in it.

    `tokens` are its words in lower case, with SENTENCE_END wherever a sentence ends.
    """

    text: str
    folded: Folded
    tokens: list[str] = field(default_factory=list)
    bounds: list[int] = field(default_factory=list)  # in the folded text, where each token begins and ends
    hits: dict[str, list[Hit]] = field(default_factory=dict)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The offsets in the text of the words from the first token to the last, which is included."""
        original = self.folded.original
        return original(self.bounds[2 * first]), original(self.bounds[2 * last + 1] - 1) + 1

    @cached_property
    def _breaks(self) -> list[int]:
        return [place for place, word in enumerate(self.tokens) if word == SENTENCE_END]

    def sentence_of(self, token: int) -> int:
        """The number of the sentence that a token stands in."""
        return bisect_left(self._breaks, token)

    @cached_property
    def sentence_starts(self) -> list[int]:
        """The offset of each sentence."""
        ends = [self.bounds[2 * place + 1] for place in self._breaks]
        return [self.folded.original(start) for start in (0, *(end for end in ends if end < len(self.folded.text)))]

    def all(self, category: str) -> list[Hit]:
        """Every hit of a category in order."""
        return self.hits.get(category, [])

    def meant(self, category: str) -> list[Hit]:
        """The hits of a category that the text says itself, positively."""
        return [hit for hit in self.all(category) if hit.meant]

    def within(self, category: str, start: int, end: int) -> list[Hit]:
        """The hits of a category that begin between two offsets (the end left out)."""
        hits = self.hits.get(category)
        if not hits:
            return []
        first = bisect_left(hits, start, key=_start)
        return hits[first : bisect_left(hits, end, lo=first, key=_start)]

    def has_near(self, category: str, sentence: int, reach: int = 0) -> bool:
        """Whether a category is hit in this sentence or up to `reach` sentences away."""
        return any(abs(hit.sentence - sentence) <= reach for hit in self.all(category))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The different words, in lower case."""
        return frozenset(self.tokens) - {SENTENCE_END}

    @cached_property
    def words(self) -> int:
        """How many words (with a letter in them) the text has."""
        return sum(word[:1].isalpha() for word in self.tokens)

    def sentence_text(self, sentence: int) -> str:
        """The words of one sentence as they stand."""
        start = self.sentence_starts[sentence]
        end = self.sentence_starts[sentence + 1] if sentence + 1 < len(self.sentence_starts) else len(self.text)
        return self.text[start:end].strip()

    @property
    def sentences(self) -> int:
        """The number of sentences."""
        return len(self.sentence_starts)


def _start(hit: Hit) -> int:
    return hit.start


def word_text(text: str, lists: LanguageLists | None, sections: list[tuple[int, int]] | None = None) -> WordedText:
    """Find everything of the lists in a text.

    `sections` are headings as (start, end) offsets; what follows one that speaks of scams or of what is never asked
    is read as told, not as said.
    """
    folded = fold(text)
    worded = WordedText(text, folded, *_tokens(folded.text))
    if lists is None:
        return worded
    tokens = worded.tokens
    matches = lists.book.find(tokens)
    told_from = _told_sections(worded, matches, sections or [])
    told = {worded.sentence_of(m.first) for m in matches if m.category == "about_scams"}
    for match in matches:
        start, end = worded.span(match.first, match.last)
        sentence = worded.sentence_of(match.first)
        hit = Hit(
            match.category,
            start,
            end,
            text[start:end],
            sentence,
            negated=_is_negated(tokens, match, lists),
            reported=match.category != "about_scams" and (sentence in told or _inside(start, told_from)),
        )
        worded.hits.setdefault(match.category, []).append(hit)
    return worded


def _lowered(plain: str) -> str:
    """The text in lower case, each letter at its place: a few letters grow in lower case, and stay as they are."""
    lowered = plain.lower()
    if len(lowered) != len(plain):
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in plain)
    return lowered


def _tokens(plain: str) -> tuple[list[str], list[int]]:
    """The words in lower case with SENTENCE_END between sentences, and the bounds of each."""
    pieces = _PIECE.split(_lowered(plain))
    bounds = list(accumulate(map(len, pieces)))
    found = pieces[1::2]
    meant = {piece: _word(piece) for piece in set(found)}
    tokens = [meant[piece] for piece in found]
    if len(tokens) > MAX_TOKENS:
        words = [place for place, word in enumerate(tokens) if word != SENTENCE_END]
        tokens = tokens[: words[MAX_TOKENS]] if len(words) > MAX_TOKENS else tokens
    return tokens, bounds


def _word(piece: str) -> str:
    first = piece[0]
    return piece.replace("’", "'") if first.isalnum() or first in _SIGNS else SENTENCE_END


def _is_negated(tokens: list[str], match: Match, lists: LanguageLists) -> bool:
    asks = match.category.startswith("ask_")
    for word in tokens[match.first + 1 : match.last + 1]:
        if word in lists.negators and word in lists.negators_after:
            return True
        if asks and word in lists.negators_inside:  # "you pay no fee" asks for nothing
            return True
    for at in range(match.first - 1, max(-1, match.first - 1 - WORDS_BEFORE), -1):
        word = tokens[at]
        if word == SENTENCE_END or word in lists.scope_ends:
            break
        if word in lists.negators:
            return not _is_turned(tokens, at, lists)
    for at in range(match.last + 1, min(len(tokens), match.last + 1 + WORDS_AFTER)):
        word = tokens[at]
        if word == SENTENCE_END or word in lists.scope_ends:
            break
        if word in lists.negators_after:
            return at + 1 >= len(tokens) or tokens[at + 1] not in lists.flips
    return False


def _is_turned(tokens: list[str], at: int, lists: LanguageLists) -> bool:
    """Whether a negator does not negate: "do not hesitate to …", "zögern Sie nicht", "if you do not …"."""
    before, after = tokens[max(0, at - 4) : at][::-1], tokens[at : at + 3]
    if SENTENCE_END in before:
        before = before[: before.index(SENTENCE_END)]
    if SENTENCE_END in after:
        after = after[: after.index(SENTENCE_END)]
    return not (lists.flips.isdisjoint(before[:2] + after) and lists.conditionals.isdisjoint(before))


def _told_sections(worded: WordedText, matches: list[Match], sections: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches under headings that speak of scammers, or of what is never asked."""
    told: list[tuple[int, int]] = []
    if not sections:
        return told
    places = [worded.span(m.first, m.first)[0] for m in matches if m.category in ("about_scams", "never_heading")]
    for index, (start, end) in enumerate(sections):
        if any(start <= place < end for place in places):
            following = sections[index + 1][0] if index + 1 < len(sections) else len(worded.text)
            told.append((start, following))
    return told


def _inside(at: int, stretches: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in stretches)
