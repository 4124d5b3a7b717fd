"""How a copy differs from what was sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.mail.letters import Letter, ShownLink, text_links
from forewarn.mail.links import parse_link
from forewarn.mail.phone_numbers import phone_numbers, same_number
from forewarn.verification.comparing import differences, link_shape

TEXT = "Hello Kim. Your parcel waits at the shop. See https://brand.example/parcels or call +44 20 7946 0000. Bring your card."


def letter(text: str, *hrefs: str) -> Letter:
    return Letter(text, (*text_links(text), *(ShownLink(href, "here", 0) for href in hrefs)))


def test_equal_letters_do_not_differ() -> None:
    assert differences(letter(TEXT), letter(TEXT)).none


def test_names_dates_and_tokens_are_no_difference() -> None:
    one = letter(TEXT, "https://brand.example/u/8f3a9b2c4d5e6f70?c=1")
    other = letter(TEXT.replace("Kim", "Jo"), "https://brand.example/u/0a1b2c3d4e5f6071?c=2")
    assert differences(other, one).none


@pytest.mark.parametrize(
    ("old", "new", "field", "shown"),
    [
        (
            "https://brand.example/parcels",
            "https://brand-parcels.example/",
            "links_added",
            "https://brand-parcels.example/",
        ),
        ("https://brand.example/parcels", "https://brand-parcels.example/", "hosts_added", "brand-parcels.example"),
        ("https://brand.example/parcels", "https://brand.example/login", "links_added", "https://brand.example/login"),
        ("+44 20 7946 0000", "+44 20 7946 0999", "numbers_added", "+44 20 7946 0999"),
        ("+44 20 7946 0000", "+44 20 7946 0999", "numbers_missing", "+44 20 7946 0000"),
        (
            "Bring your card.",
            "Send us your card number and code.",
            "sentences_added",
            "Send us your card number and code.",
        ),
        ("Bring your card.", "Send us your card number and code.", "sentences_missing", "Bring your card."),
    ],
)
def test_what_differs_is_named(old: str, new: str, field: str, shown: str) -> None:
    found = differences(letter(TEXT.replace(old, new)), letter(TEXT))
    assert shown in getattr(found, field)
    assert found.any_added


def test_what_is_missing_alone_adds_nothing() -> None:
    found = differences(letter(TEXT.replace("Bring your card.", "")), letter(TEXT))
    assert found.sentences_missing
    assert not found.any_added
    assert not found.none


def test_subjects() -> None:
    assert (
        differences(
            letter(TEXT), letter(TEXT), "Your parcel waits in the shop, Kim", "Your parcel waits in the shop, Jo"
        ).subject
        is None
    )
    assert differences(letter(TEXT), letter(TEXT), "Pay now", "Your parcel waits").subject == (
        "Your parcel waits",
        "Pay now",
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://b.example/a", "https://b.example/a?x=1", True),
        ("https://b.example/t/a1b2c3d4e5", "https://b.example/t/f6g7h8i9j0", True),
        ("https://b.example/a", "https://b.example/b", False),
        ("https://b.example/a", "https://b.example:8443/a", False),
        ("https://b.example/r?u=https://b.example/", "https://b.example/r?u=https://evil.example/", False),
        ("https://b.example/", "http://b.example/", True),
        ("mailto:a@b.example", "mailto:a@evil.example", False),
    ],
)
def test_link_shapes(one: str, other: str, same: bool) -> None:
    assert (link_shape(parse_link(one)) == link_shape(parse_link(other))) is same


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("call +1 (888) 555-0100 now", ["+1 (888) 555-0100"]),
        ("Tel. 030 1234567 oder 0800-123 45 67", ["030 1234567", "0800-123 45 67"]),
        ("1-800-555-0199", ["1-800-555-0199"]),
        ("888 555 0100", ["888 555 0100"]),
        ("order 1234567890123456789", []),
        ("on 2026-11-23 or 23.11.2026 at 10:00", []),
        ("192.168.100.200 and 10.20.30.40", []),
        ("https://b.example/+18885550100", []),
        ("you owe 1,234.56 or 12345", []),
        ("", []),
    ],
)
def test_phone_numbers(text: str, numbers: list[str]) -> None:
    assert list(phone_numbers(text)) == numbers


def test_same_number() -> None:
    assert same_number("+44 20 7946 0000", "020 7946 0000")
    assert not same_number("+44 20 7946 0000", "+44 20 7946 0001")
    assert not same_number("123", "123")


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_texts(one: str, other: str) -> None:
    found = differences(letter(one), letter(other))
    back = differences(letter(other), letter(one))
    assert set(found.links_added) == set(back.links_missing)
