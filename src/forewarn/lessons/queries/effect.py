"""Who was told of a quarter's lessons and who was held out, and how the two groups fared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from pyroaring import BitMap

from forewarn.audience.queries.customers import customers_of
from forewarn.brands.models import Brand
from forewarn.foundation.customer_sets import load
from forewarn.lessons.models import HeldChunk, Invitation
from forewarn.lessons.queries.programme import HELD, LESSONS
from forewarn.lessons.rules.effect import Effect, effect
from forewarn.mailings.queries.crowds import reached

MAX_NUMBERS = 100_000  # of customers in one list; more is no list of incidents
_AT_ONCE = 500  # numbers in one question to the database


@dataclass(frozen=True, slots=True)
class HoldOut:
    """A quarter in which some were held out: the groups, and the time in which they differed."""

    invitation: Invitation
    told: int
    held: int
    since: datetime
    until: datetime  # when the others were told too; now, where they were not


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison; `unknown` numbers are no customer of the brand, `elsewhere` are in neither group."""

    hold_out: HoldOut
    effect: Effect | None
    unknown: int
    elsewhere: int


def hold_outs(brand: Brand, *, now: datetime) -> list[HoldOut]:
    """Every quarter of which some customers were held out and the others were told, the newest first."""
    rows = Invitation.objects.filter(brand=brand, kind=LESSONS, held_out__gt=0, mailing__started_at__isnull=False)
    return [_hold_out(one, now) for one in rows.select_related("mailing", "brand").order_by("-created_at")]


def hold_out(brand: Brand, invitation_id: int, *, now: datetime) -> HoldOut | None:
    """One of them."""
    return next((one for one in hold_outs(brand, now=now) if one.invitation.pk == invitation_id), None)


def _hold_out(invitation: Invitation, now: datetime) -> HoldOut:
    told, held = _groups(invitation)
    since = invitation.mailing.started_at or invitation.created_at
    later = Invitation.objects.filter(
        brand_id=invitation.brand_id, year=invitation.year, quarter=invitation.quarter, kind=HELD
    )
    end = later.filter(mailing__started_at__isnull=False).values_list("mailing__started_at", flat=True).first()
    return HoldOut(invitation, len(told), len(held), since, min(now, end) if end else now)


def _groups(invitation: Invitation) -> tuple[BitMap, BitMap]:
    held = load(HeldChunk.objects.filter(invitation=invitation))
    return reached(invitation.mailing) - held, held


def compare(found: HoldOut, numbers: Iterable[str]) -> Compared:
    """How many of these customers, by the numbers the brand gives them, were told and how many held out. Nothing is kept."""
    told, held = _groups(found.invitation)
    hit, unknown = BitMap(), 0
    for some in _chunks(dict.fromkeys(number.strip() for number in numbers if number.strip())):
        rows = customers_of(found.invitation.brand).filter(external_id__in=some)
        ids = list(rows.values_list("pk", flat=True))
        hit |= BitMap(ids)
        unknown += len(some) - len(ids)
    days = (found.until - found.since) / timedelta(days=1)
    result = effect(told=len(told), told_hit=len(told & hit), held=len(held), held_hit=len(held & hit), days=days)
    return Compared(found, result, unknown, len(hit - told - held))


def _chunks(numbers: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(numbers)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
