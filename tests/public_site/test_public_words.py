"""The site's own words: all translated, compiled, short, and nothing a lure could copy as proof."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from django.test import Client
from django.utils.translation import templatize
from public_samples import COMING_CHANGE, HOST, announce_a_place, copied_key, correct, harbour_pine
from selectolax.lexbor import LexborHTMLParser

import forewarn.public_site
from factories import make_brand
from forewarn.public_site.site import INTERFACE_LANGUAGES

PACKAGE = Path(forewarn.public_site.__file__).parent
TRANSLATED = [language for language in INTERFACE_LANGUAGES if language != "en"]
PAGES = [
    "/practice/",
    "/practice/check-with-us/",
    "/practice/progress/",
    "/",
    "/never/",
    "/our-mail/",
    "/messages/",
    "/messages/2026-spring/",
    "/report/",
    "/check/",
    "/scams/",
    "/vendors/",
    "/vendors/quill-surveys/",
    "/vendors/changes/",
    COMING_CHANGE,
    "/preferences/",
    "/your-data/",
    "/nothing/",
]
GRADE = 8  # years of school, DESIGN section 6: short words

Words = str | tuple[str, str]


def words_in_templates() -> Iterator[Words]:
    for template in sorted((PACKAGE / "templates").rglob("*.html")):
        text = templatize(template.read_text())
        for begin in re.finditer(r"\b(_|gettext|ngettext)\(", text):
            yield from words_of_call(text[begin.start() :])


def words_in_code() -> Iterator[Words]:
    for module in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                yield ast.literal_eval(node.args[0])


def words_of_call(text: str) -> Iterator[Words]:
    """Of the call that the text begins with; words may hold parentheses themselves, so the first that parses is it."""
    for end in (found.end() for found in re.finditer(r"\)", text)):
        try:
            call = ast.parse(text[:end], mode="eval").body
        except SyntaxError:
            continue
        arguments = [ast.literal_eval(a) for a in call.args[:2] if isinstance(a, ast.Constant)]
        yield tuple(arguments) if len(arguments) == 2 else arguments[0]
        return


WORDS = sorted({*words_in_templates(), *words_in_code()}, key=str)


@cache
def catalog(language: str) -> dict[Words, Words]:
    with (PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return {
            tuple(message.id) if isinstance(message.id, list | tuple) else message.id: message.string
            for message in read_po(file)
            if message.id
        }


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s|<[^>]+>", text))


def test_the_words_are_found() -> None:
    assert len(WORDS) > 180
    assert "Messages we sent" in WORDS
    assert any("(JSON)" in words for words in WORDS if isinstance(words, str))
    assert ("Read our %(number)s promise", "Read all %(number)s promises") in WORDS


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_word_has_its_translation_and_no_translation_is_left_over(language: str) -> None:
    assert sorted(catalog(language), key=str) == WORDS


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_names_and_links(language: str) -> None:
    for source, translated in catalog(language).items():
        if isinstance(source, tuple):
            assert all(set(placeholders(t)) <= set(placeholders(source[1])) for t in translated)
        else:
            assert translated, source
            assert placeholders(translated) == placeholders(source), source


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalog_is_that_of_its_source(language: str) -> None:
    """After a change: pybabel compile -D django -d src/forewarn/public_site/locale"""
    folder = PACKAGE / "locale" / language / "LC_MESSAGES"
    fresh = io.BytesIO()
    with (folder / "django.po").open("rb") as source:
        write_mo(fresh, read_po(source))
    fresh.seek(0)
    with (folder / "django.mo").open("rb") as compiled:
        served = {str(m.id): m.string for m in read_mo(compiled)}
    assert served == {str(m.id): m.string for m in read_mo(fresh)}


# What no page may say in our own words: verdicts, and marks that a lure could show as well.
FORBIDDEN = {
    "en": r"\b(safe|safely|secure[dly]*|verified|certified|guaranteed?|official|authentic|genuine|trusted)\b",
    "es": r"\b(segur[oa]s?|verificad[oa]s?|certificad[oa]s?|garantizad[oa]s?|oficial(es)?|auténtic[oa]s?)\b",
    "fr": r"\b(sûre?s?|sécurisée?s?|certifiée?s?|garantie?s?|officiel(le)?s?|authentiques?)\b",
    "de": r"\b(sichere[rnms]?|sicher|zertifiziert|garantiert|offiziell|echt|verifiziert)\b",
}


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_no_verdict_and_no_seal(language: str) -> None:
    said = WORDS if language == "en" else [w for string in catalog(language).values() for w in [string]]
    for words in said:
        for text in words if isinstance(words, tuple | list) else [words]:
            assert not re.search(FORBIDDEN[language], text, re.IGNORECASE), text


def text_of(html: str) -> str:
    """The running text of a page as sentences: paragraphs, list entries and definitions, without names and addresses."""
    tree = LexborHTMLParser(html)
    for node in tree.css("time, .address, .typed, header, footer, .letter, .ledger"):
        node.decompose()
    blocks = (" ".join(node.text(separator=" ").split()) for node in tree.css("main p, main li, main dd"))
    return "\n".join(block if block.endswith((".", "?", "!", ":")) else f"{block}." for block in blocks if " " in block)


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_english_can_be_read_by_everybody(address: str) -> None:
    import textstat

    brand = harbour_pine()
    copied_key(brand)
    announce_a_place(brand)
    correct(brand.alerts.get(slug="2026-spring"), "We named the wrong day.")
    text = text_of(Client(HTTP_HOST=HOST).get(address).content.decode())
    assert len(text.split()) > 10
    assert textstat.flesch_kincaid_grade(text) <= GRADE, text


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_spanish_can_be_read_by_everybody(address: str) -> None:
    import textstat

    brand = harbour_pine()
    copied_key(brand)
    announce_a_place(brand)
    text = text_of(Client(HTTP_HOST=HOST).get(f"{address}?lang=es").content.decode())
    textstat.set_lang("es")
    try:
        assert len(text.split()) > 10
        assert textstat.crawford(text) <= GRADE, text  # years of school, Crawford's formula for Spanish
        assert textstat.fernandez_huerta(text) >= 70, text  # 70 and more: easy
    finally:
        textstat.set_lang("en")


@pytest.mark.django_db
@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
def test_no_page_mixes_languages(language: str, address: str) -> None:
    """Every word of the site itself stands in the reader's language, also where it is pieced together."""
    make_brand("harbour-pine", name="Harbour", public_host=HOST, locales=["en", "es", "fr", "de"])
    html = Client(HTTP_HOST=HOST).get(f"{address}?lang={language}").content.decode()
    assert f'<html lang="{language}">' in html
    if language != "en":
        for english in WORDS:
            if (
                isinstance(english, str)
                and len(english) > 25
                and "%" not in english
                and catalog(language)[english] != english
            ):
                assert english not in html
