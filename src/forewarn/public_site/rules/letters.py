"""What a published message contains that a changed copy would add: links and telephone numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>«»“”\"')]+", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,])\+?\(?\d[\d ()/.-]{6,}\d(?![\w.,]\d)")
MIN_DIGITS = 7  # digits of a telephone number; fewer are years, prices and days
_DAY = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")


@dataclass(frozen=True, slots=True)
class Contents:
    """The links and telephone numbers in a text, each once, in order."""

    links: tuple[str, ...]
    numbers: tuple[str, ...]


def contents_of(text: str) -> Contents:
    """The links and telephone numbers written in a text."""
    links = dict.fromkeys(match.group().rstrip(".,;:!?") for match in _LINK.finditer(text))
    bare = _LINK.sub(" ", text)
    found = (match.group().strip() for match in _NUMBER.finditer(bare))
    numbers = dict.fromkeys(n for n in found if sum(c.isdigit() for c in n) >= MIN_DIGITS and not _DAY.fullmatch(n))
    return Contents(tuple(links), tuple(numbers))
