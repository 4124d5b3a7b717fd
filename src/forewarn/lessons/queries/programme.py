"""The plan of a year, what is due, and the record that everybody was offered the training."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pyroaring import BitMap

from forewarn.alerts.models import Alert
from forewarn.alerts.rules import quarter_bounds, quarter_of
from forewarn.audience.queries.customers import customers_of
from forewarn.brands.models import Brand
from forewarn.journal.queries import FoundInOurMail
from forewarn.lessons.models import Invitation, Learner, Programme, Visit
from forewarn.lessons.queries.caveats import broken_rules, caveats_of
from forewarn.lessons.queries.content import GivenLesson, lessons_of, missing_promises
from forewarn.lessons.rules.programme import REFRESH_AFTER, REFRESH_UNTIL, Due, due
from forewarn.mailings.queries.crowds import reached
from forewarn.mailings.rules.states import State

LESSONS, HELD, REFRESH, ALERT = "lessons", "held", "refresh", "alert"  # kinds of invitations


@dataclass(frozen=True, slots=True)
class PlannedLesson:
    """A lesson in the plan, with what speaks against telling customers of it."""

    given: GivenLesson
    title: str
    broken: tuple[FoundInOurMail, ...]
    missing: tuple[str, ...]  # promises that it leans on and the brand does not make


@dataclass(frozen=True, slots=True)
class QuarterOfLessons:
    """One quarter: its lessons, how they stand, and the mails that told of them."""

    year: int
    quarter: int
    first: date
    last: date
    due: Due
    lessons: tuple[PlannedLesson, ...]
    invitation: Invitation | None
    held: Invitation | None
    alert: Alert | None  # a note that is not under way yet and will tell of them

    @property
    def may_invite(self) -> bool:
        """Whether an invitation can be written now."""
        return self.due in (Due.DUE, Due.LATE) and bool(self.lessons)


@dataclass(frozen=True, slots=True)
class YearOfLessons:
    """The year as it stands today."""

    year: int
    quarters: tuple[QuarterOfLessons, ...]
    elsewhere: tuple[PlannedLesson, ...]  # switched off
    settings: Programme
    refresh_due: int
    refresh: Invitation | None  # a refresher that waits to be sent


@dataclass(frozen=True, slots=True)
class YearlyRecord:
    """Of all customers at this moment: who was offered the training of a year, by which mail, and who was not."""

    year: int
    at: datetime
    customers: int
    offered: int
    without_care: int  # of the others: chose not to get such mail
    unreachable: int  # of the others: no working address
    invitations: tuple[tuple[Invitation, int], ...]  # with how many it reached

    @property
    def others(self) -> int:
        """Not offered by mail for no reason that they gave; the page is open to them too."""
        return self.customers - self.offered - self.without_care - self.unreachable


def settings_of(brand: Brand) -> Programme:
    """How the brand runs the year; what stands there before anybody changed it."""
    found = Programme.objects.filter(brand=brand).first()
    return found or Programme(brand=brand, changed_at=brand.created_at)


def year_of_lessons(brand: Brand, year: int, *, now: datetime) -> YearOfLessons:
    """The plan of a year."""
    today = now.astimezone(brand.zone).date()
    began = brand.created_at.astimezone(brand.zone).date()
    settings = settings_of(brand)
    broken = broken_rules(brand, now=now)
    planned = [_planned(brand, given, broken) for given in lessons_of(brand)]
    told = list(Invitation.objects.filter(brand=brand).select_related("mailing").order_by("created_at"))
    notes = {alert.quarter: alert for alert in Alert.objects.filter(brand=brand, year=year) if alert.practice_keys}
    quarters = []
    for number in (1, 2, 3, 4):
        here = [one for one in told if (one.year, one.quarter) == (year, number)]
        first, last = quarter_bounds(year, number)
        invited = _live(here, LESSONS, ALERT)
        note = None if invited else notes.get(number)
        state = invited.mailing.state if invited else ""
        sent = state in (State.SENDING.value, State.DONE.value, State.PAUSED.value)
        quarters.append(
            QuarterOfLessons(
                year,
                number,
                first,
                last,
                due(first=first, last=last, today=today, began=began, sent=sent, written=bool(invited or note)),
                tuple(one for one in planned if one.given.given and one.given.quarter == number),
                invited,
                _live(here, HELD),
                note,
            )
        )
    waiting = [
        one
        for one in told
        if one.kind == REFRESH and one.mailing.state not in (State.DONE.value, State.CANCELLED.value)
    ]
    return YearOfLessons(
        year,
        tuple(quarters),
        tuple(one for one in planned if not one.given.given),
        settings,
        len(refreshers(brand, now=now)),
        waiting[-1] if waiting else None,
    )


def _live(rows: list[Invitation], *kinds: str) -> Invitation | None:
    found = [one for one in rows if one.kind in kinds and one.mailing.state != State.CANCELLED.value]
    return found[-1] if found else None


def _planned(brand: Brand, given: GivenLesson, broken: dict[str, FoundInOurMail]) -> PlannedLesson:
    title = given.text(brand.default_locale).title
    return PlannedLesson(given, title, caveats_of(given.lesson, broken), missing_promises(brand, given.lesson))


def refreshers(brand: Brand, *, now: datetime) -> dict[int, set[str]]:
    """Customers who asked to be remembered and finished a lesson four to six months ago: customer → lessons.

    Those whom a refresher of these months told already are left out.
    """
    finished = Visit.objects.filter(
        brand=brand,
        learner__isnull=False,
        refresh=False,
        finished_at__lte=now - REFRESH_AFTER,
        finished_at__gt=now - REFRESH_UNTIL,
    ).values_list("learner__customer_id", "lesson")
    told = BitMap()
    earlier = Invitation.objects.filter(brand=brand, kind=REFRESH, created_at__gt=now - REFRESH_UNTIL)
    for invitation in earlier.select_related("mailing"):
        told |= reached(invitation.mailing)
    again = set(
        Visit.objects.filter(
            brand=brand, refresh=True, learner__isnull=False, started_at__gt=now - REFRESH_AFTER
        ).values_list("learner__customer_id", flat=True)
    )
    due_now: dict[int, set[str]] = {}
    for customer, lesson in finished:
        if customer not in told and customer not in again:
            due_now.setdefault(customer, set()).add(lesson)
    return due_now


def invited_apart(brand: Brand, year: int, quarter: int) -> bool:
    """Whether a mail of their own tells, or will tell, customers of the quarter's lessons."""
    rows = Invitation.objects.filter(brand=brand, year=year, quarter=quarter, kind=LESSONS)
    return rows.exclude(mailing__state=State.CANCELLED.value).exists()


