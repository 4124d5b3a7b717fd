"""Going through a lesson. Nothing here is audited: it is a customer's own affair, and mostly nobody's by name."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction

from forewarn.brands.models import Brand
from forewarn.lessons.models import Answer, Learner, PartDone, Visit
from forewarn.lessons.queries.content import GivenLesson
from forewarn.lessons.queries.visits import KEPT, Progress, progress_of
from forewarn.lessons.rules.inbox import choose
from forewarn.lessons.rules.reading.words import ANSWERS

KEY_BYTES = 16  # 128 bits: who does not have the address of a visit cannot guess it


class UnableToAnswer(Exception):
    """The answer cannot be taken; the text says why."""


def begin(
    *,
    brand: Brand,
    given: GivenLesson,
    locale: str,
    now: datetime,
    learner: Learner | None = None,
    refresh: bool = False,
    embedded: bool = False,
) -> Visit:
    """Begin a visit. A learner gets messages that they have not met, as long as there are some."""
    seen: set[str] = set()
    if learner is not None:
        for items in Visit.objects.filter(learner=learner, lesson=given.slug).values_list("items", flat=True):
            seen |= {item for item, _ in items}
    shown = choose(given.lesson, seed=secrets.randbits(64), seen=seen, refresh=refresh)
    return Visit.objects.create(
        brand=brand,
        key=secrets.token_urlsafe(KEY_BYTES),
        lesson=given.slug,
        content=given.content,
        locale=given.text(locale).locale,
        refresh=refresh,
        embedded=embedded,
        items=[[one.item, one.phase] for one in shown],
        learner=learner,
        started_at=now,
    )


def answer(*, progress: Progress, item: str, said_fake: bool, did: str, now: datetime) -> Answer:
    """Take an answer. The first one counts: said again, from another tab or by a repeated request, nothing changes.

    Raises UnableToAnswer where the visit has no such message, or the answer is none.
    """
    message = progress.message(item)
    if message is None:
        raise UnableToAnswer("There is no such message in this visit.")
    if did not in ANSWERS:
        raise UnableToAnswer("Say what you would do.")
    plan = message.plan
    try:
        with transaction.atomic():
            given = Answer.objects.create(
                visit=progress.visit,
                item=item,
                phase=message.phase,
                lure=plan.is_lure,
                difficulty=plan.difficulty,
                odd=plan.odd,
                said_fake=said_fake,
                did=did,
                did_well=did in plan.right,
                at=now,
            )
    except IntegrityError:
        given = Answer.objects.get(visit=progress.visit, item=item)
    _finish(progress, now)
    return given


def finish_part(*, progress: Progress, part: str, now: datetime) -> None:
    """Note that a part of the exercise was done; said again, nothing changes. Raises UnableToAnswer."""
    if part not in {one.id for one in progress.given.lesson.exercise.parts}:
        raise UnableToAnswer("There is no such part.")
    PartDone.objects.get_or_create(visit=progress.visit, part=part, defaults={"at": now})
    _finish(progress, now)


def _finish(progress: Progress, now: datetime) -> None:
    """Note the end where all is done, looked at afresh: two tabs may have answered at once."""
    fresh = progress_of(progress.visit, progress.given)
    if fresh.complete:
        Visit.objects.filter(pk=progress.visit.pk, finished_at=None).update(finished_at=now)


def forget_old(*, now: datetime) -> int:
    """Delete visits that are older than we keep them, and learners who have none left; returns how many visits."""
    old = Visit.objects.filter(started_at__lt=now - KEPT)
    number = old.count()
    if number:
        old.delete()
    Learner.objects.filter(visits=None, seen_at__lt=now - KEPT).delete()
    return number
