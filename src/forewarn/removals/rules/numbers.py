"""The number of a request, by which also somebody who was erased can ask how far it is."""

from __future__ import annotations

import secrets

LETTERS = "23456789BCDFGHJKMNPQRTVWXYZ"  # no vowels, so no words; none that are taken for one another
LENGTH, PART = 12, 4  # 27^12 is 1.5 times 10^17: nobody finds one by trying


def new_number() -> str:
    """A number as it is stored."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def shown_number(number: str) -> str:
    """As people read it: in three parts."""
    return "-".join(number[start : start + PART] for start in range(0, LENGTH, PART))


def typed_number(text: str) -> str:
    """As it is stored, from what was typed with spaces, dashes and small letters; empty where it cannot be one."""
    number = "".join(letter for letter in text.upper() if letter.isalnum())
    return number if len(number) == LENGTH and all(letter in LETTERS for letter in number) else ""
