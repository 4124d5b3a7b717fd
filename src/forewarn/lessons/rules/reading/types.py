"""A lesson as it is read from its files: what is the same in every language, and the words of each locale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a lesson file, and where: `line` counts from 1, `field` is a path such as `items.a1.subject`."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """One message of the practice inbox, without its words. `premise` holds E1 to E5 of the Phish Scale, each 0 to 8."""

    id: str
    kind: str  # lure or genuine
    forms: tuple[str, ...]  # a lure stands in one form, a genuine message in one or more
    difficulty: str  # of a lure: least, moderate or very; of a genuine message empty
    channel: str
    poses_as: str  # brand, or other: a carrier, a relative, a software company
    odd: bool  # a genuine message that looks odd
    cues: Mapping[str, int]
    premise: tuple[int, ...]
    right: tuple[str, ...]  # what a person may well do: act, check, report, leave
    days_ago: int
    time: str  # of the day, "08:12"

    @property
    def is_lure(self) -> bool:
        """Whether it is a look-alike."""
        return self.kind == "lure"

    @property
    def cue_count(self) -> int:
        """Every instance of every cue."""
        return sum(self.cues.values())

    @property
    def premise_rating(self) -> int:
        """E1 + E2 + E3 + E4 − E5, from −8 to 32; 0 where none is written down."""
        return sum(self.premise[:4]) - self.premise[4] if self.premise else 0


@dataclass(frozen=True, slots=True)
class PartPlan:
    """One part of an exercise without its words, by type.

    choose: `right` maps option → "right" or "wrong". sort: `right` maps thing → bin, `bins` in order.
    owner: `right` maps address → the piece that names the owner, counted from 0. order: `right` maps ladder → "";
    its steps stand in the right order in the words. chat: `start` names the first node, `right` maps an end node → "good" or "bad".
    mark and checklist have no right answers of their own.
    """

    id: str
    type: str
    right: Mapping[str, Any] = field(default_factory=dict)
    bins: tuple[str, ...] = ()
    start: str = ""


@dataclass(frozen=True, slots=True)
class ExercisePlan:
    """The exercise of a lesson: its kind (the look) and its parts."""

    kind: str
    parts: tuple[PartPlan, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a message seems to carry; there is nothing behind it."""

    name: str
    size: str


@dataclass(frozen=True, slots=True)
class ItemText:
    """The words of one message in one locale; `body` is Markdown (see `bodies.blocks`), placeholders unfilled."""

    from_name: str
    from_address: str
    subject: str
    body: str
    wanted: str  # what it wanted
    how: str  # how you could have checked
    tell: str  # what gave it away; of a genuine message: what to notice
    reply_to: str = ""
    sent_by: str = ""  # the server's name in the headers, where it differs from the sender's domain
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class PartText:
    """The words of one part of an exercise.

    `things`: id → {"text", "detail", "feedback"} of options, things to sort, addresses ("pieces" too) and checklist lines.
    `bins`: id → name. `passage`: of mark, words that push stand in [[double brackets]].
    `nodes`: of chat, id → {"says": [...], "replies": [{"text", "to", "feedback"}], "end"}.
    `ladders`: of order, id → {"situation", "steps": [...], "feedback"}.
    """

    prompt: str
    shows: str = ""  # the message, screen or code the question is about, as Markdown
    things: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    bins: Mapping[str, str] = field(default_factory=dict)
    passage: str = ""
    nodes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ladders: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class ExerciseText:
    """The words of an exercise in one locale."""

    intro: str
    done: str
    parts: Mapping[str, PartText]


@dataclass(frozen=True, slots=True)
class LessonText:
    """A lesson in one locale; every part is Markdown with placeholders unfilled."""

    locale: str
    title: str
    rule: str
    objective: str
    story: str
    why: str
    myth: str
    closing: str
    action: str
    sheet: str
    items: Mapping[str, ItemText]
    exercise: ExerciseText


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson in all its locales. `version` grows with every change of words or items."""

    slug: str
    number: int
    version: int
    quarter: int
    minutes: int
    rules: tuple[str, ...]  # lint rules that the lesson depends on
    promises: tuple[str, ...]  # keys of promises that it depends on
    sensitive: bool  # part of the pack for branches that hold health or money data
    items: tuple[ItemPlan, ...]
    exercise: ExercisePlan
    texts: Mapping[str, LessonText]

    def form(self, form: str) -> tuple[ItemPlan, ...]:
        """The messages of one parallel form."""
        return tuple(item for item in self.items if form in item.forms)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of reading a lesson: the lesson when nothing is wrong, else the problems in order of file and line."""

    lesson: Lesson | None
    problems: tuple[Problem, ...]
