"""A message of the brand's own put into the files of a lesson, in the place of another one or beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from forewarn.lessons.rules.reading.loading import LESSON_FILE, locales_in
from forewarn.lessons.rules.reading.types import Problem
from forewarn.lessons.rules.reading.yaml_files import Document, read


class UnableToPlace(Exception):
    """The lesson has no such place any more, or its files cannot be read; the text says which."""


def with_item(
    files: Mapping[str, str], *, item: Mapping[str, Any], words: Mapping[str, Mapping[str, str]], replaces: str
) -> dict[str, str]:
    """The files that change when this message stands in the lesson. `replaces` is the id of the message that leaves; empty
    where none does. Raises UnableToPlace."""
    plan = _values(LESSON_FILE, files.get(LESSON_FILE, ""))
    entries: list[Any] = plan["items"]
    place = next((number for number, entry in enumerate(entries) if entry.get("id") == replaces), None)
    if replaces and place is None:
        raise UnableToPlace(f"The lesson has no message “{replaces}” any more. Choose another place.")
    kept = [entry for entry in entries if entry.get("id") != item["id"]] if place is None else entries
    if place is None:
        plan["items"] = [*kept, dict(item)]
    else:
        plan["items"] = [*kept[:place], dict(item), *kept[place + 1 :]]
    changed = {LESSON_FILE: _written(plan)}
    for locale in locales_in(files):
        name = f"{locale}.items.yaml"
        if locale not in words:
            raise UnableToPlace(f"The lesson is given in {locale} too: the message needs its words there.")
        document = _values(name, files.get(name, ""))
        document["items"] = {key: value for key, value in document["items"].items() if key != replaces}
        document["items"][item["id"]] = dict(words[locale])
        changed[name] = _written(document)
    return changed


def _values(name: str, text: str) -> dict[str, Any]:
    document: Document | Problem = read(name, text)
    if isinstance(document, Problem):
        raise UnableToPlace(str(document))
    value: dict[str, Any] = document.value
    if "items" not in value:
        raise UnableToPlace(f"{name} has no messages.")
    return value


class _Writer(yaml.SafeDumper):
    """Writes several lines as a block, as people write them."""


def _text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _text)


def _written(value: Mapping[str, Any]) -> str:
    text: str = yaml.dump(dict(value), Dumper=_Writer, sort_keys=False, allow_unicode=True, width=120)
    return text
