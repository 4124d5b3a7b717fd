"""The signature itself: the layout of its field, what it covers, and which keys it takes."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from dkim_judges import dkimpy_accepts, opendkim_verdicts
from forewarn.mail.dkim.keys import generate_key, record_name, record_text
from forewarn.mail.dkim.signing import ALWAYS_COVERED, DkimSigner, UnableToSign, covered_names

PAIR = generate_key()
SIGNER = DkimSigner.from_pem(PAIR.private_pem, domain="Brand.Example", selector="Q4")
RECORDS = {record_name("q4", "brand.example"): record_text(PAIR.public_key)}
HEADERS = b"From: safety@brand.example\r\nSubject: Your note\r\n"
CANONICAL = b"from:safety@brand.example\r\nsubject:Your note\r\n"
BODY = b"Hello\r\n"
AT = 1_795_000_000


def signature() -> bytes:
    return SIGNER.signature_field(covered_names(["From", "Subject"]), CANONICAL, hashlib.sha256(BODY).digest(), AT)


def test_strangers_accept_it() -> None:
    mail = signature() + HEADERS + b"\r\n" + BODY
    assert dkimpy_accepts(mail, RECORDS)
    assert opendkim_verdicts([mail], RECORDS) == [True]


def test_strangers_refuse_another_body_or_key() -> None:
    mail = signature() + HEADERS + b"\r\n" + BODY
    assert not dkimpy_accepts(mail + b"more\r\n", RECORDS)
    other = {record_name("q4", "brand.example"): record_text(generate_key().public_key)}
    assert not dkimpy_accepts(mail, other)


def test_its_lines_are_short_and_end_as_lines_should() -> None:
    field = signature()
    assert field.endswith(b"\r\n") and b"\n" not in field.replace(b"\r\n", b"")
    assert all(len(line) <= 78 for line in field.split(b"\r\n"))
    assert all(line.startswith(b" ") for line in field.split(b"\r\n")[1:-1])
    assert b"d=brand.example; s=q4;" in field


def test_every_name_is_covered_once_more_than_it_occurs() -> None:
    names = covered_names(["From", "Subject", "X-Note"]).replace("\r\n ", "").split(":")
    assert [names.count(n) for n in ("From", "Subject", "X-Note")] == [2, 2, 2]
    assert all(names.count(n) == 1 for n in ALWAYS_COVERED if n not in ("From", "Subject"))


def test_names_are_compared_without_case() -> None:
    names = covered_names(["from", "LIST-ID"]).replace("\r\n ", "").lower().split(":")
    assert names.count("from") == names.count("list-id") == 2


@pytest.mark.parametrize(
    "private",
    [ed25519.Ed25519PrivateKey.generate(), rsa.generate_private_key(65537, 1024)],
    ids=["ed25519", "short"],
)
def test_other_keys_are_refused_with_a_remedy(private: ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey) -> None:
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    with pytest.raises(UnableToSign, match=r"q4._domainkey.brand.example: not an RSA key of at least 2048 bits; make"):
        DkimSigner.from_pem(pem, domain="brand.example", selector="q4")


@pytest.mark.parametrize("text", ["", "not a key", base64.b64encode(b"x" * 64).decode()])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(UnableToSign, match="not a readable private key"):
        DkimSigner.from_pem(text, domain="brand.example", selector="q4")
