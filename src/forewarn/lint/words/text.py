"""A text with the phrases found in it; negation and reported speech told apart."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property

from forewarn.lint.words.folding import Folded, fold
from forewarn.lint.words.language_lists import LanguageLists
from forewarn.lint.words.phrases import Match
from forewarn.lint.words.tokens import SENTENCE_END, Tokens, tokens_of

WORDS_BEFORE = 12  # within which a negator reaches a phrase: "we will never call or write to ask for your …"
WORDS_AFTER = 3


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

    `sections` are its headings as (start, end) offsets; what follows one that speaks of scams or of what is never asked
    is read as told, not as said.
    """

    text: str
    folded: Folded
    cut: Tokens
    lists: LanguageLists | None = None
    sections: list[tuple[int, int]] = field(default_factory=list)
    matches: dict[str, list[Match]] = field(default_factory=dict)  # by category, in order
    _hits: dict[str, list[Hit]] = field(default_factory=dict)  # of the categories asked for

    @property
    def tokens(self) -> list[str]:
        """The words in lower case, with SENTENCE_END wherever a sentence ends."""
        return self.cut.words

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The offsets in the text of the words from the first token to the last, which is included."""
        original = self.folded.original
        return original(self.cut.bounds(first)[0]), original(self.cut.bounds(last)[1] - 1) + 1

    def sentence_of(self, token: int) -> int:
        """The number of the sentence that a token stands in."""
        return self.cut.sentence_of(token)

    @cached_property
    def sentence_starts(self) -> list[int]:
        """The offset of each sentence."""
        return list(map(self.folded.original, self.cut.sentence_starts))

    def all(self, category: str) -> list[Hit]:
        """Every hit of a category in order."""
        hits = self._hits.get(category)
        if hits is None:
            hits = self._hits[category] = [self._hit(match) for match in self.matches.get(category, ())]
        return hits

    def _hit(self, match: Match) -> Hit:
        start, end = self.span(match.first, match.last)
        sentence = self.sentence_of(match.first)
        told = match.category != "about_scams" and (
            sentence in self._told_sentences or _inside(start, self._told_parts)
        )
        negated = self.lists is not None and _is_negated(self.tokens, match, self.lists)
        return Hit(match.category, start, end, self.text[start:end], sentence, negated, told)

    @cached_property
    def _told_sentences(self) -> set[int]:
        """The sentences that speak of scammers."""
        return {self.sentence_of(match.first) for match in self.matches.get("about_scams", ())}

    @cached_property
    def _told_parts(self) -> list[tuple[int, int]]:
        """The stretches under headings that speak of scammers, or of what is never asked."""
        telling = [match for c in ("about_scams", "never_heading") for match in self.matches.get(c, ())]
        places = [self.span(match.first, match.first)[0] for match in telling] if self.sections else []
        ends = [*(start for start, _ in self.sections[1:]), len(self.text)]
        return [
            (start, following)
            for (start, end), following in zip(self.sections, ends, strict=False)
            if any(start <= place < end for place in places)
        ]

    def meant(self, category: str) -> list[Hit]:
        """The hits of a category that the text says itself, positively."""
        return [hit for hit in self.all(category) if hit.meant]

    def within(self, category: str, start: int, end: int) -> list[Hit]:
        """The hits of a category that begin between two offsets (the end left out)."""
        hits = self.all(category)
        if not hits:
            return []
        first = bisect_left(hits, start, key=_start)
        return hits[first : bisect_left(hits, end, lo=first, key=_start)]

    def has_near(self, category: str, sentence: int, reach: int = 0) -> bool:
        """Whether a category is hit in this sentence or up to `reach` sentences away."""
        return any(abs(hit.sentence - sentence) <= reach for hit in self.all(category))

    @property
    def vocabulary(self) -> frozenset[str]:
        """The different words, in lower case."""
        return self.cut.vocabulary

    @property
    def words(self) -> int:
        """How many words (with a letter in them) the text has."""
        return self.cut.count

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
    """Find everything of the lists in a text, which has these headings."""
    folded = fold(text)
    worded = WordedText(text, folded, tokens_of(folded.text), lists, sections or [])
    if lists is not None:
        for match in lists.book.find(worded.tokens, worded.vocabulary):
            worded.matches.setdefault(match.category, []).append(match)
    return worded


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
            if not _is_turned(tokens, at, lists):
                return True
            break  # what it turns may be taken back behind: "damit niemand …, geben Sie … nicht weiter"
    for at in range(match.last + 1, min(len(tokens), match.last + 1 + WORDS_AFTER)):
        word = tokens[at]
        if word == SENTENCE_END or word in lists.scope_ends:
            break
        if word in lists.negators_after:
            return at + 1 >= len(tokens) or tokens[at + 1] not in lists.flips
    return False


def _is_turned(tokens: list[str], at: int, lists: LanguageLists) -> bool:
    """Whether a negator does not negate: "do not hesitate to …", "zögern Sie nicht", "if you do not …"."""
    if _tells_purpose(tokens, at, lists):
        return True
    before, after = tokens[max(0, at - 4) : at][::-1], tokens[at : at + 3]
    if SENTENCE_END in before:
        before = before[: before.index(SENTENCE_END)]
    if SENTENCE_END in after:
        after = after[: after.index(SENTENCE_END)]
    return not (lists.flips.isdisjoint(before[:2] + after) and lists.conditionals.isdisjoint(before))


def _tells_purpose(tokens: list[str], at: int, lists: LanguageLists) -> bool:
    """Whether a negator tells what shall be prevented, as in "pour ne pas perdre l'accès"."""
    while at > 0 and tokens[at - 1] in lists.negators:  # "ne pas" are two
        at -= 1
    before = tokens[max(0, at - 2) : at]
    return bool(before) and (before[-1] in lists.purposes or " ".join(before) in lists.purposes)


def _inside(at: int, stretches: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in stretches)
