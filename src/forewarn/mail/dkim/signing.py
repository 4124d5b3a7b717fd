"""DKIM signatures (RFC 6376, RFC 8301) over headers and bodies that are already in relaxed canonical form."""

from __future__ import annotations

import base64
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from forewarn.mail.domains import canonical_host

MIN_KEY_BITS = 2048  # RFC 8301 section 3.2: signers SHOULD use at least this

# Oversigned, present or not: nobody can add a second one that a mail program would show or obey (RFC 6376 section 8.15).
ALWAYS_COVERED = (
    "From",
    "To",
    "Cc",
    "Subject",
    "Date",
    "Reply-To",
    "Message-ID",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Content-Language",
    "Auto-Submitted",
    "Feedback-ID",
    "List-Id",
    "List-Help",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
)

_PADDING = padding.PKCS1v15()
_HASH = hashes.SHA256()


class UnableToSign(Exception):
    """The private key cannot be used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class DkimSigner:
    """Signs for one domain with one key: rsa-sha256, relaxed/relaxed. Safe to share between threads."""

    domain: str
    selector: str
    private_key: rsa.RSAPrivateKey
    lifetime: timedelta | None = None  # written as x=: how long after signing the mail may still be delivered

    @classmethod
    def from_pem(cls, private_pem: str, *, domain: str, selector: str, lifetime: timedelta | None = None) -> DkimSigner:
        """A signer from a PEM private key. Raises UnableToSign for what is not an RSA key of 2,048 bits or more."""
        host = canonical_host(domain)
        try:
            key = serialization.load_pem_private_key(private_pem.encode("ascii"), password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise UnableToSign(f"{selector}._domainkey.{host}: not a readable private key; make a new key") from error
        if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < MIN_KEY_BITS:
            raise UnableToSign(
                f"{selector}._domainkey.{host}: not an RSA key of at least {MIN_KEY_BITS} bits; make a new key"
            )
        return cls(host, selector.lower(), key, lifetime)

    def signature_field(self, signed_names: str, canonical_headers: bytes, body_hash: bytes, at: int) -> bytes:
        """The DKIM-Signature field, ending with CRLF.

        `signed_names` is the folded value of h= (see `covered_names`), `canonical_headers` the fields that it names in
        its order, each ending with CRLF, `body_hash` the SHA-256 of the canonical body, `at` seconds since 1970.
        """
        expiry = f" x={at + int(self.lifetime.total_seconds())};" if self.lifetime else ""
        head, canonical_head = _heads(self.domain, self.selector, signed_names)
        tail = f"{at};{expiry} bh={base64.b64encode(body_hash).decode('ascii')};"
        covered = b"".join((canonical_headers, canonical_head, tail.encode("ascii"), b" b="))
        signature = base64.b64encode(self.private_key.sign(covered, _PADDING, _HASH)).decode("ascii")
        lines = "\r\n ".join(signature[start : start + 72] for start in range(0, len(signature), 72))
        return f"{head}{tail}\r\n b={lines}\r\n".encode("ascii")


def covered_names(present: Sequence[str], also: Collection[str] = ALWAYS_COVERED) -> str:
    """The value of h= for a mail with these fields, in their order, each once more than it occurs; folded."""
    names = [*present, *present, *(name for name in also if name.lower() not in {p.lower() for p in present})]
    lines = [names[0]]
    for name in names[1:]:
        if len(lines[-1]) + 1 + len(name) > 70:
            lines.append(name)
        else:
            lines[-1] += f":{name}"
    return ":\r\n ".join(lines)


@lru_cache(maxsize=256)
def _heads(domain: str, selector: str, signed_names: str) -> tuple[str, bytes]:
    """What stands before the time in every signature of this kind: as sent, and in canonical form."""
    tags = f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s={selector};\r\n h={signed_names};\r\n t="
    return f"DKIM-Signature: {tags}", f"dkim-signature:{tags}".replace("\r\n", "").encode("ascii")
