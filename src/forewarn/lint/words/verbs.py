"""Verbs of leak notices and the states of evidence they claim (evidence A.7)."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

from forewarn.lint.words.text import WordedText
from forewarn.lint.words.tokens import SENTENCE_END


@lru_cache(maxsize=1)
def _verbs() -> dict[str, dict[str, list[str]]]:
    content: dict[str, dict[str, list[str]]] = tomllib.loads(
        (files("forewarn.lint.words.lists") / "states.toml").read_text(encoding="utf-8")
    )
    return content


@lru_cache(maxsize=8)
def _claims(language: str) -> dict[str, frozenset[str]]:
    """Word → the states it may stand for."""
    claims: dict[str, set[str]] = {}
    for state, words in _verbs().get(language, {}).items():
        for word in words:
            claims.setdefault(word, set()).update(state.split("_or_"))
    return {word: frozenset(states) for word, states in claims.items()}


def stated_verbs(worded: WordedText, language: str) -> list[tuple[str, int, int, frozenset[str]]]:
    """Each verb of state with its offsets and the states it claims; negated ones ("was not copied") left out."""
    claims = _claims(language)
    negated = {"not", "nicht", "kein", "keine", "no", "pas", "never", "nie", "nunca", "ni", "n'a", "n'ont"}
    found: list[tuple[str, int, int, frozenset[str]]] = []
    for place, word in enumerate(worded.tokens):
        states = claims.get(word)
        if states is None:
            continue
        before = worded.tokens[max(0, place - 4) : place]
        if SENTENCE_END in before:
            before = before[len(before) - before[::-1].index(SENTENCE_END) :]
        if negated.isdisjoint(before):
            start, end = worded.span(place, place)
            found.append((worded.text[start:end], start, end, states))
    return found
