"""From cells to what they say of a customer, or why they are turned away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.audience.reading.rows import OTHERS, REMEMBERED, Reject, Row, RowReader, Why, clean
from forewarn.foundation.reading.tables import Record

COLUMNS = ["Id", "Mail", "Given", "Family", "Language", "Land", "Plan", "Safety", "News"]
MEANINGS = [
    "external_id", "email", "first_name", "last_name", "locale", "country", "attribute.plan", "care", "marketing",
]  # fmt: skip
GOOD = ["7", "Ana@People.example", "Ana", "Ortiz", "es_MX", "Mexico", "gold", "yes", ""]


def reader(meanings=MEANINGS, columns=COLUMNS):
    return RowReader(columns, meanings)


def read(cells, *, damaged=False, line=2, meanings=MEANINGS):
    return reader(meanings).read(Record(line, cells, damaged))


def changed(**cells):
    return [cells.get(column, value) for column, value in zip(COLUMNS, GOOD, strict=True)]


def test_a_whole_row():
    assert read(GOOD) == Row(
        2, "7", "Ana@people.example", "ana@people.example", "Ana Ortiz", "es-MX", "MX", {"plan": "gold"}, True, None
    )


@pytest.mark.parametrize(
    ("cells", "why", "says"),
    [
        (changed(Mail=""), Why.NO_ADDRESS, "no email address"),
        (changed(Mail="   "), Why.NO_ADDRESS, "no email address"),
        (changed(Mail="ana"), Why.INVALID_ADDRESS, "@-sign"),
        (changed(Safety="perhaps"), Why.UNCLEAR_CHOICE, "Column “Safety”: “perhaps” is neither yes nor no"),
        (changed(Id="x" * 121), Why.LONG_ID, "longer than 120"),
        ([*GOOD, "more"], Why.TOO_MANY_COLUMNS, "10 columns, the header 9"),
    ],
)
def test_what_is_turned_away(cells, why, says):
    found = read(cells)
    assert isinstance(found, Reject)
    assert found.why is why
    assert says in found.reason
    assert found.line == 2


def test_damaged_rows_are_turned_away():
    assert read(GOOD, damaged=True).why is Why.DAMAGED


def test_a_short_row_has_empty_cells_at_its_end():
    found = read(["7", "ana@people.example"])
    assert isinstance(found, Row)
    assert (found.name, found.country, found.attributes, found.care) == ("", "", {}, None)


def test_empty_columns_beyond_the_header_do_no_harm():
    assert isinstance(read([*GOOD, "", " "]), Row)


def test_a_full_name_counts_more_than_its_parts():
    meanings = ["name", "email", "first_name", *["ignore"] * 6]
    assert read(["Ana Ortiz", "a@people.example", "Ana", *[""] * 6], meanings=meanings).name == "Ana Ortiz"


@pytest.mark.parametrize(("typed", "care"), [("yes", False), ("no", True), ("", None)])
def test_a_column_of_those_who_do_not_want_is_turned_round(typed, care):
    meanings = ["external_id", "email", *["ignore"] * 5, "no_care", "ignore"]
    assert read(changed(Safety=typed), meanings=meanings).care is care


def test_values_that_are_not_understood_are_left_out_and_counted():
    rows = reader()
    for number in range(REMEMBERED + 5):
        found = rows.read(Record(number, changed(Language=f"tongue {number}", Land="Narnia"), False))
        assert (found.locale, found.country) == ("", "")
    assert rows.not_understood["Land"] == {"Narnia": REMEMBERED + 5}
    assert len(rows.not_understood["Language"]) == REMEMBERED + 1
    assert rows.not_understood["Language"][OTHERS] == 5


def test_a_long_attribute_is_left_out_and_a_long_name_cut():
    rows = reader()
    found = rows.read(Record(2, changed(Plan="x" * 1001, Given="y" * 250), False))
    assert found.attributes == {}
    assert len(found.name) == 200
    assert rows.not_understood["Plan"] == {"longer than 1000 characters": 1}


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (" Ana\n María\tOrtiz ", "Ana María Ortiz"),
        ("Ana\x07\x1bOrtiz", "AnaOrtiz"),
        ("ana\u202egro.elpoep", "anagro.elpoep"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # a joiner inside a word is a letter of it
        ("", ""),
    ],
)
def test_cells_become_one_line(text, cleaned):
    assert clean(text) == cleaned


@given(st.lists(st.text(max_size=20), min_size=9, max_size=9))
def test_any_cells_are_read_or_turned_away(cells):
    found = read(cells)
    assert isinstance(found, Row | Reject)
    if isinstance(found, Row):
        for text in (found.external_id, found.name, *found.attributes.values()):
            assert "\n" not in text
            assert "\x1b" not in text
