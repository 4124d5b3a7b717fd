"""Days written out."""

from __future__ import annotations

from datetime import date

import pytest

from forewarn.mail.dates import cldr, day_in_words


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "March 1, 2026"),
        ("en-GB", "1 March 2026"),
        ("es", "1 de marzo de 2026"),
        ("es-MX", "1 de marzo de 2026"),
        ("fr", "1 mars 2026"),
        ("de", "1. März 2026"),
        ("tlh-XX", "March 1, 2026"),
        ("", "March 1, 2026"),
    ],
)
def test_a_day_is_written_as_its_readers_write_it(locale, words):
    assert day_in_words(date(2026, 3, 1), locale) == words


def test_an_unknown_locale_takes_the_other_one():
    assert str(cldr("nowhere", otherwise="en-GB")) == "en_GB"
