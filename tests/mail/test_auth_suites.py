"""DKIM test vectors of other projects; docs/auth-suites.md lists what is run and every deviation."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpora import corpora
from forewarn.mail.dkim.key_sources import BrandKeys
from forewarn.mail.dkim.verifying import SignatureResult, SignatureState, verify_signatures
from forewarn.mail.resolver import ZoneResolver

pytestmark = pytest.mark.corpora
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def verify(raw: bytes, zone: dict[str, str]) -> list[SignatureResult]:
    source = BrandKeys((), ZoneResolver.from_mapping({name: {"TXT": text} for name, text in zone.items()}))
    return verify_signatures(raw, key_source=source, now=NOW)


def states(raw: bytes, zone: dict[str, str]) -> list[str]:
    return [result.state.value for result in verify(raw, zone)]


def key_text(path: Path) -> str:
    """The TXT record in a file, or one made from a PEM public key."""
    text = path.read_text().strip()
    if "BEGIN PUBLIC KEY" in text:
        return "v=DKIM1; k=rsa; p=" + "".join(text.splitlines()[1:-1])
    return text


MAIL_AUTH = {
    # The two signatures of RFC 8463's example.
    "001": ["valid", "valid"],
    # A bare RSAPublicKey and no k= in the record.
    "002": ["valid"],
    "003": ["valid", "valid"],
    # t=s and h=sha256 in the record.
    "004": ["valid"],
    # x= has passed: valid, and said to be expired.
    "005": ["valid"],
    "006": ["valid"],
}


@pytest.mark.parametrize("name", MAIL_AUTH)
def test_mail_auth(name: str) -> None:
    content = (corpora("auth/mail-auth") / "dkim" / f"{name}.txt").read_bytes()
    head, _, raw = content.partition(b"\n\n")
    zone = dict(line.split(" ", 1) for line in head.decode().splitlines())
    assert states(raw, zone) == MAIL_AUTH[name]


def test_mail_auth_expired_signature_is_said_to_be_expired() -> None:
    content = (corpora("auth/mail-auth") / "dkim" / "005.txt").read_bytes()
    head, _, raw = content.partition(b"\n\n")
    assert [r.expired for r in verify(raw, dict([head.decode().split(" ", 1)]))] == [True]


KITTERMAN = "test._domainkey.football.example.com"
RFC_8463_ED25519 = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="


@pytest.mark.parametrize(
    ("message", "record", "expected"),
    [
        ("rfc6376.signed.rsa.msg", "test.txt", "valid"),
        ("rfc6376.signed.rsa.msg", "test2.txt", "valid"),  # no k= in the record: dkimpy raises
        ("rfc6376.signed.no_t.msg", "test.txt", "headers_changed"),  # x= was added after signing
        ("rfc6376.signed.rsa.msg", "badk.txt", "key_unusable"),
        ("rfc6376.signed.rsa.msg", "badversion.txt", "no_key"),
        ("rfc6376.signed.rsa.msg", "test_tlsrpt.txt", "key_unusable"),
        ("rfc6376.signed.rsa.msg", "test_bad.txt", "key_unusable"),
        ("rfc6376.signed.rsa.msg", "1024_testkey_wo_markers.pub.txt", "headers_changed"),
    ],
)
def test_dkimpy_records(message: str, record: str, expected: str) -> None:
    folder = corpora("auth/dkimpy")
    assert states((folder / message).read_bytes(), {KITTERMAN: key_text(folder / record)}) == [expected]


def test_dkimpy_two_algorithms() -> None:
    folder = corpora("auth/dkimpy")
    zone = {KITTERMAN: key_text(folder / "test.txt"), "brisbane._domainkey.football.example.com": RFC_8463_ED25519}
    assert states((folder / "rfc6376.signed.msg").read_bytes(), zone) == ["valid", "valid"]


def test_dkimpy_exim_ed25519() -> None:
    folder = corpora("auth/dkimpy")
    zone = {"sed._domainkey.test.ex": key_text(folder / "eximtest.dns")}
    assert states((folder / "ed25519test2.msg").read_bytes(), zone) == ["valid"]


def test_dkimpy_a_domain_that_is_none_is_malformed() -> None:
    folder = corpora("auth/dkimpy")
    zone = {"test._domainkey.legitimate.com(.attacker.com": key_text(folder / "test.txt")}
    assert states((folder / "test.message.baddomain").read_bytes(), zone) == ["malformed"]


@pytest.mark.parametrize(
    ("message", "expected"),
    [("gmail.msg", "valid"), ("related.msg", "valid"), ("multipart-no-end-boundary.msg", "valid")],
)
def test_mimekit(message: str, expected: str) -> None:
    folder = corpora("auth/mimekit") / "dkim"
    zone = {"20120113._domainkey.gmail.com": key_text(folder / "gmail.pub")}
    assert states((folder / message).read_bytes(), zone) == [expected]


def test_mimekit_rfc_8463() -> None:
    folder = corpora("auth/mimekit") / "dkim"
    zone = {
        "brisbane._domainkey.football.example.com": RFC_8463_ED25519,
        KITTERMAN: key_text(corpora("auth/dkimpy") / "test.txt"),
    }
    assert states((folder / "rfc8463-example.msg").read_bytes(), zone) == ["valid", "valid"]


@pytest.mark.parametrize("name", ["brand/unspy-newsletters", "phish/authenticated"])
def test_real_mail_whose_keys_are_known(name: str) -> None:
    """Every signature that the keys' finder says verifies does, also those past their x=; and no other."""
    folder = corpora(name)
    import json

    keys = json.loads((folder / "dkim-keys.json").read_text())
    source = BrandKeys((), ZoneResolver.from_file(folder / "dkim-keys.json"))
    checked = 0
    for file in sorted(folder.glob("*.eml")):
        wanted = {key for key, content in keys.items() if file.name in content["verifies"]}
        results = verify_signatures(file.read_bytes(), key_source=source, now=NOW)
        assert {f"{r.selector}._domainkey.{r.domain}" for r in results if r.state is SignatureState.VALID} == wanted
        checked += len(wanted)
    assert checked >= 15
