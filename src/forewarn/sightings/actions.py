"""Writing sightings: reports come in, staff decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.intake.storable import storable
from forewarn.mail.fingerprints import Fingerprint, fingerprint
from forewarn.sightings.models import Report, Sighting, SightingKey
from forewarn.sightings.rules import (
    SAME_WORDS,
    Change,
    Channel,
    Marks,
    State,
    best_match,
    impersonal_link,
    marks_of,
    redacted,
)
from forewarn.sightings.signals import SightingDecided, sighting_decided

CANDIDATES = 60  # sightings that share a mark with a report and are compared with it
KEYS_KEPT = 200  # of one sighting: a lure in many wordings stays one without growing for ever
REPORTS_KEPT = timedelta(days=400)
SAMPLE = 4_000  # characters
MARKED = 20_000  # characters of its words by which a lure is recognised
SAMPLES = 20  # of further copies in other words that one sighting keeps
WORDS = 160  # characters of each line for the public


class UnableToDecide(Exception):
    """The sighting cannot be changed so; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Lure:
    """A lure as somebody reported it; plain values, nothing redacted yet."""

    subject: str
    text: str
    sender: str = ""
    links: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()  # of links and sender that are not the brand's
    numbers: tuple[str, ...] = ()
    wants: str = ""
    locale: str = ""
    channel: Channel = Channel.MAIL
    names: tuple[str, ...] = ()  # of whom it was written to, to be taken out

    def marks(self) -> Marks:
        """What it is recognised by, without who got it."""
        words, subject = (redacted(text, names=self.names) for text in (self.text[:MARKED], self.subject))
        return marks_of(fingerprint=fingerprint(words), hosts=self.hosts, numbers=self.numbers, subject=subject)


@dataclass(frozen=True, slots=True)
class Told:
    """Who reported it, as a keyed hash, and the case and the mail that came with it."""

    source_hash: str
    case: str = ""
    mail_id: int | None = None


@transaction.atomic
def add_report(*, brand: Brand, lure: Lure, told: Told, now: datetime) -> Sighting:
    """Put a report into its sighting, or begin one. A source that reports the same again counts as noise."""
    Brand.objects.select_for_update().get(pk=brand.pk)  # two reports of one lure may come at once
    marks = lure.marks()
    sighting = _known(brand, marks) or _begin(brand, lure, marks, now, mail_id=told.mail_id)
    report, new = Report.objects.get_or_create(
        sighting=sighting,
        source_hash=told.source_hash,
        defaults={
            "brand": brand,
            "case": told.case,
            "mail_id": told.mail_id,
            "subject": _line(lure.subject, lure.names),
            "sender": storable(lure.sender, 320),
            "at": now,
            "fingerprint": marks.fingerprint.to_bytes(),
            "marks": _mapping(marks, lure),
            "sample": _other_words(sighting, lure, marks),
        },
    )
    if new:
        Sighting.objects.filter(pk=sighting.pk).update(reports=F("reports") + 1, last_seen=now)
        remember(sighting, marks, _links(lure))
    else:
        Sighting.objects.filter(pk=sighting.pk).update(noise=F("noise") + 1, last_seen=now)
        Report.objects.filter(pk=report.pk).update(times=F("times") + 1)
    sighting.refresh_from_db()
    return sighting


def _known(brand: Brand, marks: Marks) -> Sighting | None:
    hits = SightingKey.objects.filter(brand=brand, key__in=marks.lookups()).values_list("sighting_id", flat=True)
    ids = list(dict.fromkeys(hits.order_by("-sighting_id")[: CANDIDATES * 8]))[:CANDIDATES]
    rows = Sighting.objects.filter(pk__in=ids).defer("sample", "words", "corrections", "gave")
    match = best_match(marks, [(row.pk, stored_marks(row)) for row in rows])
    return followed(Sighting.objects.get(pk=match[0])) if match else None


def stored_marks(row: Sighting) -> Marks:
    """What a stored sighting is recognised by."""
    mark = Fingerprint.from_bytes(bytes(row.fingerprint)) if row.fingerprint else Fingerprint((), 0)
    return Marks(mark, frozenset(row.domains), frozenset(row.numbers), row.subject_key)


def followed(sighting: Sighting) -> Sighting:
    """The sighting that this one was merged into, at the end of the chain."""
    for _ in range(20):
        if sighting.merged_into is None:
            return sighting
        sighting = sighting.merged_into
    return sighting


