"""An alert as a TOML file: what `forewarn alert new --file` reads and `forewarn alert show --toml` writes."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import tomli_w

from forewarn.alerts.rules import Outline, Protection, Scam, Words


class UnableToReadAlert(Exception):
    """The file is not an alert; the text names the file, the place and what is expected."""


def read_alert(path: Path, saved: Outline) -> Outline:
    """The alert in a file, over what is saved already. Raises UnableToReadAlert."""
    try:
        return parse_alert(path.read_text(encoding="utf-8"), saved)
    except OSError as error:
        raise UnableToReadAlert(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UnableToReadAlert(f"{path}: not valid TOML: it must be UTF-8 ({error})") from error
    except UnableToReadAlert as error:
        raise UnableToReadAlert(f"{path}: {error}") from error


def parse_alert(text: str, saved: Outline) -> Outline:
    """The alert in a text, over what is saved already. Raises UnableToReadAlert."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnableToReadAlert(f"not valid TOML: {error}") from error
    return _outline(content, saved)


def _outline(content: dict[str, Any], saved: Outline) -> Outline:
    words = dict(saved.words)
    for locale, table in _get(content, "words", dict, {}).items():
        if not isinstance(table, dict):
            raise UnableToReadAlert(f"words.{locale}: expected a table")
        words[locale] = _words(locale, table, words.get(locale))
    return Outline(
        year=saved.year,
        quarter=saved.quarter,
        planned_on=_day(content.get("date", saved.planned_on), "date"),
        promise_keys=tuple(_texts(content, "promises", saved.promise_keys)),
        thing_topic=_get(content, "topic", str, saved.thing_topic),
        thing_minutes=_get(content, "minutes", int, saved.thing_minutes),
        words=words,
        practice_keys=tuple(_texts(content, "lessons", saved.practice_keys)),
    )


def _words(locale: str, table: dict[str, Any], saved: Words | None) -> Words:
    where = f"words.{locale}"
    scams = _get(table, "scams", list, [], where)
    did = _get(table, "did", list, [], where)
    return Words(
        locale=locale,
        season=_get(table, "season", str, saved.season if saved else "", where),
        scams=tuple(
            Scam(
                *(_get(_row(s, f"{where}.scams"), key, str, "", f"{where}.scams") for key in ("says", "wants", "tell"))
            )
            for s in scams
        ),
        thing_title=_get(table, "do", str, "", where),
        thing_steps=tuple(_texts(table, "steps", (), where)),
        protections=tuple(
            Protection(
                _day(_row(d, f"{where}.did").get("on"), f"{where}.did.on"), _get(d, "text", str, "", f"{where}.did")
            )
            for d in did
        ),
        suppliers=_get(table, "suppliers", str, "", where),
        signer_role=_get(table, "signer_role", str, saved.signer_role if saved else "", where),
        practice=tuple(_texts(table, "practice", saved.practice if saved else (), where)),
    )


def _row(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnableToReadAlert(f"{where}: expected tables")
    return value


def _get(table: dict[str, Any], key: str, kind: type[Any], default: Any, where: str = "") -> Any:
    value = table.get(key, default)
    if not isinstance(value, kind) or isinstance(value, bool):
        names = {str: "a text", int: "a whole number", list: "a list", dict: "a table"}
        raise UnableToReadAlert(f"{where + '.' if where else ''}{key}: expected {names[kind]}")
    return value


def _texts(table: dict[str, Any], key: str, default: tuple[str, ...], where: str = "") -> list[str]:
    values: list[Any] = _get(table, key, list, list(default), where)
    if not all(isinstance(value, str) for value in values):
        raise UnableToReadAlert(f"{where + '.' if where else ''}{key}: expected a list of texts")
    return values


def _day(value: object, where: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise UnableToReadAlert(f"{where}: expected a date such as 2027-03-03") from error


def as_mapping(outline: Outline) -> dict[str, Any]:
    """The alert as the mapping that a TOML file or JSON holds."""
    return {
        "date": outline.planned_on.isoformat(),
        "promises": list(outline.promise_keys),
        "topic": outline.thing_topic,
        "minutes": outline.thing_minutes,
        "lessons": list(outline.practice_keys),
        "words": {locale: _table(words) for locale, words in outline.words.items()},
    }


def _table(words: Words) -> dict[str, Any]:
    return {
        "season": words.season,
        "do": words.thing_title,
        "steps": list(words.thing_steps),
        "suppliers": words.suppliers,
        "signer_role": words.signer_role,
        "practice": list(words.practice),
        "scams": [{"says": s.says, "wants": s.wants, "tell": s.tell} for s in words.scams],
        "did": [{"on": p.on.isoformat(), "text": p.text} for p in words.protections],
    }


def as_toml(outline: Outline) -> str:
    """The alert as TOML, read back by `read_alert`."""
    return tomli_w.dumps(as_mapping(outline))
