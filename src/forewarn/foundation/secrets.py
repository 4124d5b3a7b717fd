"""What must not be readable in the database: sealed texts and keyed hashes, from keys derived of the one secret."""

from __future__ import annotations

import base64
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class UnableToUnseal(Exception):
    """The text was sealed under another secret: FOREWARN_SECRET_KEY is not the one it was written with."""


def derived_key(purpose: str) -> bytes:
    """32 bytes for one purpose, by HKDF-SHA256 (RFC 5869) from the installation's secret."""
    return _derive(settings.SECRET_KEY, purpose)


@lru_cache(maxsize=64)
def _derive(secret: str, purpose: str) -> bytes:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=b"forewarn", info=purpose.encode())
    return derive.derive(secret.encode())


def _sealer() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived_key("sealed texts")))


def seal(text: str) -> str:
    """The text encrypted and authenticated (Fernet: AES-128-CBC, HMAC-SHA256), as ASCII."""
    return _sealer().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """The text that was sealed. Raises UnableToUnseal where the secret is another one or the text was changed."""
    try:
        return _sealer().decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, UnicodeError) as error:
        raise UnableToUnseal(
            "A stored secret cannot be opened: FOREWARN_SECRET_KEY differs from the one it was written with."
        ) from error


def keyed_hash(purpose: str, *parts: str) -> str:
    """HMAC-SHA256 over the parts, 64 hexadecimal digits: recognises a value again without keeping it."""
    message = "\x00".join(parts).encode()
    return hmac.digest(derived_key(purpose), message, "sha256").hex()
