"""Which language a reader gets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.public_site.rules.locales import MAX_RANGES, choose_locale, matching_locale, wanted_languages


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("", []),
        ("en", ["en"]),
        ("es-MX,es;q=0.9,en;q=0.8", ["es-mx", "es", "en"]),
        ("en;q=0.2, es;q=0.9", ["es", "en"]),
        ("en;q=0.5,es;q=0.5", ["en", "es"]),  # what stands first wins a tie
        ("en;q=0, es", ["es"]),  # weight 0: not wanted
        ("en;q=abc, es", ["es"]),
        ("en;level=1;q=0.3,fr", ["fr", "en"]),
        ("*", ["*"]),
        (";;q=1,,", []),
    ],
)
def test_languages_in_the_order_they_are_wanted(header: str, wanted: list[str]) -> None:
    assert wanted_languages(header) == wanted


@pytest.mark.parametrize(
    ("wanted", "locales", "found"),
    [
        ("es", ["en", "es"], "es"),
        ("es-MX", ["en", "es"], "es"),
        ("es", ["en", "es-MX"], "es-MX"),  # another Spanish is better than none
        ("es-419", ["es-ES", "es-MX"], "es-ES"),
        ("pt-BR", ["pt-PT", "pt-br"], "pt-br"),
        ("zh-Hant-TW", ["zh-Hant", "zh-Hans"], "zh-Hant"),
        ("en", ["es"], None),
        ("e", ["es", "en"], None),
    ],
)
def test_the_nearest_locale_that_the_brand_has(wanted: str, locales: list[str], found: str | None) -> None:
    assert matching_locale(wanted, locales) == found


def test_what_the_reader_chose_comes_before_the_browser() -> None:
    assert choose_locale("es", "en", ["en", "es"]) == "es"
    assert choose_locale("", "es", ["en", "es"]) == "es"
    assert choose_locale("xx", "es", ["en", "es"]) == "es"  # a language that the brand does not have
    assert choose_locale("", "sv,*;q=0.1", ["en", "es"]) == "en"  # anything: the brand's first
    assert choose_locale("", "*, es;q=0.5", ["en", "es"]) == "en"
    assert choose_locale("", "", ["es", "en"]) == "es"


def test_a_long_header_costs_little() -> None:
    assert len(wanted_languages(",".join(f"l{n}" for n in range(10_000)))) <= MAX_RANGES


@given(st.text(max_size=60), st.text(max_size=120))
def test_whatever_is_sent_gives_one_of_the_brands_locales(chosen: str, header: str) -> None:
    assert choose_locale(chosen, header, ["en", "es-MX", "de"]) in {"en", "es-MX", "de"}
