"""The sample brand's practice: a year of invitations' worth of visits, and the programme's settings."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from forewarn.cli.sample.brand import BY
from forewarn.lessons.actions.programme import set_programme
from forewarn.lessons.actions.visiting import answer, begin, finish_part
from forewarn.lessons.queries.content import lesson_of
from forewarn.lessons.queries.visits import progress_of

if TYPE_CHECKING:
    from forewarn.brands.models import Brand

VISITS = {"check-with-us": 64, "who-is-it-from": 31}  # lesson → people who began it
MISSED = {"least": 0.12, "moderate": 0.3, "very": 0.5, "": 0.2}  # how often sample people are wrong after the lesson


@transaction.atomic
def practise(brand: Brand, *, now: datetime) -> None:
    """Let made-up visitors go through two lessons; some stop on the way."""
    set_programme(brand=brand, hold_out_percent=10, days_between=14, sensitive=False, by=BY, now=now)
    draw = random.Random(6)  # noqa: S311 - the same sample every time
    for slug, number in VISITS.items():
        given = lesson_of(brand, slug)
        if given is None:
            continue
        for place in range(number):
            at = now - timedelta(days=draw.randrange(2, 80), minutes=draw.randrange(600))
            visit = begin(brand=brand, given=given, locale="es" if place % 3 == 2 else "en", now=at)
            progress = progress_of(visit, given)
            stops = draw.randrange(3, 12) if draw.random() < 0.25 else 99
            for step, message in enumerate(progress.messages[:stops]):
                wrong = MISSED[message.plan.difficulty] + (0.18 if message.phase == "before" else 0.0)
                right = draw.random() > wrong
                fake = message.plan.is_lure is right
                did = "check" if right else "act"
                moment = at + timedelta(seconds=20 * step)
                answer(progress=progress, item=message.plan.id, said_fake=fake, did=did, now=moment)
            if stops == 99:
                for part in given.lesson.exercise.parts:
                    finish_part(progress=progress, part=part.id, now=at + timedelta(minutes=4))
