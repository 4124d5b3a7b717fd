"""Tokens in addresses of pages and of mail: short, scoped by purpose, hard to forge."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from forewarn.foundation.secrets import derived_key

MAC_BYTES = 12  # 96 bits: unguessable, and short enough for the local part of an address (64 characters)

# Half a byte is one of sixteen letters. A mailing makes millions of tokens, and this takes a tenth of what base32 does.
_TO_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_FROM_LETTERS = str.maketrans("abcdefghijklmnop0123456789", "0123456789abcdef----------")


class UnableToRead(Exception):
    """The token is not one of ours, or was made for another purpose."""


def make_token(purpose: str, *numbers: int) -> str:
    """A token that carries whole numbers (each 0 … 2**63-1): lower-case letters only, so that it survives mail programs
    that change case."""
    body = b"".join([_varint(number) for number in numbers])
    return (body + _mac(purpose, body)).hex().translate(_TO_LETTERS)


def read_token(purpose: str, token: str) -> tuple[int, ...]:
    """The numbers of a token. Raises UnableToRead where it was not made here for this purpose."""
    try:
        raw = bytes.fromhex(token.lower().translate(_FROM_LETTERS))
    except ValueError as error:
        raise UnableToRead("not a token") from error
    body, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
    if len(mac) < MAC_BYTES or not hmac.compare_digest(mac, _mac(purpose, body)):
        raise UnableToRead("the token was not made here for this purpose")
    return tuple(_numbers(body))


def _mac(purpose: str, body: bytes) -> bytes:
    """BLAKE2b keyed for the purpose, which is a MAC by itself (RFC 7693)."""
    return hashlib.blake2b(body, digest_size=MAC_BYTES, key=derived_key(f"token {purpose}")).digest()


@lru_cache(maxsize=4096)
def _varint(number: int) -> bytes:
    out = bytearray()
    while True:
        number, low = number >> 7, number & 0x7F
        out.append(low | (0x80 if number else 0))
        if not number:
            return bytes(out)


def _numbers(body: bytes) -> list[int]:
    numbers, value, shift = [], 0, 0
    for byte in body:
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            numbers.append(value)
            value = shift = 0
    return numbers
