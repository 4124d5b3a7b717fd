"""The reading grade of a text, by the formula made for its language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

MAX_GRADED_CHARACTERS = 20_000  # more changes the grade little and costs time
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.)])\s+", re.MULTILINE)
_URL = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")
_ENDED = re.compile(r"[.!?:…]\s*\Z")
_SPLIT = re.compile(r"(?<=[.!?…])\s+|\n{2,}")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Grade:
    """A school grade as the United States count it, by which formula, and the words per sentence."""

    grade: float
    formula: str
    mean_sentence: float


def reading_grade(text: str, language: str) -> Grade | None:
    """The grade of a text in English, German, French or Spanish; None for another language."""
    formula = _FORMULAS.get(language)
    sentences = _sentences(text[:MAX_GRADED_CHARACTERS])
    words = [len(_WORD.findall(s)) for s in sentences]
    counted = [n for n in words if n >= 3]  # headings of one or two words are no sentences
    if formula is None or not counted:
        return None
    from textstat import textstat  # it takes 0.2 s to import

    plain = " ".join(s.rstrip(" .!?:…") + "." for s, n in zip(sentences, words, strict=True) if n >= 3)
    name, grade = formula(textstat, language, plain)
    return Grade(max(0.0, grade), name, sum(counted) / len(counted))


def _sentences(text: str) -> list[str]:
    """The sentences: lines of a list count as one each, wrapped lines of a paragraph are joined."""
    plain = _URL.sub("link", _BULLET.sub("\n\n", text))
    paragraphs = re.split(r"\n\s*\n", plain)
    found: list[str] = []
    for paragraph in paragraphs:
        joined = " ".join(paragraph.split())
        found += [s.strip() for s in _SPLIT.split(joined) if s.strip()]
    return found


def _english(library: Any, language: str, text: str) -> tuple[str, float]:
    library.set_lang("en_US")
    return "Flesch-Kincaid", float(library.flesch_kincaid_grade(text))


def _german(library: Any, language: str, text: str) -> tuple[str, float]:
    library.set_lang("de")
    return "Wiener Sachtextformel", float(library.wiener_sachtextformel(text, 1))


def _reading_ease(library: Any, language: str, text: str) -> tuple[str, float]:
    library.set_lang(language)
    ease = float(library.flesch_reading_ease(text))
    return ("Kandel-Moles" if language == "fr" else "Fernández Huerta"), _grade_of_ease(ease)


def _grade_of_ease(ease: float) -> float:
    """The school grade that Flesch's table gives a reading ease: 90 is grade 5, 60 to 70 grades 8 and 9, 30 college."""
    steps = ((90, 5.0), (80, 6.0), (70, 7.0), (60, 8.5), (50, 11.0), (30, 14.0), (0, 17.0))
    for (high, low_grade), (low, high_grade) in pairwise(steps):
        if ease >= high:
            return low_grade
        if ease >= low:
            return low_grade + (high - ease) / (high - low) * (high_grade - low_grade)
    return 17.0


_FORMULAS = {"en": _english, "de": _german, "fr": _reading_ease, "es": _reading_ease}
