"""Signal detection: how well people tell look-alikes from genuine mail (d′) and which way they lean (c).

Signal is a look-alike, noise is genuine mail. The log-linear correction (Hautus 1995) keeps rates of 0 and 1 finite;
equal variances (evidence A.2). Intervals are bootstrapped over people, since one person's answers go together.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

SMALLEST_COHORT = 20  # people; below, nothing is shown (evidence F, pitfall 6)
SMALLEST_KIND = 10  # look-alikes and genuine mails per estimate, at least
RESAMPLES = 4_000  # the ends of an interval then vary by about 3 % of its length
CONFIDENCE = 0.99  # so that of any hundred cohorts at least 95 have their true value inside, not only on average
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Counts:
    """One person's answers: look-alikes shown and called so (hits), genuine mails shown and called fake (false alarms)."""

    hits: int
    signals: int
    false_alarms: int
    noises: int


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with the ends of its 99 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a cohort reached. `trust` is the share of genuine mail that was taken for genuine, uncorrected."""

    people: int
    hits: int
    signals: int
    false_alarms: int
    noises: int
    d: Interval
    c: Interval

    @property
    def hit_rate(self) -> float:
        """Look-alikes that were seen as such, 0 to 1, uncorrected."""
        return self.hits / self.signals

    @property
    def trust(self) -> float:
        """Genuine mail that was taken for genuine, 0 to 1, uncorrected."""
        return 1 - self.false_alarms / self.noises


def d_and_c(counts: Counts) -> tuple[float, float]:
    """d′ and c with the log-linear correction. d′ 0: cannot tell; c below 0: cries wolf; c above 0: too trusting."""
    hit = _NORMAL.inv_cdf((counts.hits + 0.5) / (counts.signals + 1))
    false = _NORMAL.inv_cdf((counts.false_alarms + 0.5) / (counts.noises + 1))
    return hit - false, -(hit + false) / 2


def estimate(people: Iterable[Counts], *, seed: int = 1, smallest: int = SMALLEST_COHORT) -> Estimate | None:
    """What these people reached together; None where they are too few to be shown, or were shown too little.

    The same people give the same interval: the random numbers come from `seed`.
    """
    alike = Counter(people)
    number = alike.total()
    total = _sum(alike)
    if number < smallest or min(total.signals, total.noises) < SMALLEST_KIND:
        return None
    d, c = d_and_c(total)
    d_ends, c_ends = _ends(alike, number, seed)
    return Estimate(
        number, total.hits, total.signals, total.false_alarms, total.noises, Interval(d, *d_ends), Interval(c, *c_ends)
    )


def ratio(after: Iterable[Counts], later: Iterable[Counts], *, seed: int = 1) -> Interval | None:
    """d′ of the later cohort over d′ of the earlier (1: nothing was forgotten); None where either is too small."""
    first, second = Counter(after), Counter(later)
    one, other = estimate(first.elements(), seed=seed), estimate(second.elements(), seed=seed)
    if one is None or other is None or one.d.low <= 0:
        return None  # a ratio to nothing means nothing
    below, _ = _resampled(first, first.total(), seed)
    above, _ = _resampled(second, second.total(), seed + 1)
    low, high = np.quantile(above / below, _tails(min(first.total(), second.total())))
    return Interval(other.d.value / one.d.value, float(low), float(high))


def _sum(alike: Counter[Counts]) -> Counts:
    return Counts(
        sum(one.hits * n for one, n in alike.items()),
        sum(one.signals * n for one, n in alike.items()),
        sum(one.false_alarms * n for one, n in alike.items()),
        sum(one.noises * n for one, n in alike.items()),
    )


def _resampled(alike: Counter[Counts], number: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """d′ and c of cohorts drawn with replacement. People with the same counts are drawn as one: same law, less work."""
    rows = sorted((p.hits, p.signals, p.false_alarms, p.noises, count) for p, count in alike.items())  # in any order
    kinds = np.array([row[:4] for row in rows], dtype=float)
    shares = np.array([row[4] for row in rows], dtype=float) / number
    drawn = np.random.default_rng(seed).multinomial(number, shares, size=RESAMPLES) @ kinds
    hit = _z((drawn[:, 0] + 0.5) / (drawn[:, 1] + 1))
    false = _z((drawn[:, 2] + 0.5) / (drawn[:, 3] + 1))
    return hit - false, -(hit + false) / 2


def _z(rates: np.ndarray) -> np.ndarray:
    distinct, places = np.unique(rates, return_inverse=True)
    values: np.ndarray = np.array([_NORMAL.inv_cdf(float(rate)) for rate in distinct])[places]
    return values


def _ends(alike: Counter[Counts], number: int, seed: int) -> tuple[tuple[float, float], tuple[float, float]]:
    tails = _tails(number)
    d, c = (np.quantile(values, tails) for values in _resampled(alike, number, seed))
    return (float(d[0]), float(d[1])), (float(c[0]), float(c[1]))


def _tails(number: int) -> list[float]:
    """Where to cut: a little further out for few people, whose resamples spread too little (Hesterberg 2015)."""
    t = _student((1 + CONFIDENCE) / 2, number - 1)
    outer = _NORMAL.cdf(-math.sqrt(number / (number - 1)) * t)
    return [outer, 1 - outer]


def _student(p: float, freedom: int) -> float:
    """The quantile of Student's t, by the expansion of Cornish and Fisher; right to 0.001 from ten people on."""
    z = _NORMAL.inv_cdf(p)
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )
