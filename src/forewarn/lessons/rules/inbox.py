"""Which messages one visit to a lesson shows: some before the lesson, others after it, on parallel forms (evidence D.3).

Before: two look-alikes (least, moderate) and two genuine messages of one form. After: three look-alikes (one of each
difficulty) and three genuine messages (one odd) of another form. So before and after are told apart by the lesson alone:
they are compared on the difficulties that both have. A refresher shows two and two of the form that is left.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forewarn.lessons.rules.reading.types import ItemPlan, Lesson
from forewarn.lessons.rules.reading.words import DIFFICULTIES, FORMS

BEFORE, AFTER, REFRESH = "before", "after", "refresh"
COMPARED = ("least", "moderate")  # the difficulties that before and after share
_LURES = {BEFORE: ("least", "moderate"), AFTER: ("least", "moderate", "very"), REFRESH: ("least", "moderate")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of a visit: its id in the lesson, and the phase it belongs to."""

    item: str
    phase: str


def choose(lesson: Lesson, *, seed: int, seen: Iterable[str] = (), refresh: bool = False) -> tuple[Shown, ...]:
    """The messages of a visit, in the order of the inbox. `seen` are items to leave aside where others are left."""
    draw = random.Random(seed)  # noqa: S311 - which message comes first is no secret
    forms = [form for form in FORMS if lesson.form(form)]
    draw.shuffle(forms)
    used: set[str] = set()
    avoided = set(seen)
    chosen: list[Shown] = []
    for place, phase in enumerate((REFRESH,) if refresh else (BEFORE, AFTER)):
        form = forms[place % len(forms)] if forms else ""
        picked = _pick(lesson, phase, form, used, avoided, draw)
        used.update(item.id for item in picked)
        picked.sort(key=lambda item: (-item.days_ago, item.time), reverse=True)
        chosen += [Shown(item.id, phase) for item in picked]
    return tuple(chosen)


def _pick(
    lesson: Lesson, phase: str, form: str, used: set[str], avoided: set[str], draw: random.Random
) -> list[ItemPlan]:
    picked: list[ItemPlan] = []
    taken = set(used)

    def take(*wishes: Sequence[ItemPlan]) -> None:
        """One item that meets the first wish that can be met."""
        for wish in wishes:
            free = [item for item in wish if item.id not in taken]
            fresh = [item for item in free if item.id not in avoided] or free
            if fresh:
                item = draw.choice(fresh)
                taken.add(item.id)
                picked.append(item)
                return

    here = lesson.form(form)
    for difficulty in _LURES[phase]:
        lures = [item for item in here if item.is_lure]
        every = [item for item in lesson.items if item.is_lure]
        take([i for i in lures if i.difficulty == difficulty], [i for i in every if i.difficulty == difficulty], every)
    genuine = [item for item in here if not item.is_lure]
    plain = [item for item in genuine if not item.odd]
    others = [item for item in lesson.items if not item.is_lure]
    if phase == AFTER:
        take([item for item in genuine if item.odd], [item for item in others if item.odd], others)
    for _ in range(2):
        take(plain, [item for item in others if not item.odd], others)
    return picked


def difficulties() -> tuple[str, ...]:
    """From the easiest to the hardest."""
    return DIFFICULTIES
