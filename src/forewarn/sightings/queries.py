"""Reading sightings: the list, one of them, and what is public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from forewarn.brands.models import Brand
from forewarn.sightings.models import Report, Sighting, SightingKey
from forewarn.sightings.rules import FURTHER_SOURCES, Change, Further, State
from forewarn.sightings.searching import sought

NOW_DAYS = 90  # a lure seen within a quarter is one "in our name now"


def sightings(brand: Brand, *, state: str = "", channel: str = "", words: str = "") -> QuerySet[Sighting]:
    """The brand's sightings: those that wait with the one first that waits longest, others the last seen first.

    Without a state: all but merged ones, which stand under the one they went into. `words` may be of the subject, the
    sender or a host, also as the screens write it, a phone number, or the case number of somebody who reported it.
    """
    rows = Sighting.objects.filter(brand=brand)
    rows = rows.filter(state=state) if state else rows.exclude(state=State.MERGED.value)
    if channel:
        rows = rows.filter(channel=channel)
    for text in sought(words):
        found = SightingKey.objects.filter(brand=brand, key__icontains=text).exclude(key__startswith="w:")
        told = Report.objects.filter(brand=brand, case=text.replace("-", "").upper())
        alike = Q(subject__icontains=text) | Q(sender__icontains=text)
        rows = rows.filter(alike | Q(pk__in=found.values("sighting")) | Q(pk__in=told.values("sighting")))
    rows = rows.annotate(waits_since=Coalesce("reopened_at", "first_seen"))
    rows = rows.defer("sample", "fingerprint", "gave")
    return rows.order_by("waits_since", "pk") if state == State.WAITING.value else rows.order_by("-last_seen", "-pk")


def counts(brand: Brand) -> dict[str, int]:
    """How many sightings are in each state."""
    rows = Sighting.objects.filter(brand=brand).order_by().values("state").annotate(n=Count("pk"))
    found = {row["state"]: row["n"] for row in rows}
    return {state.value: found.get(state.value, 0) for state in State}


def sightings_of_cases(brand: Brand, cases: Iterable[str]) -> dict[str, Sighting]:
    """Case number → the sighting that its report stands with."""
    rows = Report.objects.filter(brand=brand, case__in=[case for case in cases if case]).select_related("sighting")
    return {row.case: row.sighting for row in rows.defer("sample", "sighting__sample", "sighting__fingerprint")}


def next_waiting(brand: Brand, *, after: Sighting) -> Sighting | None:
    """The one that waits longest beside this one."""
    return sightings(brand, state=State.WAITING.value).exclude(pk=after.pk).first()


def sighting(brand: Brand, sighting_id: int) -> Sighting | None:
    """One sighting of the brand."""
    return Sighting.objects.select_related("brand", "merged_into").filter(brand=brand, pk=sighting_id).first()


def reports(found: Sighting) -> QuerySet[Report]:
    """The reports on it, newest first."""
    return Report.objects.filter(sighting=found).order_by("-at", "-pk")


def further_reports(brand: Brand, sightings: Iterable[int] | None = None, *, least: int = 1) -> dict[int, Further]:
    """Of these sightings, or of all that stand dismissed: what was reported since, where by `least` sources or more."""
    rows = Report.objects.filter(brand=brand, since_dismissed__gt=0, sighting__state=State.DISMISSED.value)
    rows = rows if sightings is None else rows.filter(sighting__in=sightings)
    counted = rows.order_by().values("sighting").annotate(sources=Count("pk"), reports=Sum("since_dismissed"))
    counted = counted.filter(sources__gte=least)
    return {row["sighting"]: Further(row["reports"], row["sources"]) for row in counted}


def still_reported(brand: Brand) -> list[tuple[Sighting, Further]]:
    """Dismissed lures that so many people go on reporting that somebody should look again, the most reported first."""
    further = further_reports(brand, least=FURTHER_SOURCES)
    rows = Sighting.objects.filter(pk__in=further).defer("sample", "fingerprint", "gave")
    asking = [(row, further[row.pk]) for row in rows if further[row.pk].asks_again(kept_sources=row.kept_sources)]
    return sorted(asking, key=lambda pair: (-pair[1].sources, -pair[0].pk))


def merged_into(found: Sighting) -> QuerySet[Sighting]:
    """What was merged into it, the last first."""
    return Sighting.objects.filter(merged_into=found).order_by("-pk")[:50]


def others(found: Sighting) -> list[Sighting]:
    """Sightings it could be merged into, the most likely first."""
    from forewarn.sightings.reporting import stored_marks
    from forewarn.sightings.rules import likeness

    rows = sightings(found.brand).exclude(pk=found.pk)[:200]
    mine = stored_marks(found)
    full = Sighting.objects.filter(pk__in=[row.pk for row in rows]).defer("links")
    return sorted(full, key=lambda row: (-likeness(mine, stored_marks(row)).score, -row.pk))[:20]


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
    for row in _whole_rows(rows):
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
    shown = [_public(row, locale) for row in _whole_rows(rows)]
    return [scam for scam in shown if scam is not None]


def _whole_rows(rows: QuerySet[Sighting]) -> QuerySet[Sighting]:
    """What the public is told of, with what is needed for that; a list of years takes one query."""
    needed = rows.select_related("brand").defer("sample", "fingerprint", "links", "gave", "domains", "numbers")
    return needed.order_by("-last_seen", "-pk")


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
