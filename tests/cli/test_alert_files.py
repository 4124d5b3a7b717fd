"""An alert as a file: what is written is read back, and what is wrong is named with its place."""

from __future__ import annotations

from datetime import date

import pytest

from forewarn.alerts.rules import Outline
from forewarn.cli.alert_files import UnableToReadAlert, as_toml, read_alert
from forewarn.cli.sample.alerts import outlines

SAVED = Outline(2026, 1, date(2026, 2, 10), ("password",), "other", 10, {})


@pytest.mark.parametrize("outline", outlines(2026), ids=lambda o: f"Q{o.quarter}")
def test_what_is_shown_can_be_read_again(outline, tmp_path):
    path = tmp_path / "alert.toml"
    path.write_text(as_toml(outline), encoding="utf-8")
    empty = Outline(outline.year, outline.quarter, outline.planned_on, (), "", 10, {})
    assert read_alert(path, empty) == outline


def test_what_the_file_leaves_out_stays(tmp_path):
    path = tmp_path / "alert.toml"
    path.write_text('[words.en]\nseason = "winter 2026"\n')
    read = read_alert(path, SAVED)
    assert read.promise_keys == ("password",)
    assert read.words["en"].season == "winter 2026"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("date = 5", "date: expected a date"),
        ("minutes = 'ten'", "minutes: expected a whole number"),
        ("minutes = true", "minutes: expected a whole number"),
        ("promises = 'all'", "promises: expected a list"),
        ("promises = [1]", "promises: expected a list of texts"),
        ("words = 3", "words: expected a table"),
        ("[words]\nen = 3", "words.en: expected a table"),
        ("[words.en]\nscams = ['x']", "words.en.scams: expected tables"),
        ("[[words.en.scams]]\nsays = 1", "words.en.scams.says: expected a text"),
        ("[[words.en.did]]\ntext = 'x'", "words.en.did.on: expected a date"),
        ("not toml", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_place(tmp_path, text, says):
    path = tmp_path / "alert.toml"
    path.write_text(text)
    with pytest.raises(UnableToReadAlert, match=r"alert\.toml") as error:
        read_alert(path, SAVED)
    assert says in str(error.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UnableToReadAlert, match="cannot be read"):
        read_alert(tmp_path / "none.toml", SAVED)
