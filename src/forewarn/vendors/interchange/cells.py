"""Between a fact and how a file writes it: codes or words, lists in one cell, dates, yes and no."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache

from forewarn.foundation.reading.words import UnableToUnderstand, country_code, yes_or_no
from forewarn.mail.domains import canonical_host
from forewarn.mail.folding import folded
from forewarn.vendors.checking import is_place
from forewarn.vendors.data_fields import FIELDS
from forewarn.vendors.fact_table import LISTS, Fact, Kind
from forewarn.vendors.wording import CHOICES

TAKEN_OUT = "-"  # a cell of a table that empties a fact; an empty cell leaves it as it is
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")  # a program that shows tables would calculate these
_SEPARATORS = re.compile(r"\s*[;\n]\s*")
_BREAKS = re.compile(r"[^\S ]+")  # white space that is no plain space
_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)  # hyphens that do not show, marks of direction
_COMMAS = re.compile(r"\s*,\s*")
_EUROPE = frozenset({"eu", "ue", "european union", "the eu", "union europea", "europaische union", "union europeenne"})
_MAIN_COLUMN = {"measures": "measure", "assurance": "standard", "chain": "name"}


class UnableToRead(ValueError):
    """What stands there cannot be understood; the text says what and how to write it."""


def written(value: object) -> str:
    """A fact as the cell of a table; `read` gives it back. Formulas are made harmless by a leading apostrophe."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list() if all(isinstance(one, str) and not _needs_json(one) for one in value):
            text = "; ".join(value)
        case list() | dict():
            return json.dumps(value, ensure_ascii=False)
        case _:
            text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _needs_json(text: str) -> bool:
    return text != text.strip() or not text or any(mark in text for mark in ";,\n") or text[0] in "[{"


def read(fact: Fact, raw: object) -> object:
    """What a file says of a fact, as the register holds it; None where it says nothing. Raises UnableToRead."""
    if isinstance(raw, str):
        raw = raw.strip()
        raw = raw[1:] if raw[:1] == "'" and raw[1:].startswith(_FORMULA) else raw
    if raw in (None, "", [], {}):
        return None
    if fact.kind is Kind.ROWS:
        return _rows(fact, raw)
    if fact.kind in LISTS:
        return [one for piece in _pieces(raw) if (one := _ONE[fact.kind](piece))]
    if isinstance(raw, (list, dict)):
        raw = "; ".join(map(_text, raw)) if isinstance(raw, list) else _text(raw)
    return _choice(fact, raw) if fact.kind is Kind.CHOICE else _ONE[fact.kind](raw)


def read_translations(raw: object) -> object:
    """The sentences in other languages: an object, or its JSON. Raises UnableToRead."""
    found = _from_json(raw) if isinstance(raw, str) and raw.strip() else raw
    if found in (None, "", {}):
        return None
    if not isinstance(found, Mapping):
        raise UnableToRead("give the languages by their codes, each with its words")
    return {str(locale): dict(words) if isinstance(words, Mapping) else words for locale, words in found.items()}


def _from_json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise UnableToRead(f"“{_short(text)}” is not readable as JSON") from error


def _pieces(raw: object) -> list[object]:
    """The parts of a list; in one cell they stand between semicolons or on lines of their own, else between commas."""
    if isinstance(raw, list):
        return [one for one in raw if one not in (None, "")]
    if not isinstance(raw, str):
        return [raw]
    if raw.startswith("["):
        found = _from_json(raw)
        return found if isinstance(found, list) else [found]
    parts = _SEPARATORS.split(raw)
    parts = _COMMAS.split(raw) if len(parts) == 1 else parts
    return [part for part in parts if part]


def _rows(fact: Fact, raw: object) -> list[dict[str, object]]:
    if isinstance(raw, Mapping):
        raw = [raw]
    columns = {column.code: column for column in fact.columns}
    return [_row(fact, columns, piece) for piece in _pieces(raw)]


def _row(fact: Fact, columns: Mapping[str, Fact], piece: object) -> dict[str, object]:
    if not isinstance(piece, Mapping):
        return _row_of_text(fact, columns, _text(piece))
    found: dict[str, object] = {}
    for key, raw in piece.items():
        if key not in columns:
            raise UnableToRead(f"no field is called {key}; the fields are {', '.join(columns)}")
        value = read(columns[key], raw)
        if value is not None:
            found[str(key)] = value
    return found


