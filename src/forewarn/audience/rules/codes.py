"""One-time codes: how long, how often, and how they are told apart from a guess."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

ADDRESS_PURPOSE, SOURCE_PURPOSE, CODE_PURPOSE = "one-time code address", "one-time code source", "one-time code"
DIGITS = 6  # NIST SP 800-63B-4 section 3.1.3: a secret of one use with at least 20 bits (six decimal digits)
LIFETIME = timedelta(minutes=15)  # long enough for slow mail; NIST allows ten minutes for codes by telephone
MAX_ATTEMPTS = 5  # per code; with the limits below one address can be guessed at 50 times a day, one in 20,000
KEPT = timedelta(days=2)  # rows, for counting; longer than the longest window below


@dataclass(frozen=True, slots=True)
class Limit:
    """So many codes within a time, counted back from now."""

    codes: int
    within: timedelta


PER_ADDRESS = (Limit(3, timedelta(minutes=15)), Limit(10, timedelta(days=1)))
PER_SOURCE = (
    Limit(10, timedelta(minutes=15)),
    Limit(60, timedelta(days=1)),
)  # a household or office shares one address
WRONG_PER_SOURCE = (
    Limit(20, timedelta(minutes=15)),
    Limit(100, timedelta(days=1)),
)  # wrong codes typed from one place, whatever the address: far more than slips, far too few to guess one in a million


def typed_code(text: str) -> str:
    """A code as a person typed it, with its digits alone."""
    return "".join(c for c in text if c.isascii() and c.isdigit())


def shown_code(code: str) -> str:
    """A code as it stands in the mail: in two halves, easier to copy."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"
