"""DKIM keys: made, shown to copy, and compared with what is published."""

import base64
import re

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from forewarn.mail.dkim import keys
from forewarn.mail.dkim.keys import Published, UnableToReadKey, compare_published, parse_record

PAIR = keys.generate_key()
OTHER = keys.generate_key()


def pem(private: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> str:
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def test_a_new_key_has_2048_bits_and_two_matching_halves() -> None:
    public = serialization.load_der_public_key(base64.b64decode(PAIR.public_key))
    assert isinstance(public, rsa.RSAPublicKey)
    assert public.key_size == 2048
    assert keys.public_half(PAIR.private_pem) == PAIR.public_key
    assert PAIR.public_key != OTHER.public_key


def test_the_private_half_is_not_in_its_repr() -> None:
    assert "PRIVATE" not in repr(PAIR)


@pytest.mark.parametrize(
    "text",
    ["", "-----BEGIN", pem(ed25519.Ed25519PrivateKey.generate()), pem(rsa.generate_private_key(65537, 1024)), "é"],
    ids=["empty", "cut", "ed25519", "short", "letters"],
)
def test_a_private_key_made_elsewhere_must_be_usable(text: str) -> None:
    with pytest.raises(UnableToReadKey):
        keys.public_half(text)


def test_the_record_to_copy() -> None:
    assert keys.record_name("q4", "München.example") == "q4._domainkey.xn--mnchen-3ya.example"
    text = keys.record_text(PAIR.public_key)
    assert text.startswith("v=DKIM1; k=rsa; p=MIIB")
    strings = keys.record_strings(text)
    assert "".join(strings) == text and all(len(s) <= 255 for s in strings) and len(strings) == 2


def test_the_zone_line_holds_the_record_in_short_strings() -> None:
    line = keys.zone_line("q4", "brand.example", PAIR.public_key)
    assert line.startswith('q4._domainkey.brand.example. IN TXT ( "v=DKIM1;')
    assert "".join(re.findall(r'"([^"]*)"', line)) == keys.record_text(PAIR.public_key)


@pytest.mark.parametrize(("text", "good"), [("q4", True), ("2026-11.care", True), ("Q4", False), ("", False), ("a_b", False),
                                            ("-a", False), ("a.", False), ("a" * 64, False)])  # fmt: skip
def test_selectors(text: str, good: bool) -> None:
    assert keys.is_selector(text) is good


def test_a_record_is_read_with_its_defaults() -> None:
    record = parse_record(f"p={PAIR.public_key[:100]} {PAIR.public_key[100:]};")
    assert record.public_key == PAIR.public_key
    assert (record.key_type, record.hashes, record.services, record.flags) == ("rsa", (), ("*",), ())


def test_a_record_is_read_with_all_its_tags() -> None:
    record = parse_record(f"v=DKIM1; h=sha256:sha1 ; k=RSA; n=note; s=email; t=y:s; p={PAIR.public_key}")
    assert record.hashes == ("sha256", "sha1")
    assert record.services == ("email",)
    assert record.flags == ("y", "s") and record.is_testing


@pytest.mark.parametrize(
    "text", ["", "v=DKIM2; p=AAAA", "v=DKIM1; k=rsa", "p=***", "p=AAAA; p=BBBB", "v=spf1 -all", "words"]
)
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(UnableToReadKey):
        parse_record(text)


@pytest.mark.parametrize(
    ("texts", "state", "usable"),
    [
        ([], Published.MISSING, False),
        ([keys.record_text(PAIR.public_key)], Published.MATCHES, True),
        ([f"p={PAIR.public_key}"], Published.MATCHES, True),
        ([keys.record_text(PAIR.public_key) + "; t=y"], Published.TESTING, True),
        ([keys.record_text(OTHER.public_key)], Published.DIFFERS, False),
        ([f"k=ed25519; p={PAIR.public_key}"], Published.DIFFERS, False),
        (["v=DKIM1; p="], Published.REVOKED, False),
        (["a", "b"], Published.SEVERAL, False),
        (["v=spf1 -all"], Published.UNREADABLE, False),
    ],
)
def test_what_is_published_is_compared_and_advice_given(texts: list[str], state: Published, usable: bool) -> None:
    comparison = compare_published(texts, PAIR.public_key)
    assert (comparison.state, comparison.usable) == (state, usable)
    assert comparison.advice.endswith(".")


def test_every_state_has_its_own_advice() -> None:
    samples = [[], [f"p={PAIR.public_key}"], [f"p={OTHER.public_key}"], ["p="], ["a", "b"], ["x"]]
    advice = {compare_published(texts, PAIR.public_key).advice for texts in samples}
    assert len(advice) == len(samples)