def _row_of_text(fact: Fact, columns: Mapping[str, Fact], text: str) -> dict[str, object]:
    """A row that is only words: what somebody else declared, an assurance by its usual name, a supplier's name."""
    if fact.code not in _MAIN_COLUMN:
        raise UnableToRead(f"“{_short(text)}” is only words; give the fields by name: {', '.join(columns)}")
    main = _MAIN_COLUMN[fact.code]
    if fact.code != "assurance":
        return {main: text, **({"basis": "self-declared"} if fact.code == "measures" else {})}
    level = re.search(r"\btype[\s-]*(ii|i|2|1)\b", text, re.IGNORECASE)
    bare = (text[: level.start()] + text[level.end() :] if level else text).strip(" ,-")
    try:
        row: dict[str, object] = {main: _choice(columns[main], bare)}
    except UnableToRead:
        return {main: "other", "scope": text}
    return row | ({"level": "type-2" if level[1].lower() in ("ii", "2") else "type-1"} if level else {})


def _choice(fact: Fact, raw: object) -> str:
    text = _text(raw)
    found = text if text in fact.choices else _words_of_choices(fact).get(folded(text).replace(" ", ""))
    if found is None:
        raise UnableToRead(f"“{_short(text)}” is none of {', '.join(fact.choices)}")
    return found


def _words_of_choices(fact: Fact) -> dict[str, str]:
    words = {folded(code).replace(" ", ""): code for code in fact.choices}
    return words | {folded(str(CHOICES[fact.code][code])).replace(" ", ""): code for code in fact.choices}


def _text(raw: object) -> str:
    """One line; spaces inside it stay as they are, so that what was written comes back equal."""
    if isinstance(raw, (dict, list)):
        return json.dumps(raw, ensure_ascii=False)
    return _UNSEEN.sub("", _BREAKS.sub(" ", str(raw))).strip()


def _prose(raw: object) -> str:
    return _UNSEEN.sub("", str(raw).replace("\xa0", " ")).strip()


def _field(raw: object) -> str:
    text = _text(raw)
    found = text if text in FIELDS else _field_words().get(folded(text))
    if found is None:
        raise UnableToRead(f"“{_short(text)}” is not a field of customer data; the fields are {', '.join(FIELDS)}")
    return found


@lru_cache(maxsize=1)
def _field_words() -> dict[str, str]:
    from django.utils.translation import override

    with override("en"):
        return {folded(str(field.label)): code for code, field in FIELDS.items()} | {
            folded(code): code for code in FIELDS
        }


def _place(raw: object) -> str:
    text = "NO" if raw is False else _text(raw)  # Norway, as YAML reads it
    if is_place(text):
        return text
    if folded(text) in _EUROPE:
        return "EU"
    try:
        return country_code(text)
    except UnableToUnderstand as error:
        raise UnableToRead(f"{error}; write its name, or its code such as IE") from error


def _host(raw: object) -> str:
    text = _text(raw).lower()
    text = text.partition("://")[2].partition("/")[0] if "://" in text else text
    return canonical_host(text.rpartition("@")[2].strip("./"))


def _url(raw: object) -> str:
    text = _text(raw)
    return f"https://{text}" if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", text) else text


def _yes_or_no(raw: object) -> bool | None:
    if isinstance(raw, bool):
        return raw
    try:
        return yes_or_no(_text(raw))
    except UnableToUnderstand as error:
        raise UnableToRead(f"{error}; write yes or no") from error


def _date(raw: object) -> str:
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    try:
        return date.fromisoformat(_text(raw)).isoformat()
    except ValueError as error:
        raise UnableToRead(f"“{_short(_text(raw))}” is no date that reads only one way; write 2026-03-01") from error


def _number(raw: object) -> int:
    text = _text(raw)
    if isinstance(raw, bool) or not re.fullmatch(r"\d{1,9}", text):
        raise UnableToRead(f"“{_short(text)}” is no whole number")
    return int(text)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


_ONE: dict[Kind, Callable[[object], object]] = {
    Kind.TEXT: _text,
    Kind.PROSE: _prose,
    Kind.LINES: _text,
    Kind.FIELDS: _field,
    Kind.PLACES: _place,
    Kind.PLACE: _place,
    Kind.HOSTS: _host,
    Kind.URL: _url,
    Kind.YES_OR_NO: _yes_or_no,
    Kind.DATE: _date,
    Kind.NUMBER: _number,
}
