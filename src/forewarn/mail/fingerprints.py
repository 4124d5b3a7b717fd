"""What a text says, as a short set of numbers that stays nearly the same when names, codes and addresses in it change.

A bottom-k sketch: every run of three words is hashed and the smallest hashes are kept; the share that two sketches have
in common estimates the share of runs that the texts have in common (Broder 1997, Jaccard resemblance).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from hashlib import blake2b

from forewarn.mail.lookalikes.skeletons import plain_letters

SKETCH = 96  # hashes kept: the estimate is right to about 0.05
KEYS = 8  # hashes by which a record is looked up; two texts alike to 0.8 share one of them almost surely
RUN = 3  # words
MAX_CHARACTERS = 200_000  # of text that are read; a long newsletter has 20,000
# An address is looked for from where its first word begins: a long run of letters is read once, not from each of them.
_WEB = re.compile(r"(?:h(?:tt|xx)ps?://|www\.)\S+")  # also where it was made harmless
_WEB_OR_MAIL = re.compile(rf"{_WEB.pattern}|(?<![^\s@<>])[^\s@<>]+@[^\s@<>]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ASCII_WORD = re.compile(r"[a-z]{2,}")  # four times as fast


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The sketch of a text: ascending 64-bit numbers, and how many runs of words the text has."""

    sketch: tuple[int, ...]
    runs: int

    @property
    def keys(self) -> tuple[int, ...]:
        """The numbers to look a record up by: candidates share at least one."""
        return self.sketch[:KEYS]

    def resemblance(self, other: Fingerprint) -> float:
        """The estimated share of runs of words in common, 0 to 1."""
        if not self.sketch or not other.sketch:
            return 0.0
        own, others = set(self.sketch), set(other.sketch)
        both = own & others
        if not both:
            return 0.0
        union = sorted(own | others)[:SKETCH]
        return len(both.intersection(union)) / len(union)

    def containment(self, other: Fingerprint) -> float:
        """The estimated share of the shorter text's runs that the longer one has, too, 0 to 1 (Broder 1997)."""
        fewer = min(self.runs, other.runs)
        if not fewer:
            return 0.0
        alike = self.resemblance(other)
        return min(1.0, alike * (self.runs + other.runs) / (1 + alike) / fewer)

    def to_bytes(self) -> bytes:
        """The fingerprint for storing."""
        return struct.pack(f">I{len(self.sketch)}Q", self.runs, *self.sketch)

    @classmethod
    def from_bytes(cls, data: bytes) -> Fingerprint:
        """The fingerprint from what `to_bytes` gave."""
        runs, *sketch = struct.unpack(f">I{(len(data) - 4) // 8}Q", data)
        return cls(tuple(sketch), runs)


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a text; empty for a text without words."""
    words = _words(text[:MAX_CHARACTERS])
    if not words:
        return Fingerprint((), 0)
    runs = {" ".join(words)} if len(words) < RUN else set(map(" ".join, zip(words, words[1:], words[2:], strict=False)))
    digests = sorted(blake2b(run.encode(), digest_size=8).digest() for run in runs)
    return Fingerprint(tuple(int.from_bytes(digest, "big") for digest in digests[:SKETCH]), len(runs))


def _words(text: str) -> list[str]:
    """The words in order without digits, addresses and links, in plain letters."""
    plain = plain_letters((_WEB_OR_MAIL if "@" in text else _WEB).sub(" ", text))
    return (_ASCII_WORD if plain.isascii() else _WORD).findall(plain)
