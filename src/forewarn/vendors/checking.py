"""What keeps facts from the register, a sentence for each fault; plain, so that forms and imports say the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from babel import Locale

from forewarn.vendors.fact_table import FACTS, TRANSLATED, Fact, Kind

Facts = dict[str, object]

MAX_TEXT = 300  # characters of one line: longer is a paragraph
MAX_NAME = 120  # characters, as the column holds
MAX_PROSE = 2_000  # characters: a page of notes
MAX_LINES = 200  # entries of a list: more places, domains or contacts than any vendor has
MAX_ROWS = 100  # measures, assurances, sub-vendors: as many as a page can show
_HOST = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}")
_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def wrong_with(facts: Mapping[str, object], *, known_fields: Collection[str]) -> list[str]:
    """What keeps these facts from the register, a sentence each; `known_fields` are the codes of customer data."""
    wrong = []
    for key, value in facts.items():
        if key == "translations":
            wrong += _wrong_with_translations(value)
        elif key not in FACTS:
            wrong.append(f"{key}: the register has no such field.")
        else:
            wrong += _wrong_with(FACTS[key], value, key, known_fields)
    return wrong or _contradictions(facts)


def _wrong_with(fact: Fact, value: object, name: str, known_fields: Collection[str]) -> list[str]:
    if fact.kind is Kind.ROWS:
        return _wrong_with_rows(fact, value, known_fields)
    if fact.kind is Kind.CHOICE:
        return [] if value in fact.choices else [f"{name}: the {_last(name)} is one of {', '.join(fact.choices)}."]
    if fact.kind is Kind.FIELDS and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return [f"{name}: {code} is not a field of customer data." for code in value if code not in known_fields]
    good, asked = _CHECKS[fact.kind]
    return [] if good(value) else [f"{name}: {asked}"]


def _last(name: str) -> str:
    return name.rpartition(" ")[2]


def _wrong_with_rows(fact: Fact, value: object, known_fields: Collection[str]) -> list[str]:
    one = {"measures": "measure", "assurance": "assurance", "chain": "sub-vendor", "leaks": "leak"}[fact.code]
    if not isinstance(value, list):
        return [f"{fact.code}: give a list."]
    if len(value) > MAX_ROWS:
        return [f"{fact.code}: at most {MAX_ROWS} can be listed."]
    columns = {column.code: column for column in fact.columns}
    wrong = []
    for number, row in enumerate(value, start=1):
        if not isinstance(row, Mapping):
            wrong.append(f"{one} {number}: give its fields by name.")
            continue
        wrong += [f"{one} {number}: no field is called {key}." for key in row if key not in columns]
        for column in fact.columns:
            if column.code in row:
                wrong += _wrong_with(column, row[column.code], f"{one} {number}: {column.code}", known_fields)
            if column.required and row.get(column.code) in (None, ""):
                wrong += [] if column.choices and column.code in row else [f"{one} {number}: {_MISSING[column.code]}"]
    return wrong


_MISSING = {
    "measure": "say what the measure is.",
    "basis": "the basis is missing: say how it is known.",
    "standard": "say which standard it is.",
    "name": "give its name.",
    "began_on": "give the day on which it began.",
    "what": "say what happened to the data.",
}


def _wrong_with_translations(value: object) -> list[str]:
    if not isinstance(value, Mapping):
        return ["translations: give the languages by their codes, such as es."]
    wrong = []
    for locale, words in value.items():
        if not isinstance(locale, str) or not _LOCALE.fullmatch(locale) or not isinstance(words, Mapping):
            wrong.append(f"translations: {locale} is not a language with its words.")
            continue
        for code, text in words.items():
            if code not in TRANSLATED:
                wrong.append(f"translations: {code} is not said in several languages.")
            elif not _is_text(text):
                wrong.append(f"translations: {locale} {code}: {_CHECKS[Kind.TEXT][1]}")
    return wrong


def _contradictions(facts: Mapping[str, object]) -> list[str]:
    wrong = []
    if len(str(facts.get("name", ""))) > MAX_NAME:
        wrong.append(f"name: give at most {MAX_NAME} characters.")
    if facts.get("never_writes") and facts.get("sending_domains"):
        wrong.append("never_writes: it sends mail for you from its domains, so it cannot be said that it never writes.")
    since, until = facts.get("since"), facts.get("until")
    if since and until and str(until) < str(since):
        wrong.append("until: the end lies before the beginning.")
    leaks = facts.get("leaks")
    for number, leak in enumerate(leaks if isinstance(leaks, list) else (), start=1):
        wrong += [f"leak {number}: {text}" for text in _wrong_with_leak(leak)]
    return wrong


def _wrong_with_leak(leak: Mapping[str, object]) -> list[str]:
    wrong = []
    if leak.get("ended_on") and str(leak["ended_on"]) < str(leak["began_on"]):
        wrong.append("ended_on: the end lies before the beginning.")
    if leak.get("ours") is False and leak.get("fields"):
        wrong.append("fields: none of your customers' data was touched, so no field of it was.")
    return wrong


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= MAX_TEXT and value.isprintable()


def _is_prose(value: object) -> bool:
    return (
        isinstance(value, str) and len(value) <= MAX_PROSE and value.replace("\n", "").replace("\r", "").isprintable()
    )


def _is_list_of(good: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and len(value) <= MAX_LINES and all(good(one) for one in value)


@lru_cache(maxsize=1)
def _territories() -> frozenset[str]:
    return frozenset(
        code for code in map(str, Locale.parse("en").territories) if len(code) == 2 and code not in ("ZZ", "QO")
    )


def is_place(value: object) -> bool:
    """Whether this is the code of a country, such as IE; EU counts as one."""
    return isinstance(value, str) and value in _territories()


def _is_host(value: object) -> bool:
    return isinstance(value, str) and bool(_HOST.fullmatch(value))


def _is_url(value: object) -> bool:
    if not (isinstance(value, str) and len(value) <= MAX_TEXT and value.isprintable() and " " not in value):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        return False


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and len(value) == len("2026-03-01") and bool(date.fromisoformat(value))
    except ValueError:
        return False


_CHECKS: dict[Kind, tuple[Callable[[object], bool], str]] = {
    Kind.TEXT: (_is_text, f"give text on one line, at most {MAX_TEXT} characters."),
    Kind.PROSE: (_is_prose, f"give text, at most {MAX_PROSE} characters."),
    Kind.LINES: (_is_list_of(_is_text), "give a list of words."),
    Kind.FIELDS: (_is_list_of(_is_text), "give a list of words."),
    Kind.PLACES: (_is_list_of(is_place), "give a list of country codes such as IE or EU."),
    Kind.PLACE: (is_place, "give a country code such as IE."),
    Kind.HOSTS: (_is_list_of(_is_host), "give a list of host names such as mail.example.com."),
    Kind.URL: (_is_url, "give an address that begins with https://."),
    Kind.YES_OR_NO: (lambda value: isinstance(value, bool), "say yes or no."),
    Kind.DATE: (_is_date, "give a date such as 2026-03-01."),
    Kind.NUMBER: (
        lambda value: isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100_000,
        "give a whole number.",
    ),
}


def tidied(facts: Mapping[str, object]) -> Facts:
    """The facts without what is empty and without spaces at the ends, so that equal facts compare equal."""
    clean = {key: _tidy(value) for key, value in facts.items()}
    return {key: value for key, value in clean.items() if not _is_empty(value)}


def _tidy(value: object) -> object:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Mapping):
        return tidied(value)
    if isinstance(value, (list, tuple)):
        return [one for one in map(_tidy, value) if not _is_empty(one)]
    return value


def _is_empty(value: object) -> bool:
    return value is None or value in ("", [], {})
