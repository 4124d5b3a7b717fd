"""Selectors: named by month, never used twice."""

from __future__ import annotations

from datetime import UTC, datetime

from forewarn.brands.rules.keys import next_selector
from forewarn.mail.dkim.keys import is_selector

NOVEMBER = datetime(2026, 11, 23, tzinfo=UTC)


def test_the_first_selector_of_a_month_carries_its_date():
    assert next_selector(set(), now=NOVEMBER) == "fw2611"


def test_no_selector_is_used_twice():
    taken: list[str] = []
    for _ in range(40):
        selector = next_selector(taken, now=NOVEMBER)
        assert selector not in taken
        assert is_selector(selector)
        taken.append(selector)
    assert taken[:3] == ["fw2611", "fw2611b", "fw2611c"]
