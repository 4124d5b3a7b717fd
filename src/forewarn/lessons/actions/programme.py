"""Telling customers of the lessons: a care mail that goes through mailings, with everything that holds for those."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from pyroaring import BitMap

from forewarn.alerts.models import Alert
from forewarn.audience.queries.customers import customers_of
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand, Sender
from forewarn.brands.queries import care_sender
from forewarn.foundation.customer_sets import store
from forewarn.foundation.secrets import keyed_hash
from forewarn.lessons.invitations import invitation as note
from forewarn.lessons.linting import objections_to
from forewarn.lessons.models import HeldChunk, Invitation, Programme
from forewarn.lessons.queries.content import GivenLesson, lessons_of
from forewarn.lessons.queries.programme import (
    ALERT,
    HELD,
    LESSONS,
    REFRESH,
    refreshers,
    settings_of,
    told_lately,
    year_of_lessons,
)
from forewarn.lessons.queries.telling import name_in_mail
from forewarn.lessons.rules.programme import MAX_HOLD_OUT, held_out
from forewarn.lint.severity import Severity
from forewarn.mail.documents import render_text
from forewarn.mailings.actions import approval
from forewarn.mailings.actions.drafting import Audience, Draft, create_mailing
from forewarn.mailings.actions.refusals import UnableToChangeMailing
from forewarn.mailings.models import Mailing
from forewarn.mailings.queries.content import audience_of
from forewarn.mailings.rules.classes import MessageClass
from forewarn.mailings.rules.content import Words

SOURCE = "lessons"  # how mailings name what they carry
MAX_DAYS_BETWEEN = 90


class UnableToInvite(Exception):
    """The invitation cannot be written; the text says why and what to do."""


@transaction.atomic
def set_programme(
    *, brand: Brand, hold_out_percent: int, days_between: int, sensitive: bool, by: Actor, now: datetime
) -> Programme:
    """Change how the year is run. Raises UnableToInvite where a number is out of its bounds."""
    if not 0 <= hold_out_percent <= MAX_HOLD_OUT:
        raise UnableToInvite(f"Hold out 0 to {MAX_HOLD_OUT} percent: the others are to learn this quarter.")
    if not 1 <= days_between <= MAX_DAYS_BETWEEN:
        raise UnableToInvite(f"Leave 1 to {MAX_DAYS_BETWEEN} days between two invitations.")
    values = {
        "hold_out_percent": hold_out_percent,
        "days_between": days_between,
        "sensitive": sensitive,
        "changed_at": now,
    }
    settings, _ = Programme.objects.update_or_create(brand=brand, defaults=values)
    data = {key: value for key, value in values.items() if key != "changed_at"}
    target = ("programme", settings.pk, "lessons")
    record("programme.changed", by=by, now=now, brand_id=brand.pk, target=target, data=data)
    return settings


@transaction.atomic
def invite(*, brand: Brand, year: int, quarter: int, by: Actor, now: datetime) -> Invitation:
    """Write the quarter's invitation and hand it in for approval. Raises UnableToInvite."""
    plan = next(q for q in year_of_lessons(brand, year, now=now).quarters if q.quarter == quarter)
    if not plan.may_invite:
        raise UnableToInvite(
            "There is nothing to tell customers of in this quarter: it was told, the alert tells of it, or it is not its time."
        )
    settings = settings_of(brand)
    members = _free(brand, settings, now)
    held = _held(brand, members, settings, year, quarter)
    return _write(
        brand,
        (year, quarter, LESSONS),
        [one.given for one in plan.lessons],
        members - held,
        by,
        now,
        held=held,
    )


def note_told(*, mailing: Mailing, now: datetime) -> None:
    """Keep that the quarterly alert which leaves with this mailing tells of lessons; said again, nothing changes."""
    alert = Alert.objects.filter(mailing=mailing).first()
    if alert is None or not alert.practice_keys:
        return
    fresh = {
        "brand": mailing.brand,
        "year": alert.year,
        "quarter": alert.quarter,
        "kind": ALERT,
        "lessons": list(alert.practice_keys),
        "created_at": now,
    }
    Invitation.objects.get_or_create(mailing=mailing, defaults=fresh)


