"""Reading tables: delimiters, headers, quotes, line numbers, broken files."""

from __future__ import annotations

import csv
import io
import json
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import corpora
from forewarn.foundation.reading.encodings import examine
from forewarn.foundation.reading.tables import (
    DELIMITERS,
    Dialect,
    UnableToReadTable,
    count_records,
    find_dialect,
    records,
)


@pytest.fixture
def table(tmp_path):
    """Writes a file and reads it: its dialect and records."""

    def read(data: bytes | str, **told):
        path = tmp_path / "list.csv"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        facts = examine(path)
        dialect = find_dialect(path, facts.encoding.name, damaged=facts.encoding.damaged, **told)
        rows = list(records(path, dialect))
        assert count_records(path, dialect) == len(rows)
        return dialect, rows

    return read


def cells(rows):
    return [row.cells for row in rows]


@pytest.mark.parametrize("mark", DELIMITERS)
def test_every_delimiter_is_found(table, mark):
    rows = [["email", "name", "note"], ["ana@people.example", "Ana", "a b"], ["bob@people.example", "Bob", ""]]
    dialect, found = table("\n".join(mark.join(row) for row in rows))
    assert dialect.delimiter == mark
    assert dialect.columns == rows[0]
    assert cells(found) == rows[1:]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("email;name\nana@people.example;Ortiz, Ana\nbob@people.example;Bob\n", ";"),
        ("Kontakt;Name, voll\nana@people.example;Ortiz, Ana\n", ";"),
        ("email,note\nana@people.example,a;b;c;d\n", ","),
        ('email,note\nana@people.example,"a;b;c\n;d;e"\n', ","),
        ("email\tname\nana@people.example\tOrtiz, Ana; Dr.\n", "\t"),
        ("email\nana@people.example\nbob@people.example\n", ","),
        ("name;amount\nAna;1,5\nBob;2,5\n", ";"),
    ],
)
def test_other_marks_inside_the_cells_do_not_mislead(table, text, mark):
    assert table(text)[0].delimiter == mark


def test_a_delimiter_that_is_told_counts(table):
    dialect, _rows = table("email;name\nana@people.example;Ana\n", delimiter=",")
    assert dialect.delimiter == ","
    assert dialect.columns == ["email;name"]


def test_excels_own_first_line(table):
    dialect, rows = table("sep=;\r\nemail;name\r\nana@people.example;Ana\r\n")
    assert (dialect.delimiter, dialect.skip, dialect.columns) == (";", 1, ["email", "name"])
    assert rows[0].line == 3


def test_without_a_header_the_first_row_counts(table):
    dialect, rows = table("ana@people.example,Ana\nbob@people.example,Bob\n")
    assert not dialect.header
    assert dialect.columns == ["Column 1", "Column 2"]
    assert cells(rows) == [["ana@people.example", "Ana"], ["bob@people.example", "Bob"]]
    assert [row.line for row in rows] == [1, 2]


def test_header_names_are_trimmed_never_empty_and_different(table):
    dialect, _rows = table("email, name ,,name,\nana@people.example,A,B,C,D\n")
    assert dialect.columns == ["email", "name", "Column 3", "name 2", "Column 5"]


def test_lines_are_where_a_record_begins(table):
    text = 'email,name\n\nana@people.example,"Ana\nMaría\nOrtiz"\n,,\nbob@people.example,Bob\n'
    _dialect, rows = table(text)
    assert [(row.line, row.cells[0]) for row in rows] == [(3, "ana@people.example"), (7, "bob@people.example")]
    assert rows[0].cells[1] == "Ana\nMaría\nOrtiz"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_and_none_at_the_end_of_the_file(table, end):
    _dialect, rows = table(f"email,name{end}ana@people.example,Ana{end}bob@people.example,Bob")
    assert cells(rows) == [["ana@people.example", "Ana"], ["bob@people.example", "Bob"]]
    assert [row.line for row in rows] == [2, 3]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"  \r\n \t \r\n", b"\xef\xbb\xbf", b"\0\0\0", b"\xff\xfe"])
def test_a_file_with_nothing_in_it_says_so(table, data):
    with pytest.raises(UnableToReadTable, match="empty"):
        table(data)


def test_a_header_alone_has_no_rows(table):
    assert table("email,name\n")[1] == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('email,name\nana@people.example,"never closed\nbob@people.example,Bob\n', 2),
        ('email,name\nana@people.example,Ana\nbob@people.example,"' + "x\n" * 100_000, 3),
        ('"email,name\nana@people.example,Ana\n', 1),
    ],
)
def test_a_quote_that_never_closes_is_told_with_its_line(table, text, line):
    with pytest.raises(UnableToReadTable, match=f"Line {line}: a quote"):
        table(text)


def test_rows_with_lost_letters_are_marked_and_only_they(table):
    good = "".join(f"c{n}@people.example,José\n" for n in range(30)).encode()
    data = b"email,name\n" + good + b"bad@people.example,Jos\xe9\nnull@people.example,A\0B\nlast@people.example,Eve\n"
    _dialect, rows = table(data)
    assert [row.cells[0] for row in rows if row.damaged] == ["bad@people.example", "null@people.example"]


def test_a_genuine_replacement_letter_in_utf8_is_no_damage(table):
    _dialect, rows = table("email,name\nana@people.example,Jos\ufffd\n")
    assert not rows[0].damaged


def test_going_on_after_so_many_rows(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("email\n" + "".join(f'"c{n}@people.example"\n\n' for n in range(10)))
    dialect = find_dialect(path, "utf-8")
    assert list(records(path, dialect, after=7)) == list(islice(records(path, dialect), 7, None))


def test_too_many_columns_mean_a_wrong_delimiter(table):
    with pytest.raises(UnableToReadTable, match="600 columns"):
        table(",".join(f"c{n}" for n in range(600)) + "\n")


def test_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(UnableToReadTable, match="cannot be opened"):
        find_dialect(tmp_path / "gone.csv", "utf-8")


def test_a_dialect_is_stored_and_read_again():
    dialect = Dialect("utf-8", ";", ["a", "b"], header=False, skip=1, damaged=True)
    assert Dialect.from_json(json.loads(json.dumps(dialect.to_json()))) == dialect


def test_the_csv_spectrum():
    folder = corpora("csv/spectrum")
    files = sorted((folder / "csvs").glob("*.csv"))
    assert len(files) == 12
    for path in files:
        facts = examine(path)
        dialect = find_dialect(path, facts.encoding.name, damaged=facts.encoding.damaged)
        expected = json.loads((folder / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
        got = [dict(zip(dialect.columns, row.cells, strict=True)) for row in records(path, dialect)]
        expected = expected if isinstance(expected, list) else [expected]
        if path.stem == "location_coordinates":
            # Its JSON has another telephone number than its CSV.
            got[0]["Contact Phone Number"] = expected[0]["Contact Phone Number"]
        assert got == expected, path.name


CELL = st.text(alphabet="ab@. é,;|\t\"'\n\r", max_size=12)


@settings(max_examples=150)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8), st.sampled_from(list(DELIMITERS)))
def test_what_a_spreadsheet_writes_is_read_back(tmp_path_factory, rows, mark):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=mark, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows([["email", "name", "note"], *rows])
    path = tmp_path_factory.mktemp("table") / "list.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    dialect = Dialect("utf-8", mark, ["email", "name", "note"])
    kept = [row for row in rows if any(cell.strip("\0 \t") for cell in row)]
    assert [record.cells for record in records(path, dialect)] == kept
