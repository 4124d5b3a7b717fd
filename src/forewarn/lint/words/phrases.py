"""Phrases of the word lists, and finding all of them in one pass over the words of a text.

How phrases are written in the lists: words by single spaces; `a|b` either; `word?` may be missing (`a?|b?` both may); `stem*` any ending;
`#` a number; `..` up to three words of any kind. `%`, `€`, `$` and `£` are words; a hyphen parts words. Case does not
matter; a phrase never crosses the end of a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress, product
from typing import NamedTuple

from forewarn.lint.words.tokens import SENTENCE_END

MAX_GAP = 3  # words that ".." may stand for
MAX_REMEMBERED = 50_000  # words whose phrases are kept; the vocabulary of mail is smaller


@dataclass(frozen=True, slots=True)
class Step:
    """One place of a phrase: words or stems that fit, whether it may be missing, or a gap of any words."""

    words: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()
    optional: bool = False
    gap: bool = False
    number: bool = False
    is_plain: bool = False  # exactly one of its words has to stand here

    def fits(self, word: str) -> bool:
        """Whether this word may stand here."""
        if word in self.words or (self.number and word[:1].isdigit()):
            return True
        return bool(self.stems) and word.startswith(self.stems)


@dataclass(frozen=True)
class Phrase:
    """A phrase of one category, step by step."""

    category: str
    steps: tuple[Step, ...]
    written: str

    @cached_property
    def needed(self) -> tuple[frozenset[str], ...]:
        """The words after the first of which one each must stand in the text; the fewest first."""
        return tuple(sorted((step.words for step in self.steps[1:] if step.is_plain), key=len))

    def may_stand(self, vocabulary: frozenset[str]) -> bool:
        """Whether what comes after its first word could stand among these words."""
        return not any(map(vocabulary.isdisjoint, self.needed))


class Match(NamedTuple):
    """A phrase found: which category, from which to which word (the last one included)."""

    category: str
    first: int
    last: int


def parse_phrases(category: str, written: str) -> list[Phrase]:
    """Read one phrase as written in a list; hyphens and a first word that may be missing make several of it."""
    spellings = product(*(_spellings(piece) for piece in written.lower().replace("%", " % ").split()))
    phrases: list[Phrase] = []
    for spelling in spellings:
        pieces = [piece for part in spelling for piece in part]
        while pieces and pieces[0].endswith("?"):  # with it and without it
            phrases.append(Phrase(category, tuple(map(_step, [pieces[0][:-1], *pieces[1:]])), written))
            pieces = pieces[1:]
        if not pieces or pieces[0] == "..":
            raise ValueError(f"{category}: {written!r} must begin with a word")
        phrases.append(Phrase(category, tuple(map(_step, pieces)), written))
    return phrases


def _spellings(piece: str) -> list[list[str]]:
    """The ways to spell one place, word by word: "log-in|login" is "log in" and "login"."""
    optional = "?" if "?" in piece else ""
    options = piece.replace("?", "").split("|")
    plain = "|".join(o for o in options if "-" not in o)
    spelled = [option.split("-") for option in options if "-" in option]
    if plain:
        spelled.insert(0, [plain + optional])
    elif optional:
        spelled.append([])
    return spelled


def _step(piece: str) -> Step:
    if piece == "..":
        return Step(optional=True, gap=True)
    options = piece.removesuffix("?").split("|")
    words = frozenset(o for o in options if not o.endswith("*") and o != "#")
    optional = piece.endswith("?")
    return Step(
        words=words,
        stems=tuple(o[:-1] for o in options if o.endswith("*")),
        optional=optional,
        number="#" in options,
        is_plain=len(words) == len(options) and not optional,
    )


class Beginning(NamedTuple):
    """What a word may begin: phrases by that word alone, and by the word that follows."""

    alone: list[Phrase]
    pairs: dict[str, list[Phrase]]
    is_number: bool


@dataclass
class PhraseBook:
    """All phrases of a language, found in one pass: keyed by their first two words, else by the first or its stem."""

    by_pair: dict[str, dict[str, list[Phrase]]] = field(default_factory=dict)
    by_word: dict[str, list[Phrase]] = field(default_factory=dict)
    by_stem: dict[str, list[Phrase]] = field(default_factory=dict)
    numbers: list[Phrase] = field(default_factory=list)
    stem_lengths: tuple[int, ...] = ()
    _known: dict[str, Beginning | None] = field(default_factory=dict)  # what was looked up before

    def add(self, phrases: Iterable[Phrase]) -> None:
        """Add phrases."""
        for phrase in phrases:
            first = phrase.steps[0]
            second = phrase.steps[1] if len(phrase.steps) > 1 else None
            for word in first.words:
                if second is not None and second.is_plain:
                    pairs = self.by_pair.setdefault(word, {})
                    for following in second.words:
                        pairs.setdefault(following, []).append(phrase)
                else:
                    self.by_word.setdefault(word, []).append(phrase)
            for stem in first.stems:
                self.by_stem.setdefault(stem, []).append(phrase)
            if first.number:
                self.numbers.append(phrase)
        self.stem_lengths = tuple(sorted({len(stem) for stem in self.by_stem}))

    def find(self, words: list[str], vocabulary: frozenset[str]) -> list[Match]:
        """Every phrase in these words, the longest of each category at each place; SENTENCE_END parts sentences.

        `vocabulary` is the different ones among them, SENTENCE_END left out.
        """
        beginnings = self._beginnings(vocabulary)
        if not beginnings:
            return []
        words = [*words, SENTENCE_END]
        found: list[Match] = []
        for place in compress(range(len(words)), map(beginnings.__contains__, words)):
            candidates, pairs = beginnings[words[place]]
            paired = pairs.get(words[place + 1]) if pairs else None
            if paired:
                found += _longest([*candidates, *paired], words, place)
            elif candidates:
                found += _longest(candidates, words, place)
        return found

    def _beginnings(self, vocabulary: frozenset[str]) -> dict[str, tuple[list[Phrase], dict[str, list[Phrase]]]]:
        """The words that may begin a phrase: the phrases by that word alone, and those by the word that follows."""
        found: dict[str, tuple[list[Phrase], dict[str, list[Phrase]]]] = {}
        numbers = [phrase for phrase in self.numbers if phrase.may_stand(vocabulary)]
        known = self._known
        for word in vocabulary:
            beginning = known[word] if word in known else self._look_up(word)
            if beginning is None:
                continue
            candidates = [phrase for phrase in beginning.alone if phrase.may_stand(vocabulary)]
            if beginning.is_number:
                candidates += numbers
            near = {
                second: standing
                for second in vocabulary.intersection(beginning.pairs)
                if (standing := [phrase for phrase in beginning.pairs[second] if phrase.may_stand(vocabulary)])
            }
            if candidates or near:
                found[word] = candidates, near
        return found

    def _look_up(self, word: str) -> Beginning | None:
        """What this word may begin, itself or by its stem; None where that is nothing, as for most words."""
        alone = list(self.by_word.get(word, ()))
        for length in self.stem_lengths:
            alone += self.by_stem.get(word[:length], ())
        beginning = Beginning(alone, self.by_pair.get(word, {}), word[0].isdigit())
        kept = beginning if any(beginning) else None
        if len(self._known) < MAX_REMEMBERED:
            self._known[word] = kept
        return kept


def _longest(candidates: list[Phrase], words: list[str], place: int) -> list[Match]:
    ends: dict[str, int] = {}
    for phrase in candidates:
        last = _end(phrase.steps, 1, words, place)
        if last >= 0 and last > ends.get(phrase.category, -1):
            ends[phrase.category] = last
    return [Match(category, place, last) for category, last in ends.items()]


def _end(steps: tuple[Step, ...], at: int, words: list[str], place: int) -> int:
    """The last word of the phrase that has reached `place` before step `at`; -1 where it does not fit.

    `words` ends with SENTENCE_END, so that a word always follows.
    """
    for number in range(at, len(steps)):
        step = steps[number]
        if step.is_plain:
            if words[place + 1] not in step.words:
                return -1
            place += 1
        elif step.gap:
            return _end_after_gap(steps, number + 1, words, place)
        elif step.fits(words[place + 1]):
            last = _end(steps, number + 1, words, place + 1)
            if last >= 0 or not step.optional:
                return last
        elif not step.optional:
            return -1
    return place


def _end_after_gap(steps: tuple[Step, ...], at: int, words: list[str], place: int) -> int:
    for skipped in range(place, place + MAX_GAP + 1):
        if words[skipped] == SENTENCE_END:
            return -1
        last = _end(steps, at, words, skipped)
        if last >= 0:
            return last
    return -1
