"""What a text says, as a short set of numbers that stays nearly the same when names, codes and addresses in it change.

A bottom-k sketch: every run of three words is hashed and the smallest hashes are kept; the share that two sketches have
in common estimates the share of runs that the texts have in common (Broder 1997, Jaccard resemblance).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from forewarn.mail.lookalikes.skeletons import plain_letters

SKETCH = 96  # hashes kept: the estimate is right to about 0.05
KEYS = 8  # hashes by which a record is looked up; two texts alike to 0.8 share one of them almost surely
RUN = 3  # words
MAX_CHARACTERS = 200_000  # of text that are read; a long newsletter has 20,000
# An address is looked for from where its first word begins: a long run of letters is read once, not from each of them.
_WEB = re.compile(r"(?:https?://|www\.)\S+|(?<![^\s@<>])[^\s@<>]+@[^\s@<>]+")
_WORD = re.compile(r"[^\W\d_]{2,}")


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
        union = sorted({*self.sketch, *other.sketch})[:SKETCH]
        both = set(self.sketch) & set(other.sketch)
        return sum(1 for number in union if number in both) / len(union)

    def to_bytes(self) -> bytes:
        """The fingerprint for storing."""
        return struct.pack(f">I{len(self.sketch)}Q", self.runs, *self.sketch)

    @classmethod
    def from_bytes(cls, data: bytes) -> Fingerprint:
        """The fingerprint from what `to_bytes` gave."""
        runs, *sketch = struct.unpack(f">I{(len(data) - 4) // 8}Q", data)
        return cls(tuple(sketch), runs)


@dataclass(frozen=True)
class Words:
    """The words of a text without digits, addresses and links, in plain letters."""

    text: str

    @cached_property
    def list(self) -> list[str]:
        """The words in order."""
        return _WORD.findall(plain_letters(_WEB.sub(" ", self.text[:MAX_CHARACTERS])))


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a text; empty for a text without words."""
    words = Words(text).list
    if not words:
        return Fingerprint((), 0)
    runs = {" ".join(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1))}
    hashes = sorted(int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big") for run in runs)
    return Fingerprint(tuple(hashes[:SKETCH]), len(runs))
