"""Expressions that are tried only where a letter stands that they need: the check before never changes what is found."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.lint.reading_grade import _URL
from forewarn.lint.rules import image_signs, privacy, reading_ease
from forewarn.lint.view.links import _URL_IN_TEXT
from forewarn.lint.view.preparing import _UNDERLINED
from forewarn.mail import links
from forewarn.mail.patterns import Guarded

GUARDED = {
    name: found
    for module in (links, image_signs, privacy, reading_ease)
    for name, found in vars(module).items()
    if isinstance(found, Guarded)
} | {"_URL": _URL, "_URL_IN_TEXT": _URL_IN_TEXT, "_UNDERLINED": _UNDERLINED}


def test_the_expressions_are_known():
    assert {"_BRACKETS", "_MOJIBAKE", "_YEAR", "_ADDRESS", "_INSIDE"} <= GUARDED.keys()


def spans(matches):
    return [found.span() for found in matches]


@pytest.mark.parametrize("name", sorted(GUARDED.keys() - {"_FACTS"}))
@settings(max_examples=60)
@given(st.data())
def test_what_matches_is_never_passed_over(name, data):
    guarded = GUARDED[name]
    text = data.draw(st.from_regex(guarded.pattern))
    assert guarded.may_stand_in(text)
    assert guarded.search(text).span() == guarded.pattern.search(text).span()
    assert spans(guarded.finditer(text)) == spans(guarded.pattern.finditer(text))
    assert guarded.replaced(text, "\\1") == guarded.pattern.sub(r"\\1", text)


FACTS = st.sampled_from(["12.5", " ", "€", "%", "1.2.2026", "2026-01-02", "x", "£3", "7/8/26", "\n", "12 34", "$"])


@given(st.lists(FACTS, max_size=8).map("".join))
def test_facts_are_the_same_where_no_amount_can_stand(text):
    """Without a sign of money or share only dates are looked for, by an expression of their own."""
    expected = [found[0].strip() for found in image_signs._FACTS.pattern.finditer(text)]
    assert image_signs._facts(text) == list(dict.fromkeys(expected))


def test_a_text_without_the_letter_is_not_searched():
    guarded = Guarded("a+b", "b")
    assert not guarded.may_stand_in("aaaa")
    assert guarded.search("aaaa") is None
    assert list(guarded.finditer("aaaa")) == []
    assert guarded.replaced("aaaa", "") == "aaaa"


def test_what_is_found_is_replaced():
    guarded = Guarded("a+b", "b")
    assert guarded.replaced("x aab y", "\\g<0>") == "x \\g<0> y"


def test_case_is_ignored_where_the_expression_ignores_it():
    guarded = Guarded("copy", "c", flags=re.IGNORECASE)
    assert guarded.search("COPY")
    assert Guarded("copy", "c").search("COPY") is None
