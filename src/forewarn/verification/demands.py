"""What a lure wants, in few words: a secret, an answer, money, haste."""

from __future__ import annotations

from forewarn.lint.words.language_lists import lists_for
from forewarn.lint.words.text import word_text
from forewarn.verification.summary import SECRETS

LANGUAGES = ("en", "es", "fr", "de")  # of the word lists
DEMANDS = ("ask_secret", "reply_with", "ask_money", "demand", "urgency", "threat")  # their categories


def asks(words: str) -> bool:
    """Whether words ask for something, in any of the languages that there are lists for, or name a secret."""
    return bool(SECRETS.search(words)) or any(_asks_in(words, language) for language in LANGUAGES)


def _asks_in(words: str, language: str) -> bool:
    worded = word_text(words, lists_for(language))
    return any(worded.meant(category) for category in DEMANDS)
