"""Tokens in addresses of pages and of mail: short, scoped by purpose, hard to forge."""

from __future__ import annotations

import base64
import hmac

from forewarn.foundation.secrets import derived_key

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"  # base32 of RFC 4648, in lower case and without padding
_PAIRS = [one + other for one in _LETTERS for other in _LETTERS]  # by tens of bits: a mailing makes millions of tokens

MAC_BYTES = 12  # 96 bits: unguessable, and short enough for the local part of an address (64 characters)


class UnableToRead(Exception):
    """The token is not one of ours, or was made for another purpose."""


def make_token(purpose: str, *numbers: int) -> str:
    """A token that carries whole numbers (each 0 … 2**63-1): lower-case letters and digits only, so that it survives
    mail programs that change case."""
    body = b"".join(_varint(number) for number in numbers)
    return _text(body + _mac(purpose, body))


def read_token(purpose: str, token: str) -> tuple[int, ...]:
    """The numbers of a token. Raises UnableToRead where it was not made here for this purpose."""
    try:
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except ValueError as error:
        raise UnableToRead("not a token") from error
    body, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
    if len(mac) < MAC_BYTES or not hmac.compare_digest(mac, _mac(purpose, body)):
        raise UnableToRead("the token was not made here for this purpose")
    return tuple(_numbers(body))


def _mac(purpose: str, body: bytes) -> bytes:
    return hmac.digest(derived_key(f"token {purpose}"), body, "sha256")[:MAC_BYTES]


def _text(raw: bytes) -> str:
    bits = len(raw) * 8
    number = int.from_bytes(raw, "big") << (-bits % 10)
    pairs = [_PAIRS[number >> shift & 1023] for shift in range(bits + (-bits % 10) - 10, -1, -10)]
    return "".join(pairs)[: (bits + 4) // 5]


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
