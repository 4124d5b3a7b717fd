"""Verbs of leak notices and the states of evidence they claim (evidence A.7)."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

from forewarn.lint.words.text import WordedText


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
    for place, token in enumerate(worded.tokens):
        states = claims.get(token.word)
        if states is None:
            continue
        before = [t.word for t in worded.tokens[max(0, place - 4) : place] if t.sentence == token.sentence]
        if negated.isdisjoint(before):
            start, end = worded.folded.original(token.start), worded.folded.original(token.end - 1) + 1
            found.append((worded.text[start:end], start, end, states))
    return found
