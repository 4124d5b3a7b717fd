"""The Markdown file of a lesson in one locale: a title, then eight parts under fixed headings."""

from __future__ import annotations

import re

from forewarn.lessons.rules.reading.placeholders import unknown_in
from forewarn.lessons.rules.reading.types import Problem
from forewarn.lessons.rules.reading.words import LINK, NO_LINK, SECTIONS
from forewarn.lessons.rules.reading.yaml_files import hidden_character

MAX_CHARACTERS = 20_000  # a lesson of five minutes has a quarter of it
_HEADING = re.compile(r"(#{1,2})\s+(.+?)\s*#*")


def read_words(file: str, text: str) -> tuple[dict[str, str], list[Problem]]:
    """The parts by name, with `title`, and what is wrong, each with its line."""
    if len(text) > MAX_CHARACTERS:
        return {}, [Problem(file, 1, "", f"the file is longer than {MAX_CHARACTERS} characters")]
    if hidden := hidden_character(file, text):
        return {}, [hidden]
    parts: dict[str, list[str]] = {}
    problems: list[Problem] = []
    part = ""
    for number, line in enumerate(text.splitlines(), 1):
        problems += [Problem(file, number, part, f"{{{name}}} is not a known placeholder") for name in unknown_in(line)]
        problems += [Problem(file, number, part, NO_LINK)] if LINK in line else []
        heading = _HEADING.fullmatch(line)
        if heading is None:
            if part:
                parts[part].append(line)
            elif line.strip():
                problems.append(
                    Problem(file, number, "", "words before the first heading; the first line is “# Title”")
                )
            continue
        part, lines = _begin(heading)
        problems += _wrong_heading(file, number, part, parts)
        parts[part] = lines
    words = {name: "\n".join(lines).strip() for name, lines in parts.items()}
    end = text.count("\n") + 1
    problems += [Problem(file, end, name, "is missing") for name in ("title", *SECTIONS) if name not in words]
    problems += [
        Problem(file, _line_of(text, name), name, "is empty") for name, words_of in words.items() if not words_of
    ]
    return words, problems


def _begin(heading: re.Match[str]) -> tuple[str, list[str]]:
    if heading.group(1) == "#":
        return "title", [heading.group(2)]
    return heading.group(2).casefold(), []


def _wrong_heading(file: str, number: int, part: str, parts: dict[str, list[str]]) -> list[Problem]:
    if part in parts:
        return [Problem(file, number, part, "stands here twice")]
    if part != "title" and part not in SECTIONS:
        known = ", ".join(SECTIONS)
        return [Problem(file, number, part, f"is not a known heading; known are, in every language: {known}")]
    return []


def _line_of(text: str, part: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip("# ").casefold() == part:
            return number
    return 1
