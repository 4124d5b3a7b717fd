"""Every fact of the table has its words."""

from __future__ import annotations

from forewarn.vendors import wording
from forewarn.vendors.fact_table import FACTS, GROUPS, Kind
from forewarn.vendors.rules import State


def test_every_fact_group_column_and_choice_has_words():
    assert set(wording.GROUPS) == set(GROUPS)
    assert set(wording.FACTS) == {*FACTS, "translations"}
    rows = [fact for fact in FACTS.values() if fact.kind is Kind.ROWS]
    columns = {f"{fact.code}.{column.code}": column for fact in rows for column in fact.columns}
    assert set(wording.COLUMNS) == set(columns)
    chosen = {fact.code: fact.choices for fact in [*FACTS.values(), *columns.values()] if fact.choices}
    assert {code: tuple(words) for code, words in wording.CHOICES.items()} == chosen
    assert set(wording.STATES) == set(State)
