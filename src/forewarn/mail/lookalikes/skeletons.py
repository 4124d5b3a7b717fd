"""Words reduced to their shape (UTS #39), so that what looks the same compares the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

from forewarn.mail.folding import INVISIBLE

# ASCII letters and digits that stand for one another in lures; both sides of a comparison go through this.
_ASCII_SHAPES = {
    "1": "l",
    "i": "l",
    "|": "l",
    "!": "l",
    "0": "o",
    "5": "s",
    "$": "s",
    "3": "e",
    "@": "a",
    "4": "a",
    "7": "t",
}
_TURNED = re.compile("\u202e([^\u202c\u202e\n]*)\u202c?")
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


@lru_cache(maxsize=1)
def _shapes() -> dict[str, str]:
    """Letter → the ASCII letter it looks like; invisible letters → nothing."""
    table = dict.fromkeys(INVISIBLE, "")
    text = (files("forewarn.mail.lookalikes") / "confusables.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            target, _, letters = line.partition("\t")
            table.update(dict.fromkeys(letters, target))
    return table


class _PlainLetters(dict[int, str]):
    """Code point → plain letters, for str.translate; each worked out once, when it is first met."""

    def __missing__(self, code: int) -> str:
        shapes = _shapes()
        decomposed = unicodedata.normalize("NFKD", shapes.get(chr(code), chr(code)))
        bare = "".join(shapes.get(letter, letter) for letter in decomposed if not unicodedata.combining(letter))
        self[code] = bare.casefold()
        return self[code]


_PLAIN = _PlainLetters()


def plain_letters(text: str) -> str:
    """The text in lower case with accents, styles and look-alike letters of other scripts turned into ASCII ones."""
    return text.lower() if text.isascii() else as_shown(text).translate(_PLAIN)


def as_shown(text: str) -> str:
    """The text in the order in which it is shown: letters behind a right-to-left override stand the other way round."""
    return _TURNED.sub(lambda found: found.group(1)[::-1], text) if "\u202e" in text else text


@lru_cache(maxsize=65_536)
def skeleton(text: str) -> str:
    """The shape of a word: as `plain_letters`, with digits and letters that pass for one another made the same."""
    shape = plain_letters(text).translate(_ASCII_TABLE)
    for pair, single in _PAIRS:
        shape = shape.replace(pair, single)
    return shape


_ASCII_TABLE = str.maketrans(_ASCII_SHAPES)
