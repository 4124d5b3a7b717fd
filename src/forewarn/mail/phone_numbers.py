"""Telephone numbers in a letter, found by their shape: quick, and alike in every country."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

MIN_DIGITS = 7  # shorter numbers are amounts, years and codes
MAX_DIGITS = 15  # E.164
MAX_NUMBERS = 5_000  # of one letter, repeated ones too; a directory has fewer
SAME_DIGITS = 8  # of the end that must agree: country and trunk prefixes are written or not
# Digits with the usual signs between them, begun by +, 0, (, or a group as in 888-555-0100; not part of a longer code.
# Each way to begin looks back at its first sign, so that the expression starts with a set of signs and is searched fast.
_NUMBER = re.compile(
    r"[+(\d](?<![\w./=#&%-].)"
    r"(?:(?<=\+)\s?\d|(?<=\()\+?\d|(?<=0)0?[1-9]|(?<=1)[-. ]\(?\d|(?<=\d)\d{2}[-. ]\d{3}[-. ]|(?<=[48])\d\d[-. ]\d{3})"
    r"[\d\s().\-/\u2010-\u2015\u00a0]{4,22}\d(?![\w@%/=])",
    re.DOTALL,
)
_NO_DIGITS = re.compile(r"\D+")
_NOT_PHONE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,3}(?:\.\d{1,3}){3}\b|\n")


def phone_numbers(text: str) -> tuple[str, ...]:
    """The telephone numbers as written, spaces single, each once."""
    found: dict[str, str] = {}
    for match in islice(phone_places(text), MAX_NUMBERS):
        written = " ".join(match.group(0).split())
        found.setdefault(digits_of(written), written)
    return tuple(found.values())


def phone_places(text: str) -> Iterator[re.Match[str]]:
    """Where telephone numbers stand, in order; dashes of all kinds are read as "-"."""
    for match in _NUMBER.finditer(text.translate(_DASHES)):
        if MIN_DIGITS <= len(digits_of(match.group(0))) <= MAX_DIGITS and not _NOT_PHONE.search(match.group(0)):
            yield match


def digits_of(number: str) -> str:
    """The digits of a number alone."""
    return _NO_DIGITS.sub("", number)


def same_number(one: str, other: str) -> bool:
    """Whether two numbers ring at the same place, country prefix or not."""
    first, second = digits_of(one), digits_of(other)
    size = min(SAME_DIGITS, len(first), len(second))
    return size >= MIN_DIGITS - 1 and first[-size:] == second[-size:]


_DASHES = str.maketrans({dash: "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"})
