"""The reading grade of a text, by the formula made for its language.

English, French and Spanish by textstat. German by the first Wiener Sachtextformel, counted here: textstat would read
hyphenation patterns for half a second, and German spelling shows its syllables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

from forewarn.mail.patterns import Guarded
from forewarn.mail.stretches import Stretches

MAX_GRADED_CHARACTERS = 20_000  # more changes the grade little and costs time
CLEAR_MARGIN = 0.3  # grades; the rough count lies above that of textstat nearly always, by one on average
_BULLET = re.compile(r"^[^\S\n]*(?:[-*•·]|\d{1,2}[.)])\s+", re.MULTILINE)
_URL = Guarded(r"https?://\S+|www\.\S+|(?<!\S)\S+@\S+", "@", "www.", "://")
_BLANK_LINES = re.compile(r"\n\s*\n")
_SENTENCE_ENDS = re.compile(r" (?<=[.!?…] )")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_VOWELS = re.compile(r"(?!e[sd]?\b)[aeiouy]+|(?<=l)e\b", re.IGNORECASE)  # a mute e at the end is no syllable
_GERMAN_VOWELS = re.compile(r"ie|ei|ai|au|eu|äu|aa|ee|oo|[aeiouyäöüé]", re.IGNORECASE)


def _words(stretch: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(stretch))


_WORDS = Stretches(_words)


@dataclass(frozen=True, slots=True)
class Grade:
    """A school grade as the United States count it, by which formula, and the words per sentence."""

    grade: float
    formula: str
    mean_sentence: float


@dataclass(frozen=True, slots=True)
class Counted:
    """The sentences that are counted, each ended by a full stop, and their words."""

    sentences: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def mean_sentence(self) -> float:
        """Words per sentence."""
        return len(self.words) / len(self.sentences)


def reading_grade(text: str, language: str) -> Grade | None:
    """The grade of a text in English, German, French or Spanish; None for another language or no sentence."""
    counted = count(text)
    return grade_of(counted, language) if counted else None


def grade_of(counted: Counted, language: str) -> Grade | None:
    """The grade of counted sentences; None for a language without formula here."""
    if language not in ("en", "de", "fr", "es"):
        return None
    if language == "de":
        return Grade(max(0.0, _wiener(counted)), "Wiener Sachtextformel", counted.mean_sentence)
    from textstat import textstat  # it takes 0.2 s to import

    plain = " ".join(counted.sentences)
    textstat.set_lang("en_US" if language == "en" else language)
    if language == "en":
        return Grade(max(0.0, float(textstat.flesch_kincaid_grade(plain))), "Flesch-Kincaid", counted.mean_sentence)
    formula = "Kandel-Moles" if language == "fr" else "Fernández Huerta"
    return Grade(_grade_of_ease(float(textstat.flesch_reading_ease(plain))), formula, counted.mean_sentence)


def is_clearly_below(counted: Counted, language: str, limit: float) -> bool:
    """Whether a rough count already shows that an English text reads below this grade; never loads a library."""
    if language != "en":
        return False
    groups = sum(map(_vowel_groups, counted.words))
    rough = 0.39 * counted.mean_sentence + 11.8 * groups / len(counted.words) - 15.59
    return rough + CLEAR_MARGIN <= limit


def count(text: str) -> Counted | None:
    """The sentences of three words and more; headings of one or two words are none. None where there is no sentence."""
    sentences: list[str] = []
    words: list[str] = []
    for sentence in _sentences(text[:MAX_GRADED_CHARACTERS]):
        found = list(chain.from_iterable(_WORDS.of(sentence.split())))
        if len(found) >= 3:
            sentences.append(sentence.rstrip(" .!?:…") + ".")
            words += found
    return Counted(tuple(sentences), tuple(words)) if sentences else None


def _sentences(text: str) -> list[str]:
    """The sentences: lines of a list count as one each, wrapped lines of a paragraph are joined."""
    plain = _URL.replaced(_BULLET.sub("\n\n", text), "link")
    found: list[str] = []
    for paragraph in _BLANK_LINES.split(plain):
        found += filter(None, _SENTENCE_ENDS.split(" ".join(paragraph.split())))
    return found


def _wiener(counted: Counted) -> float:
    """Bamberger and Vanecek 1984, first formula: long words, long sentences, many syllables."""
    syllables = [_german_syllables(word) for word in counted.words]
    total = len(counted.words)
    many = 100 * sum(s >= 3 for s in syllables) / total
    long = 100 * sum(len(word) > 6 for word in counted.words) / total
    one = 100 * sum(s == 1 for s in syllables) / total
    return 0.1935 * many + 0.1672 * counted.mean_sentence + 0.1297 * long - 0.0327 * one - 0.875


@lru_cache(maxsize=50_000)
def _german_syllables(word: str) -> int:
    return len(_GERMAN_VOWELS.findall(word)) or 1


@lru_cache(maxsize=50_000)
def _vowel_groups(word: str) -> int:
    return len(_VOWELS.findall(word)) or 1


def _grade_of_ease(ease: float) -> float:
    """The school grade that Flesch's table gives a reading ease: 90 is grade 5, 60 to 70 grades 8 and 9, 30 college."""
    steps = ((90, 5.0), (80, 6.0), (70, 7.0), (60, 8.5), (50, 11.0), (30, 14.0), (0, 17.0))
    for (high, low_grade), (low, high_grade) in pairwise(steps):
        if ease >= high:
            return low_grade
        if ease >= low:
            return low_grade + (high - ease) / (high - low) * (high_grade - low_grade)
    return 17.0
