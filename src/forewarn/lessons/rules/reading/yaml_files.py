"""YAML for people who do not program: every value keeps its line, and `no` or `08:12` stay the words they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml
from yaml._yaml import CParser
from yaml.composer import Composer
from yaml.resolver import Resolver

from forewarn.lessons.rules.reading.types import Problem

MAX_CHARACTERS = 300_000  # of one file; the longest of the library has a tenth of it
MAX_DEPTH = 12  # of lists and maps inside each other; the schema needs eight
_INTEGER = re.compile(r"-?\d{1,9}")
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_TEXT_TAG = "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True)
class Document:
    """Plain values and the line of each: `lines` maps a path of keys and indexes to a line that counts from 1."""

    file: str
    value: Any
    lines: dict[tuple[str | int, ...], int]

    def line(self, path: tuple[str | int, ...]) -> int:
        """The line of a value, or of the nearest one around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: tuple[str | int, ...], message: str) -> Problem:
        """What is wrong with the value at this path."""
        return Problem(self.file, self.line(path), ".".join(map(str, path)), message)


class _Refused(Exception):
    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


def _line(found: Any) -> int:
    """The line where a node or an event begins, from 1."""
    return int(found.start_mark.line) + 1


class _Loader(Composer, CParser, Resolver):
    """Composes nodes only, from the events of libyaml; refuses aliases, which can make a small file endless."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        Composer.__init__(self)
        Resolver.__init__(self)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise _Refused(_line(self.peek_event()), "an alias (*) is not allowed here; write the value out")
        return super().compose_node(parent, index)


def read(file: str, text: str) -> Document | Problem:
    """The values of a YAML file with their lines, or the first thing that makes it unreadable."""
    if len(text) > MAX_CHARACTERS:
        return Problem(file, 1, "", f"the file is longer than {MAX_CHARACTERS} characters")
    if hidden := hidden_character(file, text):
        return hidden
    lines: dict[tuple[str | int, ...], int] = {}
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        value = _plain(node, (), lines) if node is not None else {}
    except _Refused as refused:
        return Problem(file, refused.line, "", str(refused))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Problem(file, mark.line + 1 if mark else 1, "", _words_of(error))
    except (yaml.YAMLError, RecursionError):
        return Problem(file, 1, "", "this is not readable as YAML text")
    finally:
        loader.dispose()
    return Document(file, value, lines)


def hidden_character(file: str, text: str) -> Problem | None:
    """The first character that nobody sees: control characters, and those that turn the direction of writing."""
    found = _HIDDEN.search(text)
    if found is None:
        return None
    line = text.count("\n", 0, found.start()) + 1
    return Problem(file, line, "", f"holds a character that nobody can see (U+{ord(found.group()):04X}); take it out")


def _words_of(error: yaml.MarkedYAMLError) -> str:
    reason = (error.problem or "cannot be read").strip()
    return f"not readable as YAML: {reason}. A text that holds “: ” or starts with {{ or @ needs quotes around it"


def _plain(node: yaml.Node, path: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int]) -> Any:
    lines.setdefault(path, _line(node))
    if len(path) > MAX_DEPTH:
        raise _Refused(_line(node), "lists and maps stand too deep inside each other")
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*path, index), lines) for index, child in enumerate(node.value)]
    return _mapping(node, path, lines)


def _mapping(node: Any, path: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, child in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise _Refused(_line(key_node), "a name before “:” must be a plain word")
        key = str(key_node.value)
        if key in found:
            raise _Refused(_line(key_node), f"“{key}” stands here twice")
        lines[(*path, key)] = _line(key_node)
        found[key] = _plain(child, (*path, key), lines)
    return found


def _scalar(node: yaml.ScalarNode) -> str | int | bool:
    """Numbers and true/false as such; everything else is text, also a time of the day and the word “no”."""
    value = str(node.value)
    if node.style or node.tag == _TEXT_TAG:  # a plain word has none
        return value
    if value in ("true", "false"):
        return value == "true"
    return int(value) if _INTEGER.fullmatch(value) and not re.match(r"-?0\d", value) else value
