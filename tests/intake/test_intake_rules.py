"""Routing by address, and what counts as one source: nothing but our own addresses is ever ours."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forewarn.intake.rules import DOORS, Destination, Route, TokenRule, destination_of, network_of

OURS = {"mail.lantern.example": 7, "mail.harbour.example": 8, "xn--bcher-kva.example": 9}


@pytest.mark.parametrize(
    ("address", "route", "token"),
    [
        ("check@mail.lantern.example", Route.CHECK, ""),
        ("CHECK@Mail.Lantern.EXAMPLE", Route.CHECK, ""),
        ("<check@mail.lantern.example>", Route.CHECK, ""),
        ("check@mail.lantern.example.", Route.CHECK, ""),
        ("check+anything@mail.lantern.example", Route.CHECK, ""),
        ("bounce+AbC234@mail.lantern.example", Route.BOUNCE, "abc234"),
        ("bounce@mail.lantern.example", Route.BOUNCE, ""),
        ("fbl@mail.lantern.example", Route.COMPLAINT, ""),
        ("unsubscribe+abc@mail.lantern.example", Route.UNSUBSCRIBE, "abc"),
        ("journal+mail-provider.eu@mail.lantern.example", Route.JOURNAL, "mail-provider.eu"),
        ("reply+abc@mail.lantern.example", Route.REPLY, "abc"),
        ("canary+abc@mail.lantern.example", Route.CANARY, "abc"),
        ("dmarc@mail.lantern.example", Route.DMARC, ""),
        ("tlsrpt@mail.lantern.example", Route.TLS_REPORT, ""),
        ("postmaster@mail.lantern.example", Route.POSTMASTER, ""),
        ("abuse@mail.lantern.example", Route.POSTMASTER, ""),
    ],
)
def test_each_address_leads_to_its_route(address, route, token):
    found = destination_of(address, OURS)
    assert found is not None
    assert (found.brand_id, found.route, found.token) == (7, route, token)


def test_what_follows_the_plus_of_a_plain_address_is_dropped():
    assert destination_of("check+x@mail.lantern.example", OURS) == destination_of("check@mail.lantern.example", OURS)


def test_the_domain_decides_the_brand_in_any_spelling():
    assert destination_of("check@mail.harbour.example", OURS) == Destination(
        8, Route.CHECK, "", "check@mail.harbour.example"
    )
    assert destination_of("check@Bücher.example", OURS) == Destination(
        9, Route.CHECK, "", "check@xn--bcher-kva.example"
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "@",
        "check",
        "postmaster",
        "check@",
        "@mail.lantern.example",
        "check@lantern.example",
        "check@elsewhere.example",
        "check@mail.lantern.example.elsewhere.example",
        "info@mail.lantern.example",
        "unsubscribe@mail.lantern.example",
        "unsubscribe+@mail.lantern.example",
        "journal@mail.lantern.example",
        "check @mail.lantern.example",
        '"check"@mail.lantern.example',
        "check@elsewhere.example@mail.lantern.example",
        "check%elsewhere.example@mail.lantern.example",
        "elsewhere.example!check@mail.lantern.example",
        "@elsewhere.example:check@mail.lantern.example",
        "bounce+a b@mail.lantern.example",
        "bounce+a\x00b@mail.lantern.example",
        "bounce+\udcff@mail.lantern.example",
        "bounce+ä@mail.lantern.example",
        "bounce+" + "a" * 58 + "@mail.lantern.example",
        "check+" + "a" * 300 + "@mail.lantern.example",
    ],
)
def test_everything_else_is_not_ours(address):
    assert destination_of(address, OURS) is None


@given(st.text(max_size=80), st.sampled_from([*OURS, "elsewhere.example", ""]))
@example("check", "mail.lantern.example")
@example("bounce+", "mail.lantern.example")
def test_no_text_breaks_the_routing_or_leads_astray(local, domain):
    found = destination_of(f"{local}@{domain}", OURS)
    if found is None:
        return
    assert found.brand_id == OURS[found.address.rpartition("@")[2]]
    assert found.address.isascii() and found.address.isprintable()
    word = found.address.rpartition("@")[0].partition("+")[0]
    assert DOORS[word].route is found.route
    assert (DOORS[word].token is TokenRule.MUST) <= bool(found.token)
    assert destination_of(found.address, OURS) == found


@given(
    st.sampled_from(sorted(DOORS)),
    st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=1, max_size=50),
    st.sampled_from(sorted(OURS)),
)
def test_a_token_survives_the_way_through_an_address(word, token, domain):
    found = destination_of(f"{word}+{token}@{domain}".upper(), OURS)
    assert found is not None
    assert found.token == ("" if DOORS[word].token is TokenRule.NONE else token)


@given(st.text(max_size=400))
def test_no_text_at_all_breaks_the_routing(text):
    destination_of(text, OURS)


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("", ""),
        ("/run/socket", ""),
    ],
)
def test_a_network_is_one_source_and_this_machine_is_none(peer, network):
    assert network_of(peer) == network
