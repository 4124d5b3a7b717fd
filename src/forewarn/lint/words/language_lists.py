"""The word lists of one language, read once from `lists/<language>.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from forewarn.lint.words.phrases import PhraseBook, parse_phrases

LANGUAGES = ("en", "es", "fr", "de")


@dataclass(frozen=True)
class LanguageLists:
    """The phrases of a language and the words that turn a meaning round."""

    language: str
    book: PhraseBook
    categories: frozenset[str]
    negators: frozenset[str]
    negators_after: frozenset[str]
    negators_inside: frozenset[str]
    conditionals: frozenset[str]
    flips: frozenset[str]
    purposes: frozenset[str]
    scope_ends: frozenset[str]
    exact: dict[str, frozenset[str]]

    def is_exactly(self, category: str, text: str) -> bool:
        """Whether the whole text, without case and marks at its ends, is one entry of the category."""
        return text in self.exact.get(category, ())


@lru_cache(maxsize=1)
def _everywhere() -> dict[str, str]:
    content: dict[str, str] = tomllib.loads(
        (files("forewarn.lint.words.lists") / "everywhere.toml").read_text(encoding="utf-8")
    )
    return content


@lru_cache(maxsize=32)
def everywhere(name: str) -> frozenset[str]:
    """A list that holds in every language (lists/everywhere.toml)."""
    return frozenset(_everywhere()[name].split())


@lru_cache(maxsize=8)
def lists_for(language: str) -> LanguageLists | None:
    """The lists of a language ("en", "es", "fr", "de"); None where there are none."""
    if language not in LANGUAGES:
        return None
    content = tomllib.loads((files("forewarn.lint.words.lists") / f"{language}.toml").read_text(encoding="utf-8"))
    phrases: dict[str, list[str]] = content["phrases"]
    book = PhraseBook()
    for category, entries in phrases.items():
        for written in entries:
            book.add(parse_phrases(category, written))
    return LanguageLists(
        language=language,
        book=book,
        categories=frozenset(phrases),
        negators=frozenset(content["negators"]),
        negators_after=frozenset(content["negators_after"]),
        negators_inside=frozenset(content["negators_inside"]),
        conditionals=frozenset(content["conditionals"]),
        flips=frozenset(content["flips"]),
        purposes=frozenset(content["purposes"]),
        scope_ends=frozenset(content["scope_ends"]),
        exact={category: frozenset(entries) for category, entries in phrases.items()},
    )
