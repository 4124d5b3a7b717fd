"""Case numbers: short enough to type, too many to guess."""

from __future__ import annotations

import secrets

LETTERS = "23456789BCDFGHJKMNPQRTVWXYZ"  # no vowels, so no words; none that are taken for one another
LENGTH = 8  # 27^8 is 282 thousand million; with the limits on asking nobody finds one


def new_case() -> str:
    """A case number as it is stored."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def shown_case(case: str) -> str:
    """As people read it: in two halves."""
    return f"{case[: LENGTH // 2]}-{case[LENGTH // 2 :]}"


def typed_case(text: str) -> str:
    """As it is stored, from what was typed with spaces, dashes and small letters; empty where it cannot be one."""
    case = "".join(letter for letter in text.upper() if letter.isalnum())
    return case if len(case) == LENGTH and all(letter in LETTERS for letter in case) else ""