@transaction.atomic
def invite_held(*, brand: Brand, year: int, quarter: int, by: Actor, now: datetime) -> Invitation:
    """Tell those who were held out, once the others have had their quarter. Raises UnableToInvite."""
    plan = next(q for q in year_of_lessons(brand, year, now=now).quarters if q.quarter == quarter)
    if plan.invitation is None or not plan.invitation.held_out or plan.held is not None:
        raise UnableToInvite("Nobody was held out in this quarter, or they were told already.")
    if now.astimezone(brand.zone).date() <= plan.last:
        raise UnableToInvite(f"They are the comparison until the quarter ends on {plan.last:%-d %B %Y}.")
    settings = settings_of(brand)
    told = BitMap.union(BitMap(), *audience_of(plan.invitation.mailing).sets.values())
    members = _free(brand, settings, now) - told
    return _write(brand, (year, quarter, HELD), [one.given for one in plan.lessons], members, by, now)


@transaction.atomic
def invite_to_refresh(*, brand: Brand, year: int, quarter: int, by: Actor, now: datetime) -> Invitation:
    """Write the refresher to those who are due. Raises UnableToInvite."""
    waiting = year_of_lessons(brand, year, now=now).refresh
    if waiting is not None:
        raise UnableToInvite("A refresher waits to be sent. Send or cancel that one first.")
    due = refreshers(brand, now=now)
    members = BitMap(due) & _free(brand, settings_of(brand), now)
    slugs = set().union(*(due[customer] for customer in members)) if members else set()
    lessons = [given for given in lessons_of(brand) if given.given and given.slug in slugs]
    return _write(brand, (year, quarter, REFRESH), lessons, members, by, now)


def _free(brand: Brand, settings: Programme, now: datetime) -> BitMap:
    """Customers who may be told now: they get care mail, it arrives, and no invitation came lately."""
    rows = customers_of(brand).filter(care=True, reachable=True).values_list("pk", flat=True)
    everybody = BitMap(rows.iterator(chunk_size=10_000))
    return everybody - told_lately(brand, days=settings.days_between, now=now)


def _held(brand: Brand, members: BitMap, settings: Programme, year: int, quarter: int) -> BitMap:
    key = keyed_hash("lessons hold-out", str(brand.pk), f"{year} Q{quarter}")
    return BitMap(held_out(members, key=key, percent=settings.hold_out_percent))


def _write(
    brand: Brand,
    place: tuple[int, int, str],
    lessons: Sequence[GivenLesson],
    members: BitMap,
    by: Actor,
    now: datetime,
    *,
    held: BitMap | None = None,
) -> Invitation:
    year, quarter, kind = place
    if not members:
        raise UnableToInvite("There is nobody to tell: all were told lately, or nobody gets this kind of mail.")
    if not lessons:
        raise UnableToInvite("There is no lesson to tell of. Switch one on first.")
    sender = care_sender(brand)
    if sender is None:
        raise UnableToInvite("The brand has no sender for care mail yet. Add one in the settings, under Senders.")
    source = (SOURCE, f"{kind} {year} Q{quarter}")
    for by_number in (False, True):  # a title such as “Texts and QR codes” says what the linter keeps out of our mail
        words = [
            _words(brand, sender, locale, lessons, (kind == REFRESH, by_number)) for locale in brand.locales or ["en"]
        ]
        audience = Audience(sets={"": members})
        draft = Draft(words[0].subject, MessageClass.CARE, words, audience, source=source, needs_page=False)
        try:
            with transaction.atomic():
                mailing = create_mailing(brand=brand, draft=draft, by=by, now=now)
                approval.submit(mailing=mailing, by=by, now=now)
                if found := objections_to(mailing, Severity.ERROR, now=now):
                    raise UnableToChangeMailing("The linter objects.", found)
            break
        except UnableToChangeMailing as error:
            if by_number:
                raise UnableToInvite(" ".join([str(error), *error.objections])) from error
    invitation = Invitation.objects.create(
        brand=brand,
        year=year,
        quarter=quarter,
        kind=kind,
        lessons=[given.slug for given in lessons],
        mailing=mailing,
        held_out=len(held or ()),
        created_at=now,
    )
    if held:
        store(HeldChunk.objects.filter(invitation=invitation), held, invitation=invitation)
    data = {"kind": kind, "customers": len(members), "held_out": invitation.held_out}
    target = ("invitation", invitation.pk, str(invitation))
    record("lessons.invited", by=by, now=now, brand_id=brand.pk, target=target, data=data)
    return invitation


def _words(brand: Brand, sender: Sender, locale: str, lessons: Sequence[GivenLesson], form: tuple[bool, bool]) -> Words:
    """The mail in one language; `form` says whether it is a refresher, and whether lessons are named by number."""
    refresh, by_number = form
    titles = [(name_in_mail(given, locale, by_number=by_number), given.lesson.minutes) for given in lessons]
    if refresh:
        titles = [(title, 1) for title, _ in titles]
    document = note(brand, locale, titles, refresh=refresh)
    return Words(locale, document.subject, sender.display_name, sender.address, render_text(document))
