"""Staff say which reports are one lure: merging two sightings, taking that back, splitting one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from forewarn.audit.rules import Actor
from forewarn.sightings.actions import UnableToDecide, audited, cases_of, changed, hold, must_be
from forewarn.sightings.models import Report, Sighting, SightingKey
from forewarn.sightings.reporting import fingerprint_of, followed, remember, stored_marks, tell_outcome
from forewarn.sightings.rules import Marks, State, likeness

LATER_LOOKED_AT = 2_000  # reports since a merger that are given back when it is undone


@transaction.atomic
def merge(
    *,
    sighting: Sighting,
    into: Sighting,
    by: Actor,
    now: datetime,
    seen: int | None = None,
    into_seen: int | None = None,
) -> None:
    """The two are one: the reports move, and later reports of either find the second. Raises UnableToDecide."""
    hold(sighting, seen=seen)
    hold(into, seen=into_seen)
    into = followed(into)
    if into.pk == sighting.pk or into.brand_id != sighting.brand_id:
        raise UnableToDecide("Choose another sighting of this brand.")
    if sighting.published_at is not None:
        raise UnableToDecide("This one stands or stood on the public page. Merge the other one into it.")
    must_be(sighting, State.WAITING, State.DISMISSED)
    cases = cases_of(sighting)
    known = set(into.told.values_list("source_hash", flat=True))
    noise = sighting.noise + sighting.told.filter(source_hash__in=known).count()
    moving = sighting.told.exclude(source_hash__in=known)
    moving.filter(came_from=None).update(came_from=sighting)  # those that were merged into this one keep where from
    moved = moving.update(sighting=into)
    Sighting.objects.filter(pk=into.pk).update(
        reports=F("reports") + moved,
        noise=F("noise") + noise,
        first_seen=min(into.first_seen, sighting.first_seen),
        last_seen=max(into.last_seen, sighting.last_seen),
    )
    into.refresh_from_db()
    sighting.gave = remember(into, stored_marks(sighting), sighting.links)
    sighting.gave["keys"] += _copied_keys(sighting, into)
    sighting.merged_from, sighting.state, sighting.merged_into = sighting.state, State.MERGED.value, into
    changed(sighting, "state", "merged_from", "merged_into", "gave")
    changed(into)
    audited("sighting.merged", sighting, by, now, {"into": into.pk})
    audited("sighting.took_in", into, by, now, {"from": sighting.pk})
    tell_outcome(into, cases, now=now)


def _copied_keys(sighting: Sighting, into: Sighting) -> list[str]:
    """Let the second be found by every wording that the first was found by; which of them are new to it."""
    known = set(into.keys.values_list("key", flat=True))
    new = sorted(set(sighting.keys.values_list("key", flat=True)) - known)
    rows = [SightingKey(sighting=into, brand_id=into.brand_id, key=key) for key in new]
    SightingKey.objects.bulk_create(rows, ignore_conflicts=True)
    return new


@transaction.atomic
def unmerge(*, sighting: Sighting, by: Actor, now: datetime, seen: int | None = None) -> None:
    """They are two after all: its reports come back, and those since then that are more like it. Raises UnableToDecide."""
    hold(sighting, seen=seen)
    must_be(sighting, State.MERGED)
    into = sighting.merged_into
    if into is None:
        raise UnableToDecide("The sighting it was merged into is gone.")
    if into.state == State.MERGED.value:
        raise UnableToDecide("The one it went into was merged as well. Take that back first.")
    _forget(into, sighting.gave)
    noise = sighting.noise + sighting.told.count()  # of sources that had reported both
    own = into.told.filter(came_from=sighting)
    deeper = into.told.filter(came_from__merged_into=sighting)
    Report.objects.filter(pk__in=_more_like(sighting, into)).update(sighting=sighting)
    deeper.update(sighting=sighting)
    own.update(sighting=sighting, came_from=None)
    sighting.state, sighting.merged_from, sighting.merged_into = sighting.merged_from or "waiting", "", None
    sighting.gave = {}
    changed(sighting, "state", "merged_from", "merged_into", "gave")
    _recount(into, noise=-noise)
    changed(into)
    _recount(sighting)
    audited("sighting.unmerged", sighting, by, now, {"from": into.pk})
    audited("sighting.gave_back", into, by, now, {"to": sighting.pk})
    tell_outcome(sighting, cases_of(sighting), now=now)


def _more_like(sighting: Sighting, into: Sighting) -> list[int]:
    """Reports that came to the second since the merger and are more like the first."""
    mine, its = stored_marks(sighting), stored_marks(into)
    rows = into.told.filter(came_from=None).exclude(marks={}).order_by("-at")[:LATER_LOOKED_AT]
    own = set(sighting.told.values_list("source_hash", flat=True))
    rows_of_others = [row for row in rows if row.source_hash not in own]
    return [
        row.pk
        for row in rows_of_others
        if likeness(marks_of_report(row), mine).score > likeness(marks_of_report(row), its).score
    ]


@transaction.atomic
def split(
    *, sighting: Sighting, report_ids: Iterable[int], by: Actor, now: datetime, seen: int | None = None
) -> Sighting:
    """Some reports are about another lure: they get a sighting of their own, and later reports like them find it.

    Raises UnableToDecide.
    """
    hold(sighting, seen=seen)
    must_be(sighting, State.WAITING, State.CONFIRMED, State.DISMISSED)
    chosen = list(sighting.told.filter(pk__in=list(report_ids)).order_by("at", "pk"))
    if not chosen:
        raise UnableToDecide("Choose the reports that are about something else.")
    if len(chosen) == sighting.told.count():
        raise UnableToDecide("At least one report must stay.")
    began = sighting.told.order_by("at", "pk").first()
    first = chosen[0]
    new = Sighting.objects.create(
        brand=sighting.brand,
        channel=sighting.channel,
        subject=first.subject,
        sender=first.sender,
        locale=sighting.locale,
        wants=sighting.wants,
        sample=first.sample or sighting.sample,
        mail_id=first.mail_id,
        fingerprint=bytes(first.fingerprint),
        subject_key=first.marks.get("subject", ""),
        began_at=first.at,
        first_seen=first.at,
        last_seen=chosen[-1].at,
        reports=len(chosen),
        split_from=sighting,
    )
    for report in chosen:
        remember(new, marks_of_report(report), report.marks.get("links", []))
    Report.objects.filter(pk__in=[report.pk for report in chosen]).update(sighting=new, came_from=None)
    if began is not None and began in chosen and began.at <= sighting.began_at:
        _begin_with_the_next(sighting)
    _forget_of_others(sighting, new)
    _recount(sighting)
    changed(sighting)
    audited("sighting.split", new, by, now, {"from": sighting.pk})
    audited("sighting.gave_away", sighting, by, now, {"to": new.pk})
    tell_outcome(new, cases_of(new), now=now)
    return new


def _begin_with_the_next(sighting: Sighting) -> None:
    """The copy that the sighting was begun with went away: the next one stands for it."""
    first = sighting.told.exclude(marks={}).order_by("at", "pk").first()
    if first is None:
        return
    sighting.fingerprint, sighting.subject_key = bytes(first.fingerprint), first.marks.get("subject", "")
    sighting.subject, sighting.sender, sighting.mail_id = first.subject, first.sender, first.mail_id
    sighting.sample, sighting.began_at = first.sample or sighting.sample, first.at
    sighting.save(update_fields=["fingerprint", "subject_key", "subject", "sender", "mail_id", "sample", "began_at"])


def _forget_of_others(sighting: Sighting, new: Sighting) -> None:
    """What only the reports that left had."""
    rest = [stored_marks(sighting)] if _is_by_hand(sighting) else [_base(sighting)]
    links: set[str] = set()
    for report in sighting.told.exclude(marks={}):
        rest.append(marks_of_report(report))
        links |= set(report.marks.get("links", []))
    if _is_by_hand(sighting):
        links |= set(sighting.links)
    kept = {key[:100] for marks in rest for key in marks.lookups()}
    domains, numbers = (frozenset().union(*sets) for sets in zip(*((m.domains, m.numbers) for m in rest), strict=True))
    gone = {
        "keys": sorted(set(new.keys.values_list("key", flat=True)) - kept),
        "domains": sorted(set(new.domains) - domains),
        "numbers": sorted(set(new.numbers) - numbers),
        "links": [link for link in new.links if link not in links],
    }
    _forget(sighting, gone)


def _is_by_hand(sighting: Sighting) -> bool:
    """Whether staff wrote it down, so that what it is found by came with no report."""
    return not sighting.told.filter(at__lte=sighting.began_at).exists()


def _base(sighting: Sighting) -> Marks:
    """The words and the subject of the copy it began with."""
    found = stored_marks(sighting)
    return Marks(found.fingerprint, subject=found.subject)


def _forget(sighting: Sighting, gone: dict[str, list[str]]) -> None:
    SightingKey.objects.filter(sighting=sighting, key__in=gone.get("keys", [])).delete()
    for field in ("domains", "numbers", "links"):
        left = [text for text in getattr(sighting, field) if text not in set(gone.get(field, []))]
        setattr(sighting, field, left)
    sighting.save(update_fields=["domains", "numbers", "links"])


def _recount(sighting: Sighting, *, noise: int = 0) -> None:
    """Count its reports, and when it was seen, again: by itself, by its reports, and as what was merged into it."""
    times = list(sighting.told.order_by("at").values_list("at", flat=True))
    sighting.reports, sighting.noise = len(times), max(0, sighting.noise + noise)
    spans = list(Sighting.objects.filter(merged_into=sighting).values_list("first_seen", "last_seen"))
    sighting.first_seen = min([sighting.began_at, *times[:1], *(first for first, _ in spans)])
    sighting.last_seen = max([sighting.began_at, *times[-1:], *(last for _, last in spans)])
    sighting.save(update_fields=["reports", "noise", "first_seen", "last_seen"])


def marks_of_report(report: Report) -> Marks:
    """What one copy is recognised by; nothing for reports from before that was kept."""
    marks = report.marks
    return Marks(
        fingerprint_of(report),
        frozenset(marks.get("domains", ())),
        frozenset(marks.get("numbers", ())),
        marks.get("subject", ""),
        report.sample,
    )