def _begin(brand: Brand, lure: Lure, marks: Marks, now: datetime, *, mail_id: int | None = None) -> Sighting:
    return Sighting.objects.create(
        brand=brand,
        channel=lure.channel.value,
        mail_id=mail_id,
        subject=_line(lure.subject, lure.names),
        sender=storable(lure.sender, 320),
        locale=lure.locale[:10],
        wants=lure.wants,
        sample=_sample(lure),
        links=_links(lure),
        domains=sorted(marks.domains)[:50],
        numbers=sorted(marks.numbers)[:20],
        fingerprint=marks.fingerprint.to_bytes(),
        subject_key=marks.subject,
        first_seen=now,
        last_seen=now,
    )


def _links(lure: Lure) -> list[str]:
    shown = (impersonal_link(link, names=lure.names) for link in lure.links[:50])
    return list(dict.fromkeys(storable(link, 500) for link in shown))


def _line(text: str, names: Iterable[str]) -> str:
    return storable(" ".join(redacted(text, names=names).split()), 200)


def _mapping(marks: Marks, lure: Lure) -> dict[str, Any]:
    """The marks of one copy beside its fingerprint, as they are stored."""
    return {
        "domains": sorted(marks.domains)[:50],
        "numbers": sorted(marks.numbers)[:20],
        "subject": marks.subject,
        "links": _links(lure),
    }


def _other_words(sighting: Sighting, lure: Lure, marks: Marks) -> str:
    """The words of a copy that says something else than the first one; of so many copies."""
    if stored_marks(sighting).fingerprint.resemblance(marks.fingerprint) >= SAME_WORDS:
        return ""
    return "" if sighting.told.exclude(sample="").count() >= SAMPLES else _sample(lure)


def _sample(lure: Lure) -> str:
    return storable(redacted(lure.text[: SAMPLE * 2], names=lure.names), SAMPLE)


def remember(sighting: Sighting, marks: Marks, links: Iterable[str] = ()) -> dict[str, list[str]]:
    """Let the sighting be found by these marks as well, and know the hosts, numbers and links of this copy.

    Returns what of it is new: {keys, domains, numbers, links}.
    """
    known = set(SightingKey.objects.filter(sighting=sighting).values_list("key", flat=True))
    keys = sorted({key[:100] for key in marks.lookups()} - known)[: max(0, KEYS_KEPT - len(known))]
    rows = [SightingKey(sighting=sighting, brand_id=sighting.brand_id, key=key) for key in keys]
    SightingKey.objects.bulk_create(rows, ignore_conflicts=True)
    new = {
        "domains": sorted(marks.domains - set(sighting.domains))[: max(0, 50 - len(sighting.domains))],
        "numbers": sorted(marks.numbers - set(sighting.numbers))[: max(0, 20 - len(sighting.numbers))],
        "links": [link for link in dict.fromkeys(links) if link not in sighting.links][: 50 - len(sighting.links)],
    }
    if any(new.values()):
        sighting.domains, sighting.numbers = [*sighting.domains, *new["domains"]], [*sighting.numbers, *new["numbers"]]
        sighting.links = [*sighting.links, *new["links"]]
        sighting.save(update_fields=["domains", "numbers", "links"])
    return {"keys": keys, **new}


@transaction.atomic
def add_by_hand(*, brand: Brand, lure: Lure, note: str, by: Actor, now: datetime) -> Sighting:
    """A lure that staff heard of: a call, a text message, a letter. Raises UnableToDecide for one without words."""
    if not (lure.subject.strip() or lure.text.strip()):
        raise UnableToDecide("Say what the message says, or what the caller told.")
    sighting = _begin(brand, lure, lure.marks(), now)
    sighting.note = note[:500]
    sighting.save(update_fields=["note"])
    remember(sighting, lure.marks())
    audited("sighting.added", sighting, by, now)
    return sighting


Words = Mapping[str, Mapping[str, str]]


