"""Reading sightings: the queue, the list, what is public, and how quick we are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from forewarn.brands.models import Brand
from forewarn.sightings.models import Report, Sighting
from forewarn.sightings.rules import Change, State

AIM_HALF = timedelta(hours=1)  # evidence F: half of the verdicts within an hour,
AIM_MOST = timedelta(hours=4)  # and nine in ten within four, in staffed hours
NOW_DAYS = 90  # a lure seen within a quarter is one "in our name now"


def sightings(brand: Brand, *, state: str = "", channel: str = "", words: str = "") -> QuerySet[Sighting]:
    """The brand's sightings, the last seen first; merged ones stand under the one they went into."""
    rows = Sighting.objects.filter(brand=brand).exclude(state=State.MERGED.value)
    if state:
        rows = rows.filter(state=state)
    if channel:
        rows = rows.filter(channel=channel)
    for word in words.split()[:8]:
        rows = rows.filter(Q(subject__icontains=word) | Q(sender__icontains=word) | Q(keys__key__icontains=word))
    rows = rows.distinct() if words else rows
    return rows.defer("sample", "fingerprint", "links", "gave").order_by("-last_seen", "-pk")


def sighting(brand: Brand, sighting_id: int) -> Sighting | None:
    """One sighting of the brand."""
    return Sighting.objects.select_related("brand", "merged_into").filter(brand=brand, pk=sighting_id).first()


def reports(found: Sighting) -> QuerySet[Report]:
    """The reports on it, newest first."""
    return Report.objects.filter(sighting=found).order_by("-at", "-pk")


def merged_into(found: Sighting) -> QuerySet[Sighting]:
    """What was merged into it, the last first."""
    return Sighting.objects.filter(merged_into=found).order_by("-pk")[:50]


