"""Words for comparing: without case, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata

# Letters that no reader sees.
INVISIBLE = frozenset(
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\u202a\u202b\u202c\u202d\u202e"
)
_NOT_WORD = re.compile(r"[\W_]+")
_VOICED = "\u3099\u309a"  # marks that make another letter of a Japanese one, no accents


def folded(text: str) -> str:
    """The text for comparing: lower case, no accents, words parted by single spaces."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.casefold())
        bare = "".join(c for c in decomposed if not unicodedata.combining(c) or c in _VOICED)
        text = unicodedata.normalize("NFC", bare)
    return _NOT_WORD.sub(" ", text.lower()).strip()
