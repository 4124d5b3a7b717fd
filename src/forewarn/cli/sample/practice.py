"""The sample brand's practice: the year so far as customers were told of it, made-up visits, and a message from real mail."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from forewarn.alerts.rules import quarter_bounds, quarter_of
from forewarn.cli.sample.brand import BY
from forewarn.cli.sample.delivering import deliver
from forewarn.cli.sample.history import staff
from forewarn.lessons.actions.making import make_from_sighting
from forewarn.lessons.actions.programme import invite, set_programme
from forewarn.lessons.actions.visiting import answer, begin, finish_part
from forewarn.lessons.queries.content import lesson_of
from forewarn.lessons.queries.making import scams_to_practise
from forewarn.lessons.queries.visits import progress_of
from forewarn.mailings.actions.approval import approve
from forewarn.mailings.actions.sending import send_now

if TYPE_CHECKING:
    from forewarn.brands.models import Brand
    from forewarn.mailings.models import Mailing

HELD_OUT = 15  # percent: of 240 customers more than the twenty below which nothing is shown
VISITS = {"check-with-us": 64, "who-is-it-from": 31}  # lesson → people who began it
MISSED = {"least": 0.12, "moderate": 0.3, "very": 0.5, "": 0.2}  # how often sample people are wrong after the lesson


TOLD_AFTER = timedelta(days=34)  # of a quarter; the first third has passed


def tell_of_lessons(brand: Brand, *, now: datetime) -> None:
    """Tell customers of the lessons of the last three quarters, each at its time; in the last one some are held out. This
    quarter's are due."""
    year, quarter = quarter_of(now.astimezone(brand.zone).date())
    for back, percent in ((3, 0), (2, 0), (1, HELD_OUT)):
        count = year * 4 + quarter - 1 - back
        place = (count // 4, count % 4 + 1)
        at = datetime.combine(quarter_bounds(*place)[0], time(10), brand.zone) + TOLD_AFTER
        set_programme(brand=brand, hold_out_percent=percent, days_between=14, sensitive=False, by=BY, now=at)
        _send(invite(brand=brand, year=place[0], quarter=place[1], by=staff("editor"), now=at).mailing, at)


def _send(mailing: Mailing, at: datetime) -> None:
    approve(mailing=mailing, by=staff("approver"), now=at)
    send_now(mailing=mailing, at_any_hour=True, by=staff("approver"), now=at)
    deliver(mailing, at=at)


def make_a_message(brand: Brand, *, now: datetime) -> None:
    """Begin a practice message from the scam that was confirmed."""
    for seen in scams_to_practise(brand)[:1]:
        make_from_sighting(brand=brand, sighting=seen, lesson="parcels-and-bills", by=staff("editor"), now=now)


@transaction.atomic
def practise(brand: Brand, *, now: datetime) -> None:
    """Let made-up visitors go through two lessons; some stop on the way."""
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
