"""What the columns of a list mean: guessed from their names and from what stands in them, or told by a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from forewarn.audience.reading.header_words import HEADER_WORDS
from forewarn.foundation.reading.tables import Record, is_address
from forewarn.mail.folding import folded

IGNORE = "ignore"
ATTRIBUTE = "attribute."  # followed by the attribute's name
ONCE = tuple(HEADER_WORDS)  # each at most once in a list
LINE_COLUMN, REASON_COLUMN = "rejected_line", "rejected_reason"  # what a rejects file adds; passed over on the way in
MOSTLY_ADDRESSES = 0.5  # of the cells that are filled
ATTRIBUTE_LENGTH = 40  # characters; it becomes a merge field that people type

_WORDS = {folded(word).replace(" ", ""): meaning for meaning, words in HEADER_WORDS.items() for word in words}
_UNFIT = re.compile(r"[^a-z0-9]+")


class UnableToMap(ValueError):
    """The columns cannot be mapped like this; the text says which and what to do."""


def guess_meanings(columns: Sequence[str], sample: Sequence[Record]) -> list[str]:
    """What each column probably means; one that is nothing else becomes an attribute of its own name."""
    meanings = [""] * len(columns)
    for index, column in enumerate(columns):
        meaning = IGNORE if column in (LINE_COLUMN, REASON_COLUMN) else _WORDS.get(folded(column).replace(" ", ""), "")
        if meaning and (meaning == IGNORE or meaning not in meanings):
            meanings[index] = meaning
    _settle_names(meanings, columns, sample)
    _find_addresses(meanings, sample)
    taken: set[str] = set()
    for index, column in enumerate(columns):
        if not meanings[index]:
            meanings[index] = ATTRIBUTE + _unused(attribute_key(column), taken)
        taken.add(meanings[index].removeprefix(ATTRIBUTE))
    return meanings


def attribute_key(column: str) -> str:
    """The name of an attribute as a merge field can hold it: small ASCII letters, digits and underscores."""
    key = _UNFIT.sub("_", folded(column)).strip("_")[:ATTRIBUTE_LENGTH].strip("_")
    return key if key[:1].isalpha() else f"column_{key}".rstrip("_")


def check_meanings(columns: Sequence[str], meanings: Sequence[str]) -> None:
    """Raises UnableToMap where the meanings do not make customers out of rows."""
    if len(meanings) != len(columns):
        raise UnableToMap(f"The file has {len(columns)} columns, and {len(meanings)} meanings were given.")
    for column, meaning in zip(columns, meanings, strict=True):
        if meaning != IGNORE and meaning not in ONCE and not _names_attribute(meaning):
            raise UnableToMap(f"“{meaning}” is not a meaning that column “{column}” can have.")
        if meaning != IGNORE and list(meanings).count(meaning) > 1:
            raise UnableToMap(f"Two columns mean “{meaning}”; choose one of them.")
    if "email" not in meanings:
        raise UnableToMap(
            f"No column looks like email addresses. Say which one is. The columns are: {', '.join(columns)}."
        )
    for choice in ("care", "marketing"):
        if choice in meanings and f"no_{choice}" in meanings:
            raise UnableToMap(f"Two columns say who gets {choice} mail, one of them the other way round; choose one.")


def apply_choices(columns: Sequence[str], meanings: Sequence[str], told: Iterable[str]) -> list[str]:
    """The meanings with those changed that a person told as "meaning=column" (name or number). Raises UnableToMap."""
    changed, asked = list(meanings), set()
    for text in told:
        meaning, equals, column = (part.strip() for part in text.partition("="))
        if not equals or not meaning or not column:
            raise UnableToMap(f"“{text}” is no mapping. Write it as email=Column, with the column's name or number.")
        index = _column_index(columns, column)
        if index in asked:
            raise UnableToMap(f"Column “{columns[index]}” is mapped twice.")
        if meaning not in ONCE and meaning != IGNORE and not _names_attribute(meaning):
            raise UnableToMap(
                f"“{meaning}” is not something a column can mean. Choose one of: {', '.join(ONCE)}, {IGNORE}, "
                f"{ATTRIBUTE}name."
            )
        for other, present in enumerate(changed):
            if meaning != IGNORE and present == meaning and other != index:
                if other in asked:
                    raise UnableToMap(f"“{meaning}” is mapped twice.")
                changed[other] = ATTRIBUTE + attribute_key(columns[other])
        changed[index] = meaning
        asked.add(index)
    return changed


def _names_attribute(meaning: str) -> bool:
    key = meaning.removeprefix(ATTRIBUTE)
    return meaning.startswith(ATTRIBUTE) and key == attribute_key(key)


def _column_index(columns: Sequence[str], wanted: str) -> int:
    for match in (lambda c: c == wanted, lambda c: folded(c) == folded(wanted)):
        for index, column in enumerate(columns):
            if match(column):
                return index
    if wanted.isdigit() and 1 <= int(wanted) <= len(columns):
        return int(wanted) - 1
    raise UnableToMap(f"There is no column “{wanted}”. The columns are: {', '.join(columns)}.")


def _settle_names(meanings: list[str], columns: Sequence[str], sample: Sequence[Record]) -> None:
    """A column called just "name" beside one of two parts is the other part, unless it holds both."""
    if "name" not in meanings:
        return
    whole = meanings.index("name")
    first, last = (meanings.index(m) if m in meanings else None for m in ("first_name", "last_name"))
    if first is not None and last is not None:
        meanings[first] = meanings[last] = ""
        meanings[first], meanings[last] = "first_name", "last_name"
        meanings[whole] = IGNORE if _holds(sample, whole, first) else ""
        return
    part = first if first is not None else last
    if part is None:
        return
    if _holds(sample, whole, part):
        meanings[part] = ""
    else:
        meanings[whole] = "last_name" if part == first else "first_name"


def _holds(sample: Sequence[Record], whole: int, part: int) -> bool:
    """Whether one column's cells contain the other's."""
    pairs = [(r.cells[whole], r.cells[part]) for r in sample if len(r.cells) > max(whole, part)]
    filled = [(folded(a), folded(b)) for a, b in pairs if a.strip() and b.strip()]
    return bool(filled) and sum(b in a for a, b in filled) > len(filled) / 2


def _find_addresses(meanings: list[str], sample: Sequence[Record]) -> None:
    """Without a column of that name, the one that holds the most addresses."""
    if "email" in meanings:
        return
    best, best_share = None, MOSTLY_ADDRESSES
    for index in range(len(meanings)):
        filled = [r.cells[index] for r in sample if len(r.cells) > index and r.cells[index].strip()]
        share = sum(map(is_address, filled)) / len(filled) if filled else 0.0
        if share >= best_share and (best is None or share > best_share):
            best, best_share = index, share
    if best is not None:
        meanings[best] = "email"


def _unused(key: str, taken: set[str]) -> str:
    again, name = 2, key
    while name in taken:
        name, again = f"{key}_{again}", again + 1
    return name
