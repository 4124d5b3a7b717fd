"""Case numbers: short enough to type, too many to guess."""

from __future__ import annotations

import re
import secrets

LETTERS = "23456789BCDFGHJKMNPQRTVWXYZ"  # no vowels, so no words; none that are taken for one another
LENGTH = 8  # 27^8 is 282 thousand million; with the limits on asking nobody finds one
MAX_SHOWN = 20  # of one text that are looked up; an answer on several mails names at most ten
_SHOWN = re.compile(rf"\b[{LETTERS}]{{{LENGTH // 2}}}-[{LETTERS}]{{{LENGTH - LENGTH // 2}}}\b")


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


def around_cases(text: str) -> list[str]:
    """The text in pieces: every other one, from the second on, is a case number as people read it."""
    return re.split(f"({_SHOWN.pattern})", text)


def shown_cases(text: str) -> list[str]:
    """What may be case numbers in a text that quotes an answer of ours, as they are stored."""
    return list(dict.fromkeys(typed_case(found) for found in _SHOWN.findall(text)))[:MAX_SHOWN]
