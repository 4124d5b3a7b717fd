"""What the columns of a vendor list mean: guessed from their names, or told by a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forewarn.mail.folding import folded
from forewarn.vendors.fact_table import FACTS
from forewarn.vendors.interchange.header_words import HEADER_WORDS

IGNORE = "ignore"
MEANINGS: tuple[str, ...] = ("id", "state", *FACTS, "translations")
"""What a column can mean, each at most once in a list."""


class UnableToMap(ValueError):
    """The columns cannot be mapped like this; the text says which and what to do."""


def _bare(word: str) -> str:
    return folded(word).replace(" ", "")


_WORDS = {_bare(word): code for code, words in HEADER_WORDS.items() for word in words} | {
    _bare(code): code for code in MEANINGS
}


def guess_meanings(columns: Sequence[str]) -> list[str]:
    """What each column probably means; IGNORE where nobody can tell, or where another column means it already.

    A column that is called exactly as the register calls a fact goes first.
    """
    meanings = [IGNORE] * len(columns)
    for exactly in (True, False):
        for index, column in enumerate(columns):
            meaning = _exact(column) if exactly else _WORDS.get(_bare(column), IGNORE)
            if meanings[index] == IGNORE and meaning not in meanings:
                meanings[index] = meaning
    return meanings


def _exact(column: str) -> str:
    return column if column in MEANINGS else IGNORE


def apply_choices(columns: Sequence[str], meanings: Sequence[str], told: Iterable[str]) -> list[str]:
    """The meanings with those changed that a person told as "meaning=column". Raises UnableToMap."""
    changed = list(meanings)
    for text in told:
        meaning, equals, column = (part.strip() for part in text.partition("="))
        if not equals or not meaning or not column:
            raise UnableToMap(f"“{text}” is no mapping. Write it as purpose=Column.")
        index = _index(columns, column)
        changed = [IGNORE if present == meaning else present for present in changed]
        changed[index] = meaning
    check_meanings(columns, changed)
    return changed


def check_meanings(columns: Sequence[str], meanings: Sequence[str]) -> None:
    """Raises UnableToMap where the meanings do not make vendors out of rows."""
    if len(meanings) != len(columns):
        raise UnableToMap(f"The file has {len(columns)} columns, and {len(meanings)} meanings were given.")
    for column, meaning in zip(columns, meanings, strict=True):
        if meaning != IGNORE and meaning not in MEANINGS:
            raise UnableToMap(
                f"“{meaning}” is not something that column “{column}” can mean. Choose one of: {', '.join(MEANINGS)}, "
                f"{IGNORE}."
            )
        if meaning != IGNORE and list(meanings).count(meaning) > 1:
            raise UnableToMap(f"Two columns mean “{meaning}”; choose one of them.")
    if "name" not in meanings and "id" not in meanings:
        raise UnableToMap(
            f"No column looks like the vendors' names. Say which one is. The columns are: {', '.join(columns)}."
        )


def _index(columns: Sequence[str], wanted: str) -> int:
    for index, column in enumerate(columns):
        if column == wanted or folded(column) == folded(wanted):
            return index
    raise UnableToMap(f"There is no column “{wanted}”. The columns are: {', '.join(columns)}.")
