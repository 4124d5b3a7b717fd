"""A text with its words, sentences and the phrases found in it; negation and reported speech told apart."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property

from forewarn.lint.words.folding import Folded, fold
from forewarn.lint.words.language_lists import LanguageLists
from forewarn.lint.words.phrases import Match, Token

WORDS_BEFORE = 12  # within which a negator reaches a phrase: "we will never call or write to ask for your …"
WORDS_AFTER = 3
MAX_TOKENS = 40_000  # words of one text that are looked at; a long newsletter has 4,000
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[%€$£]")
_BREAK = re.compile(r"[.!?…:]+[\"'”»)]*(?:\s|\Z)|[\n•|;►▶→·]|\s[-–—]\s")


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
    """One text of the mail and all phrases of its language's lists in it."""

    text: str
    folded: Folded
    tokens: list[Token] = field(default_factory=list)
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    sentence_starts: list[int] = field(default_factory=list)

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
        return frozenset(token.word for token in self.tokens)

    @property
    def words(self) -> int:
        """How many words (with a letter in them) the text has."""
        return sum(token.word[0].isalpha() for token in self.tokens)

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
    plain = folded.text
    tokens, starts = _tokens(plain)
    worded = WordedText(text, folded, tokens, sentence_starts=[folded.original(s) for s in starts])
    if lists is None:
        return worded
    matches = lists.book.find(tokens)
    told_from = _told_sections(worded, matches, sections or [])
    told = {tokens[m.first].sentence for m in matches if m.category == "about_scams"}
    for match in matches:
        first, last = tokens[match.first], tokens[match.last]
        start, end = folded.original(first.start), folded.original(last.end - 1) + 1
        hit = Hit(
            match.category,
            start,
            end,
            text[start:end],
            first.sentence,
            negated=_is_negated(tokens, match, lists),
            reported=match.category != "about_scams" and (first.sentence in told or _inside(start, told_from)),
        )
        worded.hits.setdefault(match.category, []).append(hit)
    return worded


def _tokens(plain: str) -> tuple[list[Token], list[int]]:
    size = len(plain)
    starts = [0, *(end for m in _BREAK.finditer(plain) if (end := m.end()) < size)]
    lowered = plain.lower().replace("’", "'")
    if len(lowered) != size:  # a few letters grow in lower case; then each word is lowered by itself
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in plain)
    tokens: list[Token] = []
    append, new = tokens.append, tuple.__new__  # the constructor of a named tuple is twice as slow, and words are many
    sentence, following = 0, starts[1] if len(starts) > 1 else size
    for found in _TOKEN.finditer(lowered):
        start, end = found.span()
        while start >= following:
            sentence += 1
            following = starts[sentence + 1] if sentence + 1 < len(starts) else size
        append(new(Token, (found.group(), start, end, sentence)))
        if len(tokens) >= MAX_TOKENS:
            break
    return tokens, starts


def _is_negated(tokens: list[Token], match: Match, lists: LanguageLists) -> bool:
    sentence = tokens[match.first].sentence
    asks = match.category.startswith("ask_")
    for at in range(match.first + 1, match.last + 1):
        word = tokens[at].word
        if word in lists.negators and word in lists.negators_after:
            return True
        if asks and word in lists.negators_inside:  # "you pay no fee" asks for nothing
            return True
    for at in range(match.first - 1, max(-1, match.first - 1 - WORDS_BEFORE), -1):
        word = tokens[at].word
        if tokens[at].sentence != sentence or word in lists.scope_ends:
            break
        if word in lists.negators:
            return not _is_turned(tokens, at, lists)
    for at in range(match.last + 1, min(len(tokens), match.last + 1 + WORDS_AFTER)):
        if tokens[at].sentence != sentence or tokens[at].word in lists.scope_ends:
            break
        if tokens[at].word in lists.negators_after:
            return at + 1 >= len(tokens) or tokens[at + 1].word not in lists.flips
    return False


def _is_turned(tokens: list[Token], at: int, lists: LanguageLists) -> bool:
    """Whether a negator does not negate: "do not hesitate to …", "zögern Sie nicht", "if you do not …"."""
    around = range(max(0, at - 2), min(len(tokens), at + 3))
    if any(tokens[i].word in lists.flips and tokens[i].sentence == tokens[at].sentence for i in around):
        return True
    before = range(max(0, at - 4), at)
    return any(tokens[i].word in lists.conditionals and tokens[i].sentence == tokens[at].sentence for i in before)


def _told_sections(worded: WordedText, matches: list[Match], sections: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches under headings that speak of scammers, or of what is never asked."""
    told: list[tuple[int, int]] = []
    if not sections:
        return told
    places = [
        worded.folded.original(worded.tokens[m.first].start)
        for m in matches
        if m.category in ("about_scams", "never_heading")
    ]
    for index, (start, end) in enumerate(sections):
        if any(start <= place < end for place in places):
            following = sections[index + 1][0] if index + 1 < len(sections) else len(worded.text)
            told.append((start, following))
    return told


def _inside(at: int, stretches: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in stretches)
