"""Addresses read as browsers read them, redirectors, shorteners and click trackers."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.mail.links import (
    destinations,
    is_click_tracker,
    is_shortener,
    mixes_scripts,
    parse_link,
)


@pytest.mark.parametrize(
    ("written", "scheme", "host", "path"),
    [
        ("https://www.Brand.example/A?b#c", "https", "www.brand.example", "/A"),
        ("HTTPS://BRAND.example", "https", "brand.example", ""),
        ("//cdn.brand.example/x", "https", "cdn.brand.example", "/x"),
        ("\\\\brand.example\\x", "https", "brand.example", "/x"),
        ("https:/brand.example/x", "https", "brand.example", "/x"),
        ("https:brand.example/x", "https", "brand.example", "/x"),
        ("https:\\/\\/brand.example\\x", "https", "brand.example", "/x"),
        ("  https://brand.example/\n", "https", "brand.example", "/"),
        ("www.brand.example/x", "https", "www.brand.example", "/x"),
        ("brand.example:8080/x", "https", "brand.example", "/x"),
        ("https://brand.example./", "https", "brand.example", "/"),
        ("https://münchen.example/", "https", "xn--mnchen-3ya.example", "/"),
        ("mailto:a@brand.example", "mailto", "", "a@brand.example"),
        ("javascript:alert(1)", "javascript", "", "alert(1)"),
        ("tel:+491234", "tel", "", "+491234"),
        ("#top", "", "", "#top"),
        ("/relative/path", "", "", "/relative/path"),
        ("", "", "", ""),
    ],
)
def test_parts_of_addresses(written, scheme, host, path):
    link = parse_link(written)
    assert (link.scheme, link.host, link.path) == (scheme, host, path)


@pytest.mark.parametrize(
    ("written", "host", "quirk"),
    [
        ("https://brand.example@evil.test/", "evil.test", "userinfo"),
        ("https://a:b@c@evil.test/", "evil.test", "userinfo"),
        ("https://127.0.0.1/", "127.0.0.1", "ip"),
        ("http://0x7f.1/", "127.0.0.1", "odd_ip"),
        ("http://2130706433/", "127.0.0.1", "odd_ip"),
        ("http://0177.0.0.1/", "127.0.0.1", "odd_ip"),
        ("https://[2001:db8::1]/", "2001:db8::1", "ip"),
        ("https://brand.example:8443/", "brand.example", "port"),
        ("https://xn--pypal-4ve.test/", "xn--pypal-4ve.test", "mixed_script"),
        ("https://bücher.example/", "xn--bcher-kva.example", "punycode"),
        ("https://ev%69l.test/", "evil.test", "encoded_host"),
        ("https:\\\\evil.test", "evil.test", "backslash"),
        ("ht\ntps://evil.test/", "evil.test", "broken"),
        ("https://evil\t.test/", "evil.test", "broken"),
        ("https://{{ host }}/x", "{}", "template"),
        ("brand.example/x", "brand.example", "no_scheme"),
    ],
)
def test_quirks(written, host, quirk):
    link = parse_link(written)
    assert link.host == host
    assert quirk in link.quirks


@pytest.mark.parametrize(
    "written",
    [
        "https://brand.example/",
        "https://brand.example:443/",
        "http://brand.example:80/a\nb",
        "https://1.2.3.4.example/",
    ],
)
def test_honest_addresses_have_no_quirk(written):
    assert parse_link(written).quirks == frozenset()


def test_domain_root_and_web():
    link = parse_link("https://a.b.brand.co.uk/")
    assert link.domain == "brand.co.uk"
    assert link.is_root
    assert link.is_web
    assert not parse_link("https://brand.example/?x").is_root
    assert not parse_link("mailto:a@b.example").is_web


@pytest.mark.parametrize(
    ("written", "hosts"),
    [
        ("https://go.test/?u=https%3A%2F%2Fevil.test%2Fx&y=1", ["evil.test"]),
        ("https://go.test/?u=https://evil.test/x", ["evil.test"]),
        ("https://go.test/CL0/https:%2F%2Fevil.test%2Fx/1", ["evil.test"]),
        ("https://go.test/r/" + base64.urlsafe_b64encode(b"https://evil.test/x").decode(), ["evil.test"]),
        ("https://go.test/?u=%68ttps%3A%2F%2Fevil.test", ["evil.test"]),
        ("https://go.test/x", []),
        ("mailto:https://evil.test", []),
    ],
)
def test_destinations_inside_an_address(written, hosts):
    assert [d.host for d in destinations(parse_link(written))] == hosts


def test_shorteners_and_trackers():
    assert is_shortener("bit.ly")
    assert is_shortener("x.bit.ly")
    assert not is_shortener("notbit.ly")
    assert not is_shortener("ly")
    assert is_click_tracker(parse_link("https://u1.ct.sendgrid.net/x"))
    assert is_click_tracker(parse_link("https://click.news.brand.example/x"))
    assert is_click_tracker(parse_link("https://go.brand.example/ls/click?upn=1"))
    assert not is_click_tracker(parse_link("https://www.brand.example/clicks"))
    assert not is_click_tracker(parse_link("mailto:a@click.brand.example"))


@pytest.mark.parametrize(
    ("name", "mixed"),
    [("pаypal", True), ("раураӏ", True), ("paypal", False), ("привет", False), ("größe", False), ("αlpha", True)],
)
def test_mixed_scripts(name, mixed):
    assert mixes_scripts(name) is mixed


@settings(deadline=None, max_examples=500)
@given(st.text(max_size=120))
def test_no_text_makes_it_raise(text):
    for written in (text, "https://" + text, "//" + text):
        link = parse_link(written)
        assert link.written == written
        assert isinstance(link.domain, str)
        destinations(link)
        is_click_tracker(link)


@settings(deadline=None)
@given(
    st.from_regex(r"[a-z]{1,10}\.(com|org|de)", fullmatch=True), st.from_regex(r"(/[a-z0-9]{1,8}){0,3}", fullmatch=True)
)
def test_plain_addresses_come_back_as_they_are(host, path):
    link = parse_link(f"https://{host}{path}")
    assert (link.scheme, link.host, link.path, link.quirks) == ("https", host, path, frozenset())