def others(found: Sighting) -> list[Sighting]:
    """Sightings it could be merged into, the most likely first."""
    from forewarn.sightings.reporting import stored_marks
    from forewarn.sightings.rules import likeness

    rows = sightings(found.brand).exclude(pk=found.pk)[:200]
    mine = stored_marks(found)
    full = Sighting.objects.filter(pk__in=[row.pk for row in rows]).defer("sample", "links")
    return sorted(full, key=lambda row: (-likeness(mine, stored_marks(row)).score, -row.pk))[:20]


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for people, and how long decisions of the last 90 days took from the first report."""

    waiting: int
    oldest: datetime | None
    decided: int
    half: timedelta | None
    most: timedelta | None

    @property
    def half_words(self) -> str:
        """The time of half of them, as hours and minutes."""
        return _clock(self.half)

    @property
    def most_words(self) -> str:
        """The time of nine in ten, as hours and minutes."""
        return _clock(self.most)

    @property
    def half_is_late(self) -> bool:
        """Whether half of the verdicts took longer than the aim."""
        return self.half is not None and self.half > AIM_HALF

    @property
    def most_is_late(self) -> bool:
        """Whether nine in ten took longer than the aim."""
        return self.most is not None and self.most > AIM_MOST


def _clock(time: timedelta | None) -> str:
    minutes = int((time or timedelta()).total_seconds() // 60)
    days, hours = minutes // 1440, minutes // 60 % 24
    return f"{days} d {hours} h" if days else f"{hours}:{minutes % 60:02d} h"


def queue(brand: Brand, *, now: datetime) -> Queue:
    """The state of the queue."""
    waiting = Sighting.objects.filter(brand=brand, state=State.WAITING.value)
    found = waiting.aggregate(n=Count("pk"), oldest=Min("first_seen"))
    decided = Sighting.objects.filter(brand=brand, decided_at__gte=now - timedelta(days=90))
    times = sorted(at - seen for at, seen in decided.values_list("decided_at", "first_seen") if at is not None)
    return Queue(found["n"], found["oldest"], len(times), _share(times, 0.5), _share(times, 0.9))


def _share(times: list[timedelta], share: float) -> timedelta | None:
    """The time within which this share of all was done (nearest rank)."""
    if not times:
        return None
    return times[max(0, -(-int(share * 1000) * len(times) // 1000) - 1)]


@dataclass(frozen=True, slots=True)
class PublicScam:
    """A confirmed lure as everybody may read it."""

    number: int
    says: str
    wants: str
    tell: str
    locale: str
    channel: str
    first_seen: datetime
    last_seen: datetime
    reports: int
    published_at: datetime
    corrections: tuple[tuple[datetime, str], ...] = ()
    off_and_on: tuple[tuple[datetime, bool], ...] = ()  # taken off the list (True) and put back on it, when


@dataclass(frozen=True, slots=True)
class WithdrawnScam:
    """What was on the public list and is not any more: everybody who read it may know. `dismissed`: it was none in our
    name; otherwise it is looked at again."""

    number: int
    says: str
    locale: str
    published_at: datetime
    withdrawn_at: datetime
    dismissed: bool


def withdrawn_scams(brand: Brand, *, locale: str) -> list[WithdrawnScam]:
    """Entries that were taken off the list, the last first."""
    rows = Sighting.objects.filter(brand=brand, published_at__isnull=False)
    rows = rows.filter(state__in=(State.DISMISSED.value, State.WAITING.value))
    found = []
    for row in rows.order_by("-last_seen", "-pk")[:200]:
        used = _shown_in(row, locale)
        gone = [at for at, off in _off_and_on(row) if off]
        if used is not None and row.published_at is not None and gone:
            says, dismissed = row.words[used]["says"], row.state == State.DISMISSED.value
            found.append(WithdrawnScam(row.pk, says, used, row.published_at, gone[-1], dismissed))
    return sorted(found, key=lambda one: (one.withdrawn_at, one.number), reverse=True)


def public_scams(brand: Brand, *, locale: str, now: datetime, earlier: bool = False) -> list[PublicScam]:
    """What is public: lures seen within the last quarter, or those before; the last seen first."""
    rows = Sighting.objects.filter(brand=brand, state=State.CONFIRMED.value, published_at__isnull=False)
    since = now - timedelta(days=NOW_DAYS)
    rows = rows.filter(last_seen__lt=since) if earlier else rows.filter(last_seen__gte=since)
    shown = [_public(row, locale) for row in rows.order_by("-last_seen", "-pk")[:200]]
    return [scam for scam in shown if scam is not None]


def _public(row: Sighting, locale: str) -> PublicScam | None:
    used = _shown_in(row, locale)
    if used is None or row.published_at is None:
        return None
    lines = row.words[used]
    return PublicScam(
        number=row.pk,
        says=lines["says"],
        wants=lines["wants"],
        tell=lines["tell"],
        locale=used,
        channel=row.channel,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        reports=row.reports,
        published_at=row.published_at,
        corrections=tuple(
            (datetime.fromisoformat(one["at"]), one["text"])
            for one in row.corrections
            if _kind(one) is Change.CORRECTED
        ),
        off_and_on=_off_and_on(row),
    )


def _shown_in(row: Sighting, locale: str) -> str | None:
    """The language whose words are shown to readers of this locale."""
    return next((one for one in (locale, row.brand.default_locale, *row.words) if _whole(row.words.get(one))), None)


def _kind(entry: dict[str, str]) -> Change:
    return Change(entry.get("kind", Change.WITHDRAWN if entry["text"] == "withdrawn" else Change.CORRECTED))


def _off_and_on(row: Sighting) -> tuple[tuple[datetime, bool], ...]:
    told = [(datetime.fromisoformat(one["at"]), _kind(one)) for one in row.corrections]
    return tuple((at, kind is Change.WITHDRAWN) for at, kind in told if kind is not Change.CORRECTED)


def _whole(lines: dict[str, str] | None) -> bool:
    return bool(lines) and all((lines or {}).get(part, "").strip() for part in ("says", "wants", "tell"))


def suggestions(brand: Brand, *, locale: str, now: datetime, limit: int = 3) -> list[PublicScam]:
    """What the next alert could name: the confirmed lures of the last quarter that most people reported."""
    found = [scam for scam in public_scams(brand, locale=locale, now=now) if scam.locale == locale]
    return sorted(found, key=lambda scam: (-scam.reports, -scam.number))[:limit]
