"""Whose names stand in a letter: its readers', known from its fields or told by its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from forewarn.mail.redaction.wording import (
    BEFORE_NAMES,
    CLOSINGS,
    GREETINGS,
    HOLDERS,
    LABELS,
    LINE_GREETINGS,
    LINKING,
    NOBODY,
    OPENERS,
    ORGANISATIONS,
    PARTICLES,
    POSSESSIVES,
    TITLES,
)

SHORTEST = 3  # letters of a name; shorter ones stand in too many words
PLAIN = 5  # letters from which a name is taken out in small letters, too: "mark" and "rose" are words
_LETTERS = re.compile(r"[^\W\d_]+")
_ANY = r"[^\W\d_][\w.'’@-]{0,60}"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][^\W\d_]*(?:['’-][^\W\d_]+)*"
_FULL = rf"{_CAPITAL}\.?(?:[ \t]+(?:(?:{PARTICLES})[ \t]+){{0,2}}{_CAPITAL}){{1,3}}"
_ONE_OR_TWO = rf"{_CAPITAL}(?:[ \t]+{_CAPITAL})?"
_GREETED = rf"(?P<gap>,?[ \t]+)(?P<name>{_ANY}(?:[ \t]+{_ANY}){{0,5}})"
_GREETING = re.compile(rf"(?<!\w)(?:{GREETINGS}){_GREETED}", re.IGNORECASE)
_LINE_GREETING = re.compile(rf"^[ \t]*(?:{LINE_GREETINGS}){_GREETED}", re.IGNORECASE | re.MULTILINE)
# What a letter says of its reader beside a label, of an account, in an aside and in an opening.
_TELLING = (
    re.compile(rf"(?<![\w-])(?i:{LABELS})[ \t]*[:：][ \t]*(?P<name>{_FULL}|{_CAPITAL}(?=[ \t]*(?:\n|\Z)))"),
    re.compile(rf"(?<!\w)(?i:{HOLDERS})[ \t]+(?P<name>{_FULL})(?!\w)"),
    re.compile(rf"(?<!\w)(?i:{POSSESSIVES})[ \t]+[^\W\d_]+,[ \t]+(?P<name>{_ONE_OR_TWO})(?=[,.!?:])"),
    re.compile(rf"^[ \t]*(?P<name>{_ONE_OR_TWO})(?=,[ \t]+(?i:{OPENERS})\b)", re.MULTILINE),
)  # fmt: skip
_CLOSING = re.compile(
    rf"^[ \t]*(?i:{CLOSINGS})[ \t]*[,.!]?\s{{1,6}}(?P<name>{_FULL})(?=[ \t]*(?:[,|\n]|\Z))", re.MULTILINE
)
_ADVERB = re.compile(r"\w{3,}(?:ly|mente|ment|weise)\Z")
_NO_CAPITALS = frozenset(PARTICLES.split("|"))


def names_of(people: Iterable[tuple[str, str]], *, kept: Iterable[str] = ()) -> tuple[str, ...]:
    """What is to be taken out of a letter to these people, (name, address) each: names and their words, addresses and
    what stands before the @. Words that name nobody stay, and so do those of `kept`, the names of organisations."""
    stay = NOBODY | LINKING | ORGANISATIONS | words_of(*kept)
    found: dict[str, None] = {}
    for name, address in people:
        local = address.partition("@")[0]
        found[address] = None
        for whole in (name, local):
            if own := [word for word in _LETTERS.findall(whole) if word.casefold() not in stay and len(word) > 1]:
                found |= dict.fromkeys((whole.strip(), *own))
    return tuple(name for name in found if len(name) >= SHORTEST)


def words_of(*names: str) -> frozenset[str]:
    """The words of names, in small letters."""
    return frozenset(word.casefold() for name in names for word in _LETTERS.findall(name))


def told_names(text: str, *, kept: frozenset[str]) -> Iterator[tuple[int, int]]:
    """From where to where the words of a letter say by themselves that its reader is named. `kept` are words of names
    that stay, in small letters."""
    for found in _GREETING.finditer(text):
        if span := _greeted(text, found, kept):
            yield span
    for found in _LINE_GREETING.finditer(text):
        if (span := _greeted(text, found, kept)) and _ends(text, span[1]):
            yield span
    for pattern in _TELLING:
        yield from _persons(pattern, text, kept)


def signed_names(text: str, *, kept: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The same of names under a letter: a reader's who passed it on, or one that criminals borrowed from somebody."""
    return _persons(_CLOSING, text, kept)


def _persons(pattern: re.Pattern[str], text: str, kept: frozenset[str]) -> Iterator[tuple[int, int]]:
    return (found.span("name") for found in pattern.finditer(text) if _is_a_persons(found["name"], kept))


def _is_a_persons(name: str, kept: frozenset[str]) -> bool:
    """Whether nothing in it shows that it is an organisation's, a brand's or nobody's."""
    stay = (NOBODY | LINKING | ORGANISATIONS | kept) - BEFORE_NAMES
    named = any(word in stay or _ADVERB.match(word) for word in words_of(name))
    inner_capitals = any(part[1:] != part[1:].lower() for part in _LETTERS.findall(name))  # "PayPal", "DHL"
    return not named and not inner_capitals


def _greeted(text: str, found: re.Match[str], kept: frozenset[str]) -> tuple[int, int] | None:
    """The name in a greeting; None for "Dear customer" and others that name nobody."""
    start = found.start("name")
    words = [(start + word.start(), word.group(0).rstrip(".")) for word in re.finditer(r"\S+", found["name"])]
    if words[0][1].casefold() in LINKING:
        return None
    stay = (NOBODY | kept) - BEFORE_NAMES
    dull = [n for n, (_, word) in enumerate(words) if words_of(word) & stay or word.casefold() in TITLES]
    begins_line = not text[max(0, found.start() - 1) : found.start()].strip(" \t")
    named: list[tuple[int, int]] = []
    for place, word in words[max(dull, default=-1) + 1 :]:
        end = place + len(word)
        alone = not dull and not named and begins_line and _ends(text, end)
        particle = word.casefold() in (_NO_CAPITALS if named else BEFORE_NAMES if dull else ())
        if not (word[:1].isupper() or alone or particle):
            break
        named.append((place, end))
    if all(text[place:end].casefold() in BEFORE_NAMES for place, end in named):
        return None
    if "," in found["gap"] and not _ends(text, named[-1][1]):
        return None
    return named[0][0], named[-1][1]


def _ends(text: str, at: int) -> bool:
    """Whether a greeting ends here: with the line or at a sign."""
    return text[at : at + 1] in ("", "\n", "\r", *",!:;.?")
