"""Tokens in the addresses that our mails carry: who the mail was for, proven by a keyed checksum.

A report that names a customer by such a token was caused by a mail of ours; one that names an address alone could be
written by anybody who wants that person to stop hearing from us.
"""

from __future__ import annotations

from typing import NamedTuple

from forewarn.foundation.signed_links import UnableToRead, make_token, read_token

BOUNCE, UNSUBSCRIBE = "bounce", "unsubscribe"  # the purposes; a token of one is worth nothing for the other
CHOICES = {1: "care", 2: "marketing"}  # the choice an unsubscribe token is for, as the number it carries
SINGLE_MAIL = 0  # the mailing id of a mail that belongs to no mailing


class Addressee(NamedTuple):
    """Whom a mail was for, and the mailing it belonged to (0: a single mail)."""

    mailing_id: int
    customer_id: int


def bounce_token(mailing_id: int, customer_id: int) -> str:
    """The token of a return path: `bounce+<token>@` the brand's intake domain."""
    return make_token(BOUNCE, mailing_id, customer_id)


def read_bounce_token(token: str) -> Addressee | None:
    """Whose mail came back, or None where the token is not ours."""
    numbers = _numbers(BOUNCE, token)
    return Addressee(*numbers) if len(numbers) == 2 else None


def unsubscribe_token(mailing_id: int, customer_id: int, choice: int) -> str:
    """The token of List-Unsubscribe, in its address of a page and of mail; `choice` is a number of CHOICES."""
    return make_token(UNSUBSCRIBE, mailing_id, customer_id, choice)


def read_unsubscribe_token(token: str) -> tuple[Addressee, str] | None:
    """Who unsubscribes and from which choice ("care" or "marketing"), or None where the token is not ours."""
    numbers = _numbers(UNSUBSCRIBE, token)
    if len(numbers) != 3 or numbers[2] not in CHOICES:
        return None
    return Addressee(numbers[0], numbers[1]), CHOICES[numbers[2]]


def _numbers(purpose: str, token: str) -> tuple[int, ...]:
    try:
        return read_token(purpose, token)
    except UnableToRead:
        return ()
