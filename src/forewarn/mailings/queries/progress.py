"""How far a mailing is, how fast it goes, what keeps recipients from getting it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, F, Min, Q, Sum

from forewarn.mailings.models import Batch, CrowdChunk, Mailing, ProofPage
from forewarn.mailings.rules.eligibility import Crowd
from forewarn.mailings.rules.reasons import most_frequent
from forewarn.mailings.rules.states import OPEN_BATCHES, BatchState

RATE_OVER = timedelta(seconds=30)  # long enough to smooth groups, short enough to show that a relay slowed down


@dataclass(frozen=True, slots=True)
class Progress:
    """A mailing in numbers of recipients; `rate` is mails accepted per second over the last half minute."""

    eligible: int
    accepted: int
    refused: int
    deferred: int  # put off, will be tried again
    skipped: int  # not sent any more: opted out or gone since the start
    gave_up: int
    cancelled: int
    due: int  # not tried yet, and may go now
    later: int  # not tried yet, and waits for its wave or for the morning
    rate: float
    next_at: datetime | None  # when something waits: the next moment at which anything is due
    busy: int  # batches in the hands of a worker

    @property
    def settled(self) -> int:
        """Recipients about whom nothing more will be tried."""
        return self.accepted + self.refused + self.skipped + self.gave_up + self.cancelled

    @property
    def share(self) -> float:
        """Settled recipients of all, 0 to 1."""
        return self.settled / self.eligible if self.eligible else 1.0

    @property
    def seconds_left(self) -> int | None:
        """Until everybody who is due was tried, at the present rate; None where that cannot be said."""
        return round(self.due / self.rate) if self.rate and self.due else None


def progress(mailing: Mailing, *, now: datetime) -> Progress:
    """Where the mailing stands at this moment."""
    batches = Batch.objects.filter(mailing=mailing)
    sums = batches.aggregate(
        accepted=Sum("accepted", default=0),
        refused=Sum("refused", default=0),
        skipped=Sum("skipped", default=0),
        busy=Count("pk", filter=Q(state=BatchState.SENDING.value)),
        next_at=Min("not_before", filter=Q(state=BatchState.WAITING.value, not_before__gt=now)),
    )
    untried = F("size") - F("accepted") - F("refused") - F("skipped") - F("deferred")
    waiting = batches.filter(state__in=OPEN_BATCHES).aggregate(
        put_off=Sum("deferred", default=0),
        again=Sum(untried, default=0, filter=Q(attempt__gt=0)),
        due=Sum(untried, default=0, filter=Q(attempt=0, not_before__lte=now)),
        later=Sum(untried, default=0, filter=Q(attempt=0, not_before__gt=now)),
    )
    crowds = crowd_sizes(mailing)
    return Progress(
        eligible=mailing.eligible,
        accepted=sums["accepted"],
        refused=sums["refused"],
        skipped=sums["skipped"],
        deferred=waiting["put_off"] + waiting["again"],
        gave_up=crowds.get(Crowd.GAVE_UP, 0),
        cancelled=crowds.get(Crowd.CANCELLED, 0),
        due=waiting["due"],
        later=waiting["later"],
        rate=_rate(mailing, now),
        next_at=sums["next_at"],
        busy=sums["busy"],
    )


def _rate(mailing: Mailing, now: datetime) -> float:
    """Mails accepted per second of late."""
    since = max(now - RATE_OVER, mailing.started_at or now)
    seconds = (now - since).total_seconds()
    sent = ProofPage.objects.filter(mailing=mailing, at__gte=since).aggregate(sent=Sum("accepted", default=0))["sent"]
    return sent / max(seconds, 1.0) if sent else 0.0


def crowd_sizes(mailing: Mailing) -> dict[Crowd, int]:
    """How many customers ended in which crowd, in batches that are closed."""
    rows = CrowdChunk.objects.filter(mailing=mailing).order_by().values("crowd").annotate(total=Sum("count"))
    return {Crowd(row["crowd"]): row["total"] for row in rows}


@dataclass(frozen=True, slots=True)
class Reason:
    """A server's answer, and how many recipients met it."""

    kind: str  # refused or deferred
    text: str
    count: int


def reasons(mailing: Mailing) -> list[Reason]:
    """Why mails were refused or put off, most frequent first, refusals before the others."""
    counted: dict[str, Counter[str]] = {"refused": Counter(), "deferred": Counter()}
    for kept in Batch.objects.filter(mailing=mailing).exclude(reasons={}).values_list("reasons", flat=True):
        for kind, texts in kept.items():
            counted[kind].update(texts)
    return [Reason(kind, text, count) for kind, texts in counted.items() for text, count in most_frequent(texts)]


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave: when it may go, and how far it is, in numbers of recipients."""

    number: int  # 1 is the first
    at: datetime
    size: int
    accepted: int
    refused: int
    open_batches: int


def waves(mailing: Mailing) -> list[Wave]:
    """The waves in order; a wave that nobody fell into is left out."""
    rows = (
        Batch.objects.filter(mailing=mailing)
        .order_by("wave")
        .values("wave")
        .annotate(
            total=Sum("size", filter=Q(attempt=0), default=0),
            done=Sum("accepted"),
            lost=Sum("refused"),
            unfinished=Count("pk", filter=Q(state__in=OPEN_BATCHES)),
        )
    )
    return [
        Wave(
            row["wave"] + 1, mailing.wave_start(row["wave"]), row["total"], row["done"], row["lost"], row["unfinished"]
        )
        for row in rows
    ]


class WaitsFor(StrEnum):
    """What recipients wait for."""

    WAVE = "wave"
    MORNING = "morning"  # the end of the quiet hours in their country
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Held:
    """Recipients who wait: where, until when, for what, and for which attempt (1: their first)."""

    country: str
    until: datetime
    waits_for: WaitsFor
    attempt: int
    recipients: int


def held(mailing: Mailing, *, now: datetime, limit: int = 20) -> list[Held]:
    """Who waits for a wave, the morning or another attempt, soonest first; at most `limit` lines."""
    rows = (
        Batch.objects.filter(mailing=mailing, state=BatchState.WAITING.value, not_before__gt=now)
        .values("country", "attempt", "wave")
        .annotate(first=Min("not_before"), total=Sum("size"))
        .order_by("first", "country", "attempt", "wave")[:limit]
    )
    return [
        Held(
            row["country"],
            row["first"],
            _waits_for(mailing, row["attempt"], row["wave"], row["first"]),
            row["attempt"] + 1,
            row["total"],
        )
        for row in rows
    ]


def _waits_for(mailing: Mailing, attempt: int, wave: int, until: datetime) -> WaitsFor:
    if attempt:
        return WaitsFor.RETRY
    return WaitsFor.MORNING if until > mailing.wave_start(wave) else WaitsFor.WAVE
