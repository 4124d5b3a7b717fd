"""What is broken is said once, gravest first, to the brand it concerns."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import NOW
from forewarn.foundation import health
from forewarn.foundation.health import Problem, Severity, beat, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def only_ours(monkeypatch):
    monkeypatch.setattr(health, "_providers", {})


def test_a_part_that_never_ran_and_one_that_stopped(only_ours):
    beat("worker", now=NOW - timedelta(minutes=10))
    found = problems(now=NOW)
    assert len(found) == 2
    assert all(p.severity is Severity.ERROR and "forewarn serve" in p.fix for p in found)
    assert any("since 2026-11-23 08:50" in p.what for p in found)


def test_signs_of_life_end_the_trouble(only_ours):
    beat("worker", now=NOW)
    beat("tick", now=NOW)
    assert problems(now=NOW + timedelta(seconds=30)) == []


def test_a_tick_that_failed_in_part_says_so(only_ours):
    beat("worker", now=NOW)
    beat("tick", now=NOW, note="mail in: disk full")
    assert ["mail in: disk full" in p.what for p in problems(now=NOW)] == [True]


def test_errors_first_and_only_what_concerns_the_brand(only_ours):
    beat("worker", now=NOW)
    beat("tick", now=NOW)
    health.provide(
        "one",
        lambda now: [Problem(Severity.WARNING, "a", "x", brand_id=1), Problem(Severity.ERROR, "b", "y", brand_id=2)],
    )
    health.provide("two", lambda now: [Problem(Severity.ERROR, "c", "z")])
    assert [p.what for p in problems(now=NOW)] == ["b", "c", "a"]
    assert [p.what for p in problems(now=NOW, brand_id=1)] == ["c", "a"]