def told_lately(brand: Brand, *, days: int, now: datetime) -> BitMap:
    """Customers whom an invitation reached within so many days."""
    lately = BitMap()
    rows = Invitation.objects.filter(brand=brand, mailing__started_at__gt=now - timedelta(days=days))
    for invitation in rows.select_related("mailing"):
        lately |= reached(invitation.mailing)
    return lately


def invitation_of(brand: Brand, invitation_id: int) -> Invitation | None:
    """One invitation of this brand."""
    return Invitation.objects.select_related("mailing").filter(brand=brand, pk=invitation_id).first()


def learners_count(brand: Brand) -> int:
    """How many customers asked to be remembered."""
    return Learner.objects.filter(brand=brand).count()


def yearly_record(brand: Brand, year: int, *, now: datetime) -> YearlyRecord:
    """Who was offered the training of this year, as of now."""
    everybody = customers_of(brand)
    ids = BitMap(everybody.values_list("pk", flat=True).iterator(chunk_size=10_000))
    offered, lines = BitMap(), []
    rows = Invitation.objects.filter(brand=brand, year=year).exclude(kind=REFRESH).select_related("mailing")
    for invitation in rows.order_by("created_at"):
        got = reached(invitation.mailing)
        lines.append((invitation, len(got)))
        offered |= got
    offered &= ids
    without = BitMap(everybody.filter(care=False).values_list("pk", flat=True).iterator(chunk_size=10_000)) - offered
    broken = BitMap(everybody.filter(reachable=False).values_list("pk", flat=True).iterator(chunk_size=10_000))
    return YearlyRecord(year, now, len(ids), len(offered), len(without), len(broken - offered - without), tuple(lines))


def quarter_now(brand: Brand, *, now: datetime) -> tuple[int, int]:
    """The year and quarter where the brand is."""
    return quarter_of(now.astimezone(brand.zone).date())
