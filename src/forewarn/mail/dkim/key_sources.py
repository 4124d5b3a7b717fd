"""Where public keys come from: the brand's own history first, then DNS or a zone file."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from forewarn.mail.dkim.keys import KeyRecord, UnableToReadKey, parse_record, record_name
from forewarn.mail.profile import ProfileKey
from forewarn.mail.resolver import Resolver, UnableToResolve

_RSA_ALGORITHM = bytes.fromhex("300d06092a864886f70d0101010500")  # SubjectPublicKeyInfo's AlgorithmIdentifier
VerifyingKey = RSAPublicKey | Ed25519PublicKey


class FoundIn(StrEnum):
    """Where a key was found."""

    HISTORY = "history"
    DNS = "dns"


@dataclass(frozen=True, slots=True)
class FoundKey:
    """A published key. `own` is the entry of the brand's history with the same key, whichever way it was found."""

    record: KeyRecord
    found_in: FoundIn
    own: ProfileKey | None = None


class KeySource(Protocol):
    """Finds the keys that may have made a signature."""

    def find(self, selector: str, domain: str) -> Sequence[FoundKey]:
        """The keys under this name, most trusted first; none where the name holds none. Raises UnableToResolve."""
        ...


@dataclass(frozen=True, slots=True)
class BrandKeys:
    """The brand's key history, so that rotation never turns old mail into a lie; then the resolver, where there is one."""

    history: Sequence[ProfileKey] = ()
    resolver: Resolver | None = None

    def find(self, selector: str, domain: str) -> list[FoundKey]:
        """Every entry of the history under this name, then what DNS holds that the history does not."""
        own = [key for key in self.history if (key.selector, key.domain) == (selector, domain)]
        found = [
            FoundKey(KeyRecord(key.public_key, key.key_type), FoundIn.HISTORY, self._stolen(key.public_key) or key)
            for key in own
        ]
        for record in self._published(selector, domain):
            if record.public_key not in {key.public_key for key in own}:
                found.append(FoundKey(record, FoundIn.DNS, self._same_key(record.public_key)))
        return found

    def _published(self, selector: str, domain: str) -> list[KeyRecord]:
        try:
            texts = self.resolver.texts(record_name(selector, domain)) if self.resolver else []
        except UnableToResolve:
            if any((key.selector, key.domain) == (selector, domain) for key in self.history):
                return []
            raise
        records = []
        for text in texts:
            try:
                records.append(parse_record(text))
            except UnableToReadKey:
                continue
        return records

    def _same_key(self, public_key: str) -> ProfileKey | None:
        """An entry of the history with this key under another name, a stolen one before others."""
        same = (key for key in self.history if key.public_key == public_key and public_key)
        return self._stolen(public_key) or next(same, None)

    def _stolen(self, public_key: str) -> ProfileKey | None:
        """The entry that says that this key was stolen: then it proves nothing under any name."""
        stolen = (key for key in self.history if key.compromised_since is not None)
        return next((key for key in stolen if key.public_key == public_key and public_key), None)


@lru_cache(maxsize=4_096)
def load_public_key(public_key: str, key_type: str) -> VerifyingKey | None:
    """The key behind the base64 of `p=`; None where it is none. RSA keys without their envelope are accepted too."""
    try:
        data = base64.b64decode(public_key, validate=True)
        if key_type == "ed25519":
            return Ed25519PublicKey.from_public_bytes(data)
        if key_type != "rsa":
            return None
        return _rsa(data)
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return None


def _rsa(data: bytes) -> RSAPublicKey | None:
    try:
        key = load_der_public_key(data)
    except ValueError:
        key = load_der_public_key(_enveloped(data))
    return key if isinstance(key, RSAPublicKey) else None


def _enveloped(data: bytes) -> bytes:
    """A bare RSAPublicKey (RFC 8017) in the envelope that libraries read."""
    bits = b"\x03" + _length(len(data) + 1) + b"\x00" + data
    return b"\x30" + _length(len(_RSA_ALGORITHM) + len(bits)) + _RSA_ALGORITHM + bits


def _length(size: int) -> bytes:
    if size < 0x80:
        return bytes([size])
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(octets)]) + octets
