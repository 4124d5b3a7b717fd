"""Names of brands, hosts and languages as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.brands.rules.names import HOST_LENGTH, SLUG_LENGTH, UnableToName, host_of, locales_of, slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Harbour & Pine", "harbour-pine"),
        ("Ærø Möbel AG", "r-mobel-ag"),
        ("  Nordlicht  ", "nordlicht"),
        ("灯台", ""),
        ("a" * 60, "a" * SLUG_LENGTH),
        ("x" * 39 + " yz", "x" * 39),
    ],
)
def test_a_name_becomes_a_part_of_addresses(name, slug):
    assert slug_of(name) == slug


@given(st.text(max_size=120))
def test_a_slug_is_always_safe_in_an_address(name):
    slug = slug_of(name)
    assert len(slug) <= SLUG_LENGTH
    assert slug == slug.strip("-")
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("shop.example", "shop.example"),
        (" HTTPS://Shop.Example/path?x=1 ", "shop.example"),
        ("shop.example.", "shop.example"),
        ("care@shop.example", "shop.example"),
        ("shop.example:8000", "shop.example"),
        ("müller.example", "xn--mller-kva.example"),
    ],
)
def test_a_host_is_understood_as_people_paste_it(typed, host):
    assert host_of(typed) == host


@pytest.mark.parametrize(
    "typed",
    ["", "shop", "shop_.example", "-shop.example", "192.0.2.7", "a b.example", ".example", "x" * 64 + ".example"],
)
def test_what_is_no_host_is_refused_with_an_example(typed):
    with pytest.raises(UnableToName, match=r"host name"):
        host_of(typed)


def test_a_host_has_a_greatest_length():
    label = "a" * 60
    assert host_of(f"{label}.example")
    with pytest.raises(UnableToName):
        host_of(f"{label}.{label}.{'b' * (HOST_LENGTH - 100)}.example")


@given(st.text(max_size=60))
def test_a_host_stays_the_same_when_read_again(typed):
    try:
        host = host_of(typed)
    except UnableToName:
        return
    assert host_of(host) == host


def test_languages_are_codes_each_once_in_order():
    assert locales_of(["es", "EN", "pt_br", "es"]) == ["es", "en", "pt-BR"]


@pytest.mark.parametrize("codes", [[], ["english"], ["e"], ["en-GBR"], [""]])
def test_what_is_no_language_is_refused(codes):
    with pytest.raises(UnableToName):
        locales_of(codes)
