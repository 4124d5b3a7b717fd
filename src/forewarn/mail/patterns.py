"""Expressions that are tried on a text only where a letter stands in it that they cannot do without."""

from __future__ import annotations

import re
from collections.abc import Iterator


class Guarded:
    """An expression, and pieces of text of which each of its matches holds one.

    A text without any of them is not searched: to look for a letter takes a fiftieth of the time that it takes to try an
    expression at every place. Where the expression ignores case, the pieces are written without it.
    """

    def __init__(self, expression: str, *needed: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self.pattern = re.compile(expression, flags)
        self.needed = needed
        self._folds = bool(flags & re.IGNORECASE)

    def may_stand_in(self, text: str) -> bool:
        """Whether a match is possible at all."""
        return any(map((text.casefold() if self._folds else text).__contains__, self.needed))

    def search(self, text: str) -> re.Match[str] | None:
        """The first match."""
        return self.pattern.search(text) if self.may_stand_in(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every match in order."""
        return self.pattern.finditer(text) if self.may_stand_in(text) else iter(())

    def replaced(self, text: str, by: str) -> str:
        """The text with something else, taken literally, in place of every match."""
        return self.pattern.sub(lambda found: by, text) if self.may_stand_in(text) else text
