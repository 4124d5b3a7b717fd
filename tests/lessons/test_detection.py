"""d′ and c: the vectors of the evidence, bounds, and learners made up to known values."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.lessons.rules.detection import SMALLEST_COHORT, Counts, _student, d_and_c, estimate, ratio
from forewarn.lessons.rules.small_groups import hidden_groups

VECTORS = [
    (Counts(8, 10, 2, 10), 1.4957, 0.0),
    (Counts(19, 20, 6, 20), 1.9624, -0.4840),
    (Counts(10, 10, 0, 10), 3.3812, 0.0),
    (Counts(5, 10, 5, 10), 0.0, 0.0),
    (Counts(20, 20, 20, 20), 0.0, -1.9808),
    (Counts(3, 10, 0, 10), 1.2178, 1.0817),
]


@pytest.mark.parametrize(("counts", "d", "c"), VECTORS)
def test_vectors(counts: Counts, d: float, c: float) -> None:
    assert d_and_c(counts) == pytest.approx((d, c), abs=5e-5)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_always_finite_and_symmetric(a: int, b: int, c: int, d: int) -> None:
    counts = Counts(min(a, b), max(a, b), min(c, d), max(c, d))
    sensitivity, lean = d_and_c(counts)
    assert math.isfinite(sensitivity)
    assert math.isfinite(lean)
    turned = Counts(counts.false_alarms, counts.noises, counts.hits, counts.signals)
    assert d_and_c(turned) == pytest.approx((-sensitivity, lean))


def learners(d: float, c: float, *, people: int, seed: int, signals: int = 5, noises: int = 5) -> list[Counts]:
    """People who tell with this d′ and lean by this c: each answer falls on the side of the criterion it falls on."""
    draw = np.random.default_rng(seed)
    hit = 1 - NormalDist(d / 2).cdf(c)
    false = 1 - NormalDist(-d / 2).cdf(c)
    pairs = zip(draw.binomial(signals, hit, people), draw.binomial(noises, false, people), strict=True)
    return [Counts(int(h), signals, int(f), noises) for h, f in pairs]


@pytest.mark.parametrize(
    ("d", "c", "people"), [(1.2, 0.0, 60), (0.5, 0.4, 120), (2.0, -0.5, 200), (1.5, 0.3, 30), (0.0, 0.0, 100)]
)
def test_made_up_learners_are_recovered_in_95_of_100_runs(d: float, c: float, people: int) -> None:
    right_d = right_c = 0
    for run in range(100):
        found = estimate(learners(d, c, people=people, seed=run + 7_000), seed=run)
        assert found is not None
        right_d += found.d.low <= d <= found.d.high
        right_c += found.c.low <= c <= found.c.high
    assert right_d >= 95, right_d
    assert right_c >= 95, right_c


def test_intervals_are_no_wider_than_they_must_be() -> None:
    """Against the standard error by the delta method, for many people."""
    found = estimate(learners(1.2, 0.0, people=2_000, seed=3))
    assert found is not None
    rate = 1 - NormalDist(0.6).cdf(0)
    slope = 1 / NormalDist().pdf(NormalDist().inv_cdf(rate))
    error = math.sqrt(2 * rate * (1 - rate) / 10_000) * slope
    assert found.d.high - found.d.low == pytest.approx(2 * 2.576 * error, rel=0.08)


def test_small_cohorts_are_not_shown() -> None:
    assert estimate(learners(1, 0, people=19, seed=1)) is None
    assert estimate(learners(1, 0, people=20, seed=1)) is not None
    assert estimate([]) is None
    assert estimate([Counts(0, 0, 1, 2)] * 50) is None  # no look-alikes at all


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({"en": 100, "es": 60}, set()),
        ({"en": 100, "es": 5}, {"en", "es"}),
        ({"en": 100, "es": 5, "fr": 30}, {"es", "fr"}),
        ({"en": 100, "es": 12, "fr": 12}, {"es", "fr"}),
        ({"en": 100, "es": 0}, {"es"}),
        ({}, set()),
    ],
)
def test_what_is_hidden_is_never_a_small_group(sizes: dict[str, int], hidden: set[str]) -> None:
    assert hidden_groups(sizes) == hidden


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 60), max_size=8))
def test_the_rest_of_a_whole_is_nobody_or_enough(sizes: dict[str, int]) -> None:
    hidden = hidden_groups(sizes)
    rest = sum(sizes[name] for name in hidden)
    assert rest == 0 or rest >= SMALLEST_COHORT or hidden == sizes.keys()
    assert all(size >= SMALLEST_COHORT for name, size in sizes.items() if name not in hidden)


def test_the_same_people_give_the_same_interval_in_any_order() -> None:
    people = learners(1, 0, people=50, seed=4)
    assert len({estimate(people), estimate(people[::-1]), estimate(people[25:] + people[:25])}) == 1
    assert estimate(people, seed=2) != estimate(people)


def test_what_is_kept_over_time() -> None:
    kept = ratio(learners(1.5, 0, people=400, seed=1), learners(1.5, 0, people=400, seed=2))
    lost = ratio(learners(1.5, 0, people=400, seed=1), learners(0.6, 0, people=400, seed=2))
    assert kept is not None and lost is not None
    assert kept.low < 1 < kept.high
    assert lost.high < 0.75
    assert ratio(learners(1.5, 0, people=400, seed=1), []) is None
    assert ratio(learners(0, 0, people=100, seed=9), learners(1, 0, people=100, seed=2)) is None


@pytest.mark.parametrize(("freedom", "t"), [(19, 2.0930), (29, 2.0452), (99, 1.9842)])
def test_students_t(freedom: int, t: float) -> None:
    assert _student(0.975, freedom) == pytest.approx(t, abs=0.001)
