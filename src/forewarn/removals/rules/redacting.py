"""What a vendor answers is kept as proof for years; whom it concerns is not."""

from __future__ import annotations

import re
from collections.abc import Iterable

SHORTEST = 3  # characters of something that names a person: a shorter one would also stand for other things
INSTEAD = "(the customer)"


def without(words: str, person: Iterable[str]) -> str:
    """The words without what names the person: whole words, in capitals or not, the longest first."""
    names = sorted({name.strip() for name in person if len(name.strip()) >= SHORTEST}, key=len, reverse=True)
    if not names:
        return words
    return re.sub(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", INSTEAD, words, flags=re.IGNORECASE)
