"""The links and telephone numbers in a message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.public_site.rules.letters import contents_of


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Type harbourpine.example into your browser.", ()),
        ("See https://shop.example/a?b=c.", ("https://shop.example/a?b=c",)),
        ("Go to WWW.shop.example, now", ("WWW.shop.example",)),
        ("(http://a.example) and http://a.example", ("http://a.example",)),
    ],
)
def test_links_are_found_and_names_to_type_are_not_links(text: str, links: tuple[str, ...]) -> None:
    assert contents_of(text).links == links


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Call +44 20 7946 0123 now", ("+44 20 7946 0123",)),
        ("Call 0800 123 4567, or (030) 901820", ("0800 123 4567", "(030) 901820")),
        ("Call 555-010-4477 and 555-010-4477", ("555-010-4477",)),
        ("On 2026-05-12 we paid 1.99 for 10 minutes in spring 2026", ()),
        ("1 Quay Street, Bristol BS1 4DJ", ()),
        ("see https://a.example/5550104477", ()),  # a part of a link
        ("Am 12.05.2026 und 12/05/2026", ()),
    ],
)
def test_telephone_numbers_are_found_and_days_and_prices_are_not(text: str, numbers: tuple[str, ...]) -> None:
    assert contents_of(text).numbers == numbers


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    found = contents_of(text)
    assert all(link in text for link in found.links)
