"""Staff decide what a sighting is, and write what the public page says of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.sightings.models import Report, Sighting
from forewarn.sightings.queries import further_reports
from forewarn.sightings.reporting import Lure, begin, remember, tell_outcome
from forewarn.sightings.rules import Change, Further, State

REPORTS_KEPT = timedelta(days=400)
WORDS = 160  # characters of each line for the public


class UnableToDecide(Exception):
    """The sighting cannot be changed so; the text says why and what to do."""


class ChangedMeanwhile(UnableToDecide):
    """Somebody else changed the sighting after the page was opened that the decision was made on."""


def hold(sighting: Sighting, *, seen: int | None = None) -> None:
    """Let nobody else change the brand's sightings until the transaction ends, and read this one as it stands now.

    `seen` is the revision that the decision was made on. Raises ChangedMeanwhile where it is not the present one.
    """
    Brand.objects.select_for_update().get(pk=sighting.brand_id)  # reports that come in take the same lock
    sighting.refresh_from_db()
    if seen is not None and seen != sighting.revision:
        raise ChangedMeanwhile("Somebody changed this while you had it open. Look at it again, then decide.")


@transaction.atomic
def add_by_hand(*, brand: Brand, lure: Lure, note: str, by: Actor, now: datetime) -> Sighting:
    """A lure that staff heard of: a call, a text message, a letter. Raises UnableToDecide for one without words."""
    if not (lure.subject.strip() or lure.text.strip()):
        raise UnableToDecide("Say what the message says, or what the caller told.")
    sighting = begin(brand, lure, lure.marks(), now)
    sighting.note = note[:500]
    sighting.save(update_fields=["note"])
    remember(sighting, lure.marks())
    audited("sighting.added", sighting, by, now)
    return sighting


Words = Mapping[str, Mapping[str, str]]


@transaction.atomic
def write_words(
    *, sighting: Sighting, words: Words, by: Actor, now: datetime, correction: str = "", seen: int | None = None
) -> None:
    """Write what the public page says, per language. What is public already needs a word on what was corrected.

    Raises UnableToDecide.
    """
    hold(sighting, seen=seen)
    must_be(sighting, State.WAITING, State.CONFIRMED, State.DISMISSED)
    kept = {locale: {part: line[:WORDS] for part, line in lines.items()} for locale, lines in words.items()}
    if kept == sighting.words:
        return
    if sighting.state == State.CONFIRMED.value:
        _must_be_whole(kept, sighting)
    if sighting.published_at is not None:
        if not correction.strip():
            raise UnableToDecide("This is public. Say in one line what you corrected; it is shown with the entry.")
        _tell(sighting, Change.CORRECTED, now, correction.strip()[:300])
    sighting.words = kept
    changed(sighting, "words", "corrections")
    audited("sighting.written", sighting, by, now)


def _must_be_whole(words: Words, sighting: Sighting) -> None:
    lines = words.get(sighting.brand.default_locale, {})
    if not all(lines.get(part, "").strip() for part in ("says", "wants", "tell")):
        raise UnableToDecide("Write what it says, what it wants and how one can tell, at least in your main language.")


@transaction.atomic
def confirm(*, sighting: Sighting, by: Actor, now: datetime, seen: int | None = None) -> None:
    """A lure in our name: it goes to the public page. Raises UnableToDecide where the page has no words for it."""
    hold(sighting, seen=seen)
    must_be(sighting, State.WAITING, State.DISMISSED)
    _must_be_whole(sighting.words, sighting)
    if sighting.published_at is not None:
        _tell(sighting, Change.AGAIN, now)
    sighting.published_at = sighting.published_at or now
    _decide(sighting, State.CONFIRMED, by, now, ["published_at", "corrections"])


@transaction.atomic
def publish(
    *, sighting: Sighting, words: Words, by: Actor, now: datetime, correction: str = "", seen: int | None = None
) -> None:
    """Confirm a lure with these words, both or neither. Raises UnableToDecide."""
    write_words(sighting=sighting, words=words, correction=correction, by=by, now=now, seen=seen)
    confirm(sighting=sighting, by=by, now=now)


@transaction.atomic
def dismiss(*, sighting: Sighting, by: Actor, now: datetime, seen: int | None = None) -> None:
    """Not a lure in our name. What was public already leaves the list, and the page says so."""
    hold(sighting, seen=seen)
    must_be(sighting, State.WAITING, State.CONFIRMED)
    if sighting.published_at is not None and sighting.state == State.CONFIRMED.value:
        _tell(sighting, Change.WITHDRAWN, now)
    sighting.kept_sources = 0
    sighting.told.exclude(since_dismissed=0).update(since_dismissed=0)
    _decide(sighting, State.DISMISSED, by, now, ["corrections", "kept_sources"])


@transaction.atomic
def keep_dismissed(*, sighting: Sighting, by: Actor, now: datetime, seen: int | None = None) -> None:
    """It goes on being reported and is none in our name all the same: nobody is asked again until twice as many people
    reported it (`Further.asks_again`)."""
    hold(sighting, seen=seen)
    must_be(sighting, State.DISMISSED)
    further = further_reports(sighting.brand, [sighting.pk]).get(sighting.pk, Further())
    sighting.kept_sources = further.sources
    changed(sighting, "kept_sources")
    audited("sighting.kept", sighting, by, now, {"reports": further.reports, "sources": further.sources})


@transaction.atomic
def reopen(*, sighting: Sighting, by: Actor, now: datetime, seen: int | None = None) -> None:
    """Take a decision back. What was public leaves the list until it is decided again, and the page says so."""
    hold(sighting, seen=seen)
    must_be(sighting, State.CONFIRMED, State.DISMISSED)
    if sighting.state == State.CONFIRMED.value:
        _tell(sighting, Change.WITHDRAWN, now)
    sighting.state, sighting.decided_at, sighting.decided_by = State.WAITING.value, None, ""
    sighting.reopened_at = now
    changed(sighting, "state", "decided_at", "decided_by", "reopened_at", "corrections")
    audited("sighting.reopened", sighting, by, now)
    tell_outcome(sighting, cases_of(sighting), now=now)


def _tell(sighting: Sighting, change: Change, now: datetime, text: str = "") -> None:
    """What was public changed: the entry says what and when."""
    told = {"at": now.isoformat(), "kind": change.value, "text": text}
    sighting.corrections = [*sighting.corrections, told]


def must_be(sighting: Sighting, *states: State) -> None:
    if sighting.state not in {state.value for state in states}:
        raise UnableToDecide("It was decided in the meantime; look at it again.")


def changed(sighting: Sighting, *fields: str) -> None:
    """Store a change by staff: whoever decides on an earlier state of it is told."""
    sighting.revision += 1
    sighting.save(update_fields=[*fields, "revision"])


def _decide(sighting: Sighting, state: State, by: Actor, now: datetime, fields: list[str]) -> None:
    sighting.state, sighting.decided_at, sighting.decided_by = state.value, now, by.label[:200]
    sighting.first_decided_at = sighting.first_decided_at or now
    changed(sighting, "state", "decided_at", "decided_by", "first_decided_at", *fields)
    audited(f"sighting.{state.value}", sighting, by, now)
    tell_outcome(sighting, cases_of(sighting), now=now)


def cases_of(sighting: Sighting) -> list[str]:
    """The cases of the sighting and of what was merged into it, where reports of people who had reported both still are."""
    found = [sighting.pk]
    for _ in range(20):
        more = Sighting.objects.filter(merged_into__in=found).exclude(pk__in=found).values_list("pk", flat=True)
        if not more:
            break
        found += more
    return list(Report.objects.filter(sighting__in=found).exclude(case="").values_list("case", flat=True))


def audited(verb: str, sighting: Sighting, by: Actor, now: datetime, data: dict[str, Any] | None = None) -> None:
    target = ("sighting", sighting.pk, str(sighting))
    record(verb, by=by, now=now, brand_id=sighting.brand_id, target=target, data=data or {})


def forget_old(*, now: datetime) -> None:
    """Delete old reports, and dismissed sightings with nothing left."""
    Report.objects.filter(at__lt=now - REPORTS_KEPT).delete()
    Sighting.objects.filter(state=State.DISMISSED.value, published_at=None, last_seen__lt=now - REPORTS_KEPT).delete()
