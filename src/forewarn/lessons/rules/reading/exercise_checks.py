"""An exercise's words against its plan: every option, thing, node and ladder is there in every language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forewarn.lessons.rules.reading.types import Problem
from forewarn.lessons.rules.reading.yaml_files import Document

_PATH = ("exercise", "parts")


def exercise_problems(plan: Document, document: Document) -> Iterator[Problem]:
    """What is missing or too much in one language."""
    parts = {part["id"]: part for part in plan.value["exercise"]["parts"]}
    words = document.value["exercise"]["parts"]
    yield from _differences(document, _PATH, set(parts), set(words))
    for key in parts.keys() & words.keys():
        yield from _part_problems(document, parts[key], words[key])


def _part_problems(document: Document, part: Any, words: Any) -> Iterator[Problem]:
    path = (*_PATH, part["id"])
    kind = part["type"]
    if kind in ("choose", "sort", "owner"):
        yield from _differences(document, (*path, "things"), set(part["right"]), set(words.get("things", {})))
        for key, thing in words.get("things", {}).items():
            yield from _thing_problems(document, (*path, "things", key), part, thing, key)
    if kind == "sort":
        yield from _differences(document, (*path, "bins"), set(part["bins"]), set(words.get("bins", {})))
        for key in set(part["right"].values()) - set(part["bins"]):
            yield document.problem(path, f"“{key}” of lesson.yaml is not one of the bins")
    if kind == "mark" and "[[" not in words.get("passage", ""):
        yield document.problem((*path, "passage"), "needs a text with the words that push in [[double brackets]]")
    if kind == "chat":
        yield from _chat_problems(document, path, part, words.get("nodes", {}))
    if kind == "order" and len(words.get("ladders", {})) < 2:
        yield document.problem((*path, "ladders"), "needs at least two ladders")
    if kind == "checklist" and len(words.get("things", {})) < 2:
        yield document.problem((*path, "things"), "needs at least two lines")


def _thing_problems(
    document: Document, path: tuple[str | int, ...], part: Any, thing: Any, key: str
) -> Iterator[Problem]:
    if part["type"] == "owner":
        pieces = thing.get("pieces", [])
        if part["right"].get(key, 0) >= len(pieces):
            yield document.problem((*path, "pieces"), "has fewer pieces than the number in lesson.yaml points at")
    elif not thing.get("text"):
        yield Problem(document.file, document.line(path), ".".join(map(str, (*path, "text"))), "is missing")
    if not thing.get("feedback"):
        yield Problem(document.file, document.line(path), ".".join(map(str, (*path, "feedback"))), "is missing")


def _chat_problems(document: Document, path: tuple[str | int, ...], part: Any, nodes: Any) -> Iterator[Problem]:
    nodes_path = (*path, "nodes")
    if part["start"] not in nodes:
        yield document.problem(nodes_path, f"the first step “{part['start']}” of lesson.yaml is missing")
    ends = {key for key, node in nodes.items() if "end" in node}
    yield from _differences(document, nodes_path, set(part["right"]), ends, "an end of the story")
    reached = {part["start"]} | {reply["to"] for node in nodes.values() for reply in node.get("replies", ())}
    for key in reached - nodes.keys() - {part["start"]}:
        yield document.problem(nodes_path, f"an answer leads to “{key}”, which is not there")
    for key in nodes.keys() - reached:
        yield document.problem((*nodes_path, key), "no answer leads here")


def _differences(
    document: Document, path: tuple[str | int, ...], wanted: set[str], there: set[str], what: str = "an entry"
) -> Iterator[Problem]:
    for key in sorted(wanted - there):
        yield Problem(document.file, document.line(path), ".".join(map(str, (*path, key))), "is missing")
    for key in sorted(there - wanted):
        yield document.problem((*path, key), f"is not {what} of lesson.yaml")
