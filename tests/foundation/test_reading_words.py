"""Yes and no, languages and countries, names, as lists write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.audience.rules.names import name_keys
from forewarn.foundation.reading.words import UnableToUnderstand, country_code, locale_tag, yes_or_no
from forewarn.mail.folding import folded


@pytest.mark.parametrize("text", ["yes", "Y", "TRUE", "1", "x", "ja", "Sí", "si", "oui", "Sim", "tak", "да", "✓", "Opted in",
                                  "subscribed", "double opt-in", " Kyllä "])  # fmt: skip
def test_yes(text):
    assert yes_or_no(text) is True


@pytest.mark.parametrize("text", ["no", "N", "false", "0", "Nein", "non", "não", "nie", "нет", "off", "-", "unsubscribed",
                                  "Opt-out", "désabonné", "abgemeldet"])  # fmt: skip
def test_no(text):
    assert yes_or_no(text) is False


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_cell_says_nothing(text):
    assert yes_or_no(text) is None


@pytest.mark.parametrize("text", ["maybe", "2024-05-01", "2", "vielleicht", "yes and no"])
def test_what_is_neither_is_said(text):
    with pytest.raises(UnableToUnderstand, match="neither yes nor no"):
        yes_or_no(text)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en", "en"), ("EN", "en"), ("en_gb", "en-GB"), ("es-MX", "es-MX"), ("de_DE.UTF-8", "de-DE"), ("spa", "es"),
        ("ger", "de"), ("iw", "he"), ("English", "en"), ("español", "es"), ("Espanol", "es"), ("Deutsch", "de"),
        ("alemán", "de"), ("français", "fr"), ("es-419", "es-419"), ("zh-Hant-TW", "zh-Hant-TW"), ("sr-Latn-419", "sr-419"),
        ("日本語", "ja"),
    ],
)  # fmt: skip
def test_languages(text, tag):
    assert locale_tag(text) == tag


@pytest.mark.parametrize("text", ["xx", "klingon xx", "en-Narnia", "12", "?"])
def test_what_is_no_language(text):
    with pytest.raises(UnableToUnderstand):
        locale_tag(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("gb", "GB"), ("UK", "GB"), ("GBR", "GB"), ("826", "GB"), ("Great Britain", "GB"), ("United Kingdom", "GB"),
        ("Reino Unido", "GB"), ("U.S.A.", "US"), ("usa", "US"), ("Estados Unidos", "US"), ("Deutschland", "DE"),
        ("Alemania", "DE"), ("España", "ES"), ("Espana", "ES"), ("México", "MX"), ("XK", "XK"), ("Россия", "RU"),
    ],
)  # fmt: skip
def test_countries(text, code):
    assert country_code(text) == code


@pytest.mark.parametrize("text", ["ZZ", "Narnia", "EU", "99", "x"])
def test_what_is_no_country(text):
    with pytest.raises(UnableToUnderstand):
        country_code(text)


@given(st.text(max_size=30))
def test_any_text_is_understood_or_refused(text):
    for read in (yes_or_no, locale_tag, country_code):
        try:
            found = read(text)
        except UnableToUnderstand:
            continue
        if read is locale_tag:
            assert len(found) <= 10
            assert locale_tag(found) == found
        if read is country_code:
            assert len(found) == 2


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Ana Ortiz", ("ana ortiz", "ortiz ana")),
        ("ORTIZ, Ana", ("ortiz ana", "ana ortiz")),
        ("José María Núñez", ("jose maria nunez", "nunez jose maria")),
        ("Jürgen Groß", ("jurgen gross", "gross jurgen")),
        ("O'Brien-Smith", ("o brien smith", "smith o brien")),
        ("Plato", ("plato", "plato")),
        ("田中太郎", ("田中太郎", "田中太郎")),
        ("", ("", "")),
        ("---", ("", "")),
    ],
)
def test_names_are_found_from_either_end(name, keys):
    assert name_keys(name) == keys


@given(st.text(max_size=250))
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)
    assert all(len(key) <= 200 for key in name_keys(text))