@transaction.atomic
def write_words(*, sighting: Sighting, words: Words, by: Actor, now: datetime, correction: str = "") -> None:
    """Write what the public page says, per language. What is public already needs a word on what was corrected.

    Raises UnableToDecide.
    """
    kept = {locale: {part: line[:WORDS] for part, line in lines.items()} for locale, lines in words.items()}
    if kept == sighting.words:
        return
    if sighting.published_at is not None:
        if not correction.strip():
            raise UnableToDecide("This is public. Say in one line what you corrected; it is shown with the entry.")
        _tell(sighting, Change.CORRECTED, now, correction.strip()[:300])
    sighting.words = kept
    sighting.save(update_fields=["words", "corrections"])
    audited("sighting.written", sighting, by, now)


@transaction.atomic
def confirm(*, sighting: Sighting, by: Actor, now: datetime) -> None:
    """A lure in our name: it goes to the public page. Raises UnableToDecide where the page has no words for it."""
    must_be(sighting, State.WAITING, State.DISMISSED)
    lines = sighting.words.get(sighting.brand.default_locale, {})
    if not all(lines.get(part, "").strip() for part in ("says", "wants", "tell")):
        raise UnableToDecide("Write what it says, what it wants and how one can tell, at least in your main language.")
    if sighting.published_at is not None:
        _tell(sighting, Change.AGAIN, now)
    sighting.published_at = sighting.published_at or now
    _decide(sighting, State.CONFIRMED, by, now, ["published_at", "corrections"])


@transaction.atomic
def dismiss(*, sighting: Sighting, by: Actor, now: datetime) -> None:
    """Not a lure in our name. What was public already leaves the list, and the page says so."""
    must_be(sighting, State.WAITING, State.CONFIRMED)
    if sighting.published_at is not None and sighting.state == State.CONFIRMED.value:
        _tell(sighting, Change.WITHDRAWN, now)
    _decide(sighting, State.DISMISSED, by, now, ["corrections"])


@transaction.atomic
def reopen(*, sighting: Sighting, by: Actor, now: datetime) -> None:
    """Take a decision back. What was public leaves the list until it is decided again, and the page says so."""
    must_be(sighting, State.CONFIRMED, State.DISMISSED)
    if sighting.state == State.CONFIRMED.value:
        _tell(sighting, Change.WITHDRAWN, now)
    sighting.state, sighting.decided_at, sighting.decided_by = State.WAITING.value, None, ""
    sighting.save(update_fields=["state", "decided_at", "decided_by", "corrections"])
    audited("sighting.reopened", sighting, by, now)


def _tell(sighting: Sighting, change: Change, now: datetime, text: str = "") -> None:
    """What was public changed: the entry says what and when."""
    told = {"at": now.isoformat(), "kind": change.value, "text": text}
    sighting.corrections = [*sighting.corrections, told]


def must_be(sighting: Sighting, *states: State) -> None:
    if sighting.state not in {state.value for state in states}:
        raise UnableToDecide("It was decided in the meantime; look at it again.")


def _decide(sighting: Sighting, state: State, by: Actor, now: datetime, fields: list[str]) -> None:
    sighting.state, sighting.decided_at, sighting.decided_by = state.value, now, by.label[:200]
    sighting.save(update_fields=["state", "decided_at", "decided_by", *fields])
    audited(f"sighting.{state.value}", sighting, by, now)
    told = Report.objects.filter(sighting__in=_family(sighting)).exclude(case="")
    cases = tuple(told.values_list("case", flat=True))
    event = SightingDecided(sighting.brand_id, sighting.pk, state is State.CONFIRMED, cases, now)
    sighting_decided.send(sender=Sighting, event=event)


def _family(sighting: Sighting) -> list[int]:
    """The sighting and what was merged into it, where reports of people who had reported both still are."""
    found = [sighting.pk]
    for _ in range(20):
        more = Sighting.objects.filter(merged_into__in=found).exclude(pk__in=found).values_list("pk", flat=True)
        if not more:
            break
        found += more
    return found


def audited(verb: str, sighting: Sighting, by: Actor, now: datetime, data: dict[str, Any] | None = None) -> None:
    target = ("sighting", sighting.pk, str(sighting))
    record(verb, by=by, now=now, brand_id=sighting.brand_id, target=target, data=data or {})


def forget_old(*, now: datetime) -> None:
    """Delete old reports, and dismissed sightings with nothing left."""
    Report.objects.filter(at__lt=now - REPORTS_KEPT).delete()
    Sighting.objects.filter(state=State.DISMISSED.value, published_at=None, last_seen__lt=now - REPORTS_KEPT).delete()
