"""One visit to a lesson: what is to do, what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from forewarn.brands.models import Brand
from forewarn.lessons.models import Answer, Learner, PartDone, Visit
from forewarn.lessons.queries.content import GivenLesson, lesson_of
from forewarn.lessons.rules.detection import SMALLEST_COHORT
from forewarn.lessons.rules.inbox import BEFORE, REFRESH
from forewarn.lessons.rules.reading.types import ItemPlan

KEPT = timedelta(days=365)  # a visit, then it is deleted


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the inbox: its plan, the phase it belongs to, and the answer, once there is one."""

    plan: ItemPlan
    phase: str
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a visit is."""

    visit: Visit
    given: GivenLesson
    messages: tuple[Message, ...]
    parts_done: frozenset[str]

    def of(self, phase: str) -> list[Message]:
        """The messages of a phase that stand in the inbox."""
        return [message for message in self.messages if message.phase == phase]

    def message(self, item: str) -> Message | None:
        """One message of this visit."""
        return next((message for message in self.messages if message.plan.id == item), None)

    @property
    def done(self) -> int:
        """Steps that are done: messages and parts of the exercise."""
        return sum(message.answer is not None for message in self.messages) + len(self.parts_done)

    @property
    def steps(self) -> int:
        """Steps in all."""
        return len(self.messages) + (0 if self.visit.refresh else len(self.given.lesson.exercise.parts))

    @property
    def next_part(self) -> str:
        """The first part of the exercise that is left; empty where none is."""
        if self.visit.refresh:
            return ""
        parts = self.given.lesson.exercise.parts
        return next((part.id for part in parts if part.id not in self.parts_done), "")

    def open(self, phase: str) -> list[Message]:
        """The messages of a phase that wait for an answer."""
        return [message for message in self.of(phase) if message.answer is None]

    @property
    def phase(self) -> str:
        """The inbox that is open: before the lesson, after it, or the refresher's."""
        if self.visit.refresh:
            return REFRESH
        return BEFORE if self.open(BEFORE) else "after"

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do."""
        return self.done >= self.steps


def visit_of(brand: Brand, slug: str, key: str) -> Progress | None:
    """A visit by the key in its address; None where there is none, or the lesson is gone."""
    visit = Visit.objects.filter(brand=brand, lesson=slug, key=key).first()
    given = lesson_of(brand, slug, any_state=True) if visit else None
    return progress_of(visit, given) if visit and given else None


def progress_of(visit: Visit, given: GivenLesson) -> Progress:
    """How far the visit is. A message that a new version of the lesson no longer has is left out."""
    plans = {item.id: item for item in given.lesson.items}
    answers = {answer.item: answer for answer in Answer.objects.filter(visit=visit)}
    done = set(PartDone.objects.filter(visit=visit).values_list("part", flat=True))
    messages = tuple(Message(plans[item], phase, answers.get(item)) for item, phase in visit.items if item in plans)
    parts = frozenset(part.id for part in given.lesson.exercise.parts if part.id in done)
    return Progress(visit, given, messages, frozenset() if visit.refresh else parts)


def finished_count(brand: Brand, *, slug: str = "") -> int | None:
    """How many visits were finished, for everybody to see; None where they are too few to be shown."""
    rows = Visit.objects.filter(brand=brand, finished_at__isnull=False, refresh=False)
    count = (rows.filter(lesson=slug) if slug else rows).count()
    return count if count >= SMALLEST_COHORT else None


def learner_of(brand: Brand, learner_id: int) -> Learner | None:
    """A learner who is remembered."""
    return Learner.objects.filter(brand=brand, pk=learner_id).first()


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a learner has done of one lesson."""

    slug: str
    started_at: datetime
    finished_at: datetime | None
    key: str


def remembered(learner: Learner) -> list[Remembered]:
    """The learner's visits, newest first."""
    rows = Visit.objects.filter(learner=learner).order_by("-started_at")
    return [Remembered(row.lesson, row.started_at, row.finished_at, row.key) for row in rows]
