"""Did it help? Two groups of customers, those who were told and those who were held out, by what happened to them.

Shares with Wilson's interval (1927), their difference with Newcombe's (1998, method 10): both hold for few people and for
rare events, where the usual intervals do not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from forewarn.lessons.rules.detection import SMALLEST_COHORT

CONFIDENCE = 0.95
PER = 10_000  # customer-months, as evidence F counts account takeovers
DAYS_IN_MONTH = 365.25 / 12
_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


@dataclass(frozen=True, slots=True)
class Share:
    """Customers something happened to, of all in the group, with the ends of the interval (0 to 1)."""

    hit: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself."""
        return self.hit / self.of


@dataclass(frozen=True, slots=True)
class Effect:
    """What the two groups came to. `difference` is told minus held out: below 0, less happened to those who were told."""

    told: Share
    held: Share
    difference: float
    low: float
    high: float
    months: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0 or self.high < 0

    def rate(self, share: Share) -> float:
        """Customers it happened to, per 10,000 customer-months."""
        return share.value / self.months * PER


def share(hit: int, of: int) -> Share:
    """A share with Wilson's interval."""
    p, weight = hit / of, _Z**2 / of
    middle = (p + weight / 2) / (1 + weight)
    reach = _Z / (1 + weight) * math.sqrt(p * (1 - p) / of + weight / (4 * of))
    return Share(hit, of, max(0.0, middle - reach), min(1.0, middle + reach))


def effect(*, told: int, told_hit: int, held: int, held_hit: int, days: float) -> Effect | None:
    """The two groups compared over so many days; None where either is too small to be shown."""
    if min(told, held) < SMALLEST_COHORT or days <= 0:
        return None
    one, other = share(told_hit, told), share(held_hit, held)
    difference = one.value - other.value
    below = math.hypot(one.value - one.low, other.high - other.value)
    above = math.hypot(one.high - one.value, other.value - other.low)
    return Effect(one, other, difference, difference - below, difference + above, days / DAYS_IN_MONTH)
