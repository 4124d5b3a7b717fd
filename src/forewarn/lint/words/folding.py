"""Text as the word lists see it: disguised letters back to plain ones, with the offsets of the original kept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Letters of other alphabets that lures put among Latin ones because they look alike (from Unicode confusables).
_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХѴԌԚԜаеіјѕорсухѵԁһԛԝӏѡʏΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹαγικνορτυχϲⅼⅽⅾⅿⅴⅰⅹոսօցһꓲꓳꓦΥՏԍ",
    "ABESIJKMHOPCTYXVGQWaeijsopcyxvdhqwlwyABEZHIKMNOPTYXCayiknoptuxclcdmvixnuoghIOVYSG",
)
_STRAY = re.compile("[\u0300-\u036f\u0483-\u0489\u0730-\u074a\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f]")
_NEEDS_WORK = re.compile(
    "[\u0300-\u036f\u0370-\u058f\u0730-\u074a\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u2160-\u217f\uff01-\uff5e\ua4d0-\ua4ff\U0001d400-\U0001d7ff\u24b6-\u24e9\u1d00-\u1dbf]"
)
_WORD = re.compile(r"[^\W\d_]+")
_MARKS_PER_LETTER = 0.15  # share of stray marks above which they are a disguise and not accents of a script


@dataclass(frozen=True, slots=True)
class Folded:
    """Plain text and, where letters were dropped, the original offset of each kept letter."""

    text: str
    kept: tuple[int, ...] = ()
    disguised: bool = False

    def original(self, at: int) -> int:
        """The offset in the original text of this offset in the folded text."""
        if not self.kept:
            return at
        return self.kept[at] if at < len(self.kept) else (self.kept[-1] + 1)


def fold(text: str) -> Folded:
    """Undo disguises: styled and full-width letters, look-alikes of other alphabets inside Latin words, stray marks."""
    if text.isascii() or not _NEEDS_WORK.search(text):
        return Folded(text)
    plain = "".join(_plain_letter(c) if ord(c) > 0x2000 else c for c in text)
    plain = _WORD.sub(_unmix, plain)
    stray = [m.start() for m in _STRAY.finditer(plain)]
    if not stray:
        return Folded(plain, disguised=plain != text)
    gone = set(stray)
    kept = tuple(i for i in range(len(plain)) if i not in gone)
    return Folded("".join(plain[i] for i in kept), kept, disguised=len(gone) > _MARKS_PER_LETTER * len(kept))


@lru_cache(maxsize=4_096)
def _plain_letter(letter: str) -> str:
    """The compatibility form of a letter where that is one letter ("𝗬" is "Y"), else the letter."""
    form = unicodedata.normalize("NFKC", letter)
    return form if len(form) == 1 else letter


def _unmix(found: re.Match[str]) -> str:
    """A word with look-alikes turned to Latin, where that makes it a Latin word and it has Latin letters or none else."""
    word = found.group(0)
    if word.isascii():
        return word
    turned = word.translate(_ALIKE)
    if turned != word and all(ord(c) < 0x250 for c in turned):
        return turned
    return word


def is_disguised(text: str) -> bool:
    """Whether letters of the text pose as others: styled letters, or alphabets mixed inside one word."""
    if text.isascii() or not _NEEDS_WORK.search(text):
        return False
    if any(0x1D400 <= ord(c) <= 0x1D7FF for c in text):
        return True
    for found in _WORD.finditer(text):
        word = found.group(0)
        latin = sum(ord(c) < 0x250 for c in word)
        turned = word.translate(_ALIKE)
        if latin and turned != word and all(ord(c) < 0x250 for c in turned):
            return True
    return bool(fold(text).disguised and _STRAY.search(text))
