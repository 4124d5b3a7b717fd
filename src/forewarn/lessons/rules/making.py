"""A message made from real mail: how far it is, where it can stand, and what it looks like in a lesson's files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from forewarn.lessons.rules.reading.types import ItemPlan, Lesson
from forewarn.lessons.rules.reading.words import FORMS
from forewarn.lint.phish_scale import difficulties

WORDS = ("from", "subject", "body", "wanted", "how", "tell")
BESIDE = "+"  # before a form: beside its messages, in nobody's place


class State(StrEnum):
    """How far a message is."""

    WRITING = "writing"
    WAITING = "waiting"  # for a second person
    USED = "used"


@dataclass(frozen=True, slots=True)
class Place:
    """Where it can stand in a lesson."""

    key: str  # id of the message that leaves, or "+A"
    form: str
    difficulty: str = ""
    title: str = ""


def places(lesson: Lesson, kind: str, *, locale: str = "en") -> list[Place]:
    """Where a message of this kind can stand: a lure in a lure's place, since a form has so many of each difficulty; a
    genuine message in a genuine one's place or beside them."""
    words = lesson.texts.get(locale) or next(iter(lesson.texts.values()))
    found = [
        Place(item.id, ", ".join(item.forms), item.difficulty, words.items[item.id].subject)
        for item in lesson.items
        if item.kind == kind
    ]
    return found if kind == "lure" else [*(Place(f"{BESIDE}{form}", form) for form in FORMS), *found]


def entry(
    item: str,
    *,
    kind: str,
    channel: str,
    place: str,
    lesson: Lesson,
    rated: tuple[Mapping[str, int], Sequence[int]],
    odd: bool,
) -> dict[str, Any]:
    """The message as it stands in lesson.yaml; `rated` are cues and premise of a lure."""
    old = _left(lesson, place)
    made: dict[str, Any] = {"id": item, "kind": kind}
    if kind == "lure":
        form = old.forms[0] if old else FORMS[0]
        made |= {
            "form": form,
            "difficulty": old.difficulty if old else "least",
            "cues": dict(rated[0]),
            "premise": list(rated[1]),
        }
    else:
        made |= {"forms": list(old.forms) if old else [place.removeprefix(BESIDE)]}
        made |= {"odd": True} if odd or (old and old.odd) else {}
    return made | ({"channel": channel} if channel != "mail" else {}) | {"days_ago": 1, "time": "10:24"}


def _left(lesson: Lesson, place: str) -> ItemPlan | None:
    return next((item for item in lesson.items if item.id == place), None)


def objections(kind: str, place: str, lesson: Lesson, cues: Mapping[str, int], premise: Sequence[int]) -> list[str]:
    """What speaks against the place, in the words of whoever has to mend it."""
    if place not in {one.key for one in places(lesson, kind)}:
        return ["Choose where it stands in the lesson."]
    old = _left(lesson, place)
    if kind != "lure" or old is None:
        return []
    count = sum(cues.values())
    if not count:
        return ["Count the cues that a reader could notice: there is at least one."]
    allowed = difficulties(count, sum(premise[:4]) - premise[4])
    if old.difficulty in allowed:
        return []
    rating = sum(premise[:4]) - premise[4]
    return [
        f"{count} cues and a premise of {rating} make it {' or '.join(allowed)}; “{place}” is {old.difficulty}. "
        "Choose the place of another fake, or count again."
    ]
