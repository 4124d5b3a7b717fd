"""What staff typed to find a sighting, as it is looked for."""

from __future__ import annotations

import re

MAX_WORDS = 8  # each is one more condition
NUMBER_KEPT = 9  # digits of a phone number by which a lure is known: without the country code


def sought(typed: str) -> list[str]:
    """The words to look for: addresses as the screens write them become hosts again, a phone number its last digits."""
    if re.fullmatch(r"[\d\s()+./-]{7,}", typed.strip()):
        return ["".join(c for c in typed if c.isdigit())[-NUMBER_KEPT:]]
    return [word for word in map(_plain, typed.split()[:MAX_WORDS]) if word]


def _plain(word: str) -> str:
    """A host without what stands before and behind it; any other word as it is."""
    found = re.fullmatch(r"h(?:tt|xx)ps?://([^/?#]+).*", word, re.IGNORECASE)
    return (found[1] if found else word).replace("[.]", ".")
