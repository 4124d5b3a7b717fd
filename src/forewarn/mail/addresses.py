"""Addresses of people: what mail can be sent to, written one way, and the key by which two of them are the same.

email-validator decides (syntax of RFC 5321, 6531 and IDNA 2008; nothing is asked of DNS). Nearly all addresses of a
customer list are plain, and for those a regular expression gives the same answer forty times faster; a property test
holds the two together.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from email_validator import EmailNotValidError, validate_email
from email_validator.rfc_constants import CASE_INSENSITIVE_MAILBOX_NAMES

LOCAL_PART_OCTETS = 64  # RFC 5321 section 4.5.3.1.1
LONGEST_INPUT = 1_000  # characters; nothing longer can become an address of 254 octets, and the library need not try

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN_LOCAL = re.compile(rf"(?=.{{1,64}}\Z){_ATOM}(?:\.{_ATOM})*")
_PLAIN = re.compile(
    rf"(?=.{{6,254}}\Z)(?=[^@]{{1,64}}@)({_ATOM}(?:\.{_ATOM})*)"
    r"@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+(?:[A-Za-z0-9][A-Za-z0-9-]{0,61})?[A-Za-z])"
)
_SHARED_NAMES = frozenset(CASE_INSENSITIVE_MAILBOX_NAMES)
_SPECIAL_USE = (".arpa", ".invalid", ".local", ".localhost", ".onion")  # the library explains why they are refused


class UnableToReadAddress(ValueError):
    """No mail can be sent to it; the text says why in one sentence."""


class Address(NamedTuple):
    """An address to write to: `email` as the person writes it (domain in lower case and its own letters), `key` the same
    for every way of writing it (all in lower case, domain in ASCII)."""

    email: str
    key: str


def read_address(text: str) -> Address:
    """Read one address, white space around it allowed. Raises UnableToReadAddress.

    Quoted local parts and letters of every script are addresses; bracketed IP numbers, display names, dotless domains
    and special-use domains (RFC 6761) are not. The reserved names `.test` and `.example` are, as they harm nobody.
    """
    text = text.strip()
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        local, domain = plain[1], plain[2].lower()
        if "--" not in domain and not domain.endswith(_SPECIAL_USE):
            if local.lower() in _SHARED_NAMES:
                local = local.lower()
            return Address(f"{local}@{domain}", f"{local.lower()}@{domain}")
    if not text:
        raise UnableToReadAddress("There is no address.")
    if len(text) > LONGEST_INPUT:
        raise UnableToReadAddress("The email address is too long (254 characters are allowed).")
    return _read_unusual(text)


def address_key(text: str) -> str:
    """The key of an address: equal for two ways of writing the same one. Raises UnableToReadAddress."""
    return read_address(text).key


def _read_unusual(text: str) -> Address:
    local, at, domain = text.rpartition("@")
    if at and not domain.isascii() and _PLAIN_LOCAL.fullmatch(local):
        # A list with many addresses below the same international domain asks about the domain once.
        shown, ascii_domain = _domain(domain)
        if len(local) + 1 + len(ascii_domain) <= 254 and len(text.encode("utf-8", "replace")) <= 254:
            local = local.lower() if local.lower() in _SHARED_NAMES else local
            return Address(f"{local}@{shown}", f"{local.lower()}@{ascii_domain}")
    return read_slowly(text)


@lru_cache(maxsize=65_536)
def _domain(domain: str) -> tuple[str, str]:
    """The domain in its own letters and in ASCII. Raises UnableToReadAddress."""
    found = read_slowly(f"a@{domain}")
    return found.email[2:], found.key[2:]


def read_slowly(text: str) -> Address:
    """What the library says of an address, in our words. Raises UnableToReadAddress."""
    try:
        found = validate_email(
            text,
            check_deliverability=False,
            allow_quoted_local=True,
            strict=True,
            test_environment=True,  # allows .test
        )
    except EmailNotValidError as error:
        raise UnableToReadAddress(str(error)) from error
    domain = found.ascii_domain
    if len(found.local_part.encode()) > LOCAL_PART_OCTETS:  # the library counts letters, and leaves quotes out
        raise UnableToReadAddress("The email address is too long before the @-sign (64 bytes are allowed).")
    if "." not in domain:
        raise UnableToReadAddress("The part after the @-sign is not valid. It should have a period.")
    return Address(found.normalized, f"{found.local_part.lower()}@{domain}")
