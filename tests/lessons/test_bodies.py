"""Message bodies and placeholders: words in, inert blocks out."""

from __future__ import annotations

from datetime import date

import pytest

from forewarn.lessons.rules.reading.bodies import Block, Run, blocks, links, plain
from forewarn.lessons.rules.reading.placeholders import (
    NAMES,
    BrandFacts,
    fill,
    foreign,
    twin,
    unknown_in,
    values_for,
)

FACTS = BrandFacts("Harbour & Pine", "harbourpine.example", has_app=True)
TODAY = date(2026, 11, 27)


def test_a_body_becomes_paragraphs_lists_and_buttons() -> None:
    body = "## Hi\n\nTwo **strong** words\non one line.\n\n- a\n- b\n\n1. one\n2. two\n\n[Go](https://a.example/x)"
    assert blocks(body) == (
        Block("heading", (Run("Hi"),)),
        Block("paragraph", (Run("Two "), Run("strong", strong=True), Run(" words on one line."))),
        Block("bullet", (Run("a"),)),
        Block("bullet", (Run("b"),)),
        Block("number", (Run("one"),), 1),
        Block("number", (Run("two"),), 2),
        Block("button", (Run("Go", target="https://a.example/x"),)),
    )


def test_a_link_shows_one_thing_and_leads_to_another() -> None:
    assert links("See [{domain}/bill](https://{domain}.docs.example/b?x={word}) now") == [
        ("{domain}/bill", "https://{domain}.docs.example/b?x={word}")
    ]


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x", "http://a.example", "//a.example", "x"])
def test_no_other_kind_of_link_is_read(target: str) -> None:
    assert links(f"[a]({target})") == []


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<svg onload=x>", "![x](https://a.example/p.png)", "`x`"]
)
def test_html_and_pictures_stay_letters(text: str) -> None:
    assert "".join(run.text for block in blocks(text) for run in block.runs) == text or "a.example" in text


def test_a_brand_name_can_never_become_markup() -> None:
    facts = BrandFacts("[x](https://evil.example) **b** <b>", "shop.example")
    (block,) = blocks("Dear customer of {brand}", values_for(facts, "en", TODAY))
    assert block.runs == (Run("Dear customer of [x](https://evil.example) **b** <b>"),)


def test_every_placeholder_has_a_value_in_every_language() -> None:
    for locale in ("en", "es", "es-MX", "de"):
        values = values_for(FACTS, locale, TODAY)
        assert set(NAMES) <= set(values)
        assert all(values.values())


def test_values_fit_the_language_and_the_brand() -> None:
    assert fill("{app}, {purchase}", values_for(FACTS, "es", TODAY)) == "la aplicación, pedido"
    no_app = BrandFacts("B", "b.example", purchase={"en": ("booking", "bookings")})
    assert fill("look in {app}: {purchases}", values_for(no_app, "en", TODAY)) == "look on the website: bookings"
    assert fill("open {app}", values_for(no_app, "en", TODAY)) == "open the website"


def test_days_count_from_today_in_the_words_of_the_language() -> None:
    assert fill("{day-1} {day+10}", values_for(FACTS, "en", TODAY)) == "26 November 7 December"
    assert fill("{day+10}", values_for(FACTS, "es", TODAY)) == "7 de diciembre"
    assert fill("{day+10}", values_for(FACTS, "es-MX", TODAY)) == "7 de diciembre"


def test_unknown_names_stay_and_are_reported() -> None:
    assert fill("{brand} {nobody}", {"brand": "B"}) == "B {nobody}"
    assert unknown_in("{brand} {brnd} {day+3} {day} {}") == ["brnd", "day", ""]


@pytest.mark.parametrize("word", ["harbourpine", "nordlicht", "abc", "x", "zzz", "mm", "acme", "q"])
def test_a_twin_looks_alike_and_is_never_the_name_itself(word: str) -> None:
    assert twin(word) != word and twin(word).isascii() and twin(word)[0] == word[0]
    assert foreign(word) != word


def test_plain_words_keep_no_marks() -> None:
    assert plain("**Now** [see](https://a.example)\n\n- this") == "Now see\n\nthis"
