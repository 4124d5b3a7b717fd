"""The words of the register in the languages of the public site: complete, with their places for values, compiled."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

import forewarn.vendors
from forewarn.public_site.site import INTERFACE_LANGUAGES

PACKAGE = Path(forewarn.vendors.__file__).parent
TRANSLATED = [language for language in INTERFACE_LANGUAGES if language != "en"]
FOR_CUSTOMERS = ("wording", "data_fields", "changes", "in_words")  # the other modules speak to staff


def _words() -> set[str]:
    return {
        ast.literal_eval(node.args[0])
        for name in FOR_CUSTOMERS
        for node in ast.walk(ast.parse((PACKAGE / f"{name}.py").read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
    }


def _folder(language: str) -> Path:
    return PACKAGE / "locale" / language / "LC_MESSAGES"


def _catalog(language: str) -> dict[str, str]:
    with (_folder(language) / "django.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_word_has_its_translation_and_none_is_left_over(language):
    assert set(_catalog(language)) == _words()


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_are_there_and_keep_their_places(language):
    for source, translated in _catalog(language).items():
        assert translated, source
        assert sorted(re.findall(r"%\(\w+\)s", source)) == sorted(re.findall(r"%\(\w+\)s", translated)), source


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalog_is_that_of_its_source(language):
    """After a change: pybabel compile -D django -d src/forewarn/vendors/locale"""
    fresh = io.BytesIO()
    with (_folder(language) / "django.po").open("rb") as source:
        write_mo(fresh, read_po(source))
    fresh.seek(0)
    with (_folder(language) / "django.mo").open("rb") as compiled:
        assert {m.id: m.string for m in read_mo(compiled)} == {m.id: m.string for m in read_mo(fresh)}
