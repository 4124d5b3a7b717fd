"""DKIM keys: made here, shown as the DNS record to copy, and compared with what is published."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from forewarn.mail.domains import canonical_host

KEY_BITS = 2048  # RFC 8301: the least to sign with; more would not fit one UDP answer and is slower to sign
RECORD_STRING_OCTETS = 255  # one string of a TXT record, RFC 1035 section 3.3.14

_SELECTOR = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")
_GAPS = re.compile(r"\s+")


class UnableToReadKey(Exception):
    """The text is not a DKIM key record (or key); it says what is wrong."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A new key: the private half as PEM (PKCS #8, not encrypted), the public half as the base64 of `p=`."""

    private_pem: str = field(repr=False)
    public_key: str


def generate_key() -> KeyPair:
    """Make an RSA key of 2,048 bits."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return KeyPair(pem.decode("ascii"), public_half_of(private))


def public_half(private_pem: str) -> str:
    """The base64 of `p=` for a private key that was made elsewhere. Raises UnableToReadKey."""
    try:
        private = serialization.load_pem_private_key(private_pem.encode("ascii"), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:  # UnicodeError is a ValueError
        raise UnableToReadKey("not a private key in PEM without a password") from error
    if not isinstance(private, rsa.RSAPrivateKey) or private.key_size < KEY_BITS:
        raise UnableToReadKey(f"not an RSA key of at least {KEY_BITS} bits")
    return public_half_of(private)


def public_half_of(private: rsa.RSAPrivateKey) -> str:
    """The base64 of `p=` for a key."""
    der = private.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode("ascii")


def is_selector(text: str) -> bool:
    """Whether the text can be a selector: DNS labels in lower case (RFC 6376 section 3.1)."""
    return bool(_SELECTOR.fullmatch(text))


def record_name(selector: str, domain: str) -> str:
    """The DNS name under which the public key is published."""
    return f"{selector}._domainkey.{canonical_host(domain)}"


def record_text(public_key: str) -> str:
    """The TXT record to publish, as one text."""
    return f"v=DKIM1; k=rsa; p={public_key}"


def record_strings(text: str) -> tuple[str, ...]:
    """A record cut into strings of at most 255 characters, as zone files and many DNS forms want it."""
    return tuple(text[start : start + RECORD_STRING_OCTETS] for start in range(0, len(text), RECORD_STRING_OCTETS))


def zone_line(selector: str, domain: str, public_key: str) -> str:
    """The record as a line of a zone file."""
    strings = " ".join(f'"{part}"' for part in record_strings(record_text(public_key)))
    return f"{record_name(selector, domain)}. IN TXT ( {strings} )"


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """A published key record (RFC 6376 section 3.6.1). An empty `public_key` means that the key is revoked."""

    public_key: str
    key_type: str = "rsa"
    hashes: tuple[str, ...] = ()  # empty: all
    services: tuple[str, ...] = ("*",)
    flags: tuple[str, ...] = ()

    @property
    def is_testing(self) -> bool:
        """Whether the domain says that it only tests DKIM (t=y): verifiers may treat its mail as unsigned."""
        return "y" in self.flags


def parse_record(text: str) -> KeyRecord:
    """Read a key record from DNS. Raises UnableToReadKey."""
    tags: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if equals and name.strip() not in tags:
            tags[name.strip()] = value.strip()
        elif part.strip():
            raise UnableToReadKey(f"{part.strip()!r} is not a tag of a DKIM record, or stands twice")
    if tags.get("v", "DKIM1") != "DKIM1":
        raise UnableToReadKey(f"v={tags['v']} is not DKIM1")
    if "p" not in tags:
        raise UnableToReadKey("the record holds no key (no p= tag)")
    public_key = _GAPS.sub("", tags["p"])
    try:
        base64.b64decode(public_key, validate=True)
    except binascii.Error as error:
        raise UnableToReadKey("the key (p=) is not base64; copy the record again") from error
    return KeyRecord(
        public_key=public_key,
        key_type=tags.get("k", "rsa").lower(),
        hashes=_colon_list(tags.get("h", "")),
        services=_colon_list(tags.get("s", "*")),
        flags=_colon_list(tags.get("t", "")),
    )


def _colon_list(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(":") if part.strip())


class Published(StrEnum):
    """How the published record compares with our key."""

    MATCHES = "matches"
    TESTING = "testing"
    MISSING = "missing"
    DIFFERS = "differs"
    REVOKED = "revoked"
    SEVERAL = "several"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is published for a key, and in one sentence what to do about it."""

    state: Published
    advice: str

    @property
    def usable(self) -> bool:
        """Whether receivers will accept signatures by the key."""
        return self.state in (Published.MATCHES, Published.TESTING)


def compare_published(texts: Sequence[str], public_key: str) -> Comparison:
    """Compare the TXT records found at `record_name` with our key."""
    if not texts:
        return Comparison(
            Published.MISSING, "Nothing is published yet. Add the record; DNS may take an hour to show it."
        )
    if len(texts) > 1:
        return Comparison(Published.SEVERAL, f"{len(texts)} records stand at this name. Leave only ours.")
    try:
        record = parse_record(texts[0])
    except UnableToReadKey as error:
        return Comparison(Published.UNREADABLE, f"What is published is not a DKIM record: {error}.")
    if not record.public_key:
        return Comparison(Published.REVOKED, "The published record revokes this key (p= is empty). Publish ours again.")
    if record.public_key != "".join(public_key.split()) or record.key_type != "rsa":
        return Comparison(Published.DIFFERS, "Another key is published at this name. Replace the record with ours.")
    if record.is_testing:
        return Comparison(
            Published.TESTING, "Published, but marked as a test (t=y). Remove t=y when mail arrives signed."
        )
    return Comparison(Published.MATCHES, "Published and equal to our key.")
