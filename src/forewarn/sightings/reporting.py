"""Reports come in: each is put into its sighting, or begins one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import F

from forewarn.brands.models import Brand
from forewarn.intake.storable import storable
from forewarn.mail.fingerprints import Fingerprint, fingerprint
from forewarn.mail.redaction.redactor import Redactor
from forewarn.sightings.models import Report, Sighting, SightingKey
from forewarn.sightings.rules import (
    SAME_WORDS,
    Channel,
    Marks,
    State,
    best_match,
    marks_of,
    telling_words,
)
from forewarn.sightings.signals import SightingDecided, sighting_decided

CANDIDATES = 60  # sightings that share a mark with a report and are compared with it
WORDINGS = 400  # of their copies in other words that are compared, too: a few milliseconds
KEYS_KEPT = 200  # of one sighting: a lure in many wordings stays one without growing for ever
SAMPLE = 4_000  # characters
MARKED = 20_000  # characters of its words by which a lure is recognised
SAMPLES = 20  # of further copies in other words that one sighting keeps


@dataclass(frozen=True)
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
    names: tuple[str, ...] = ()  # of whom it was written to and who reported it, to be taken out (`names_of`)
    kept: tuple[str, ...] = ()  # names of organisations, that stay

    @cached_property
    def redactor(self) -> Redactor:
        """What takes its readers out."""
        return Redactor(self.names, self.kept)

    @cached_property
    def shown_subject(self) -> str:
        """Its subject without who got it."""
        return self.redactor.words(self.subject)

    @cached_property
    def shown_links(self) -> list[str]:
        """Its links without who got it, each once, as they are stored."""
        shown = map(self.redactor.link, self.links[:50])
        return list(dict.fromkeys(storable(link, 500) for link in shown))

    def marks(self) -> Marks:
        """What it is recognised by, without who got it."""
        text = self.text[:MARKED]
        words, subject = self.redactor.words(text), self.shown_subject
        return marks_of(
            fingerprint=fingerprint(telling_words(words)),
            hosts=self.hosts,
            numbers=self.redactor.others_numbers(text, self.numbers),
            subject=subject,
            text=_told(subject, words),
        )


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
    sighting = _known(brand, marks) or begin(brand, lure, marks, now, mail_id=told.mail_id)
    again = 1 if sighting.state == State.DISMISSED.value else 0
    report, new = Report.objects.get_or_create(
        sighting=sighting,
        source_hash=told.source_hash,
        defaults={
            "brand": brand,
            "case": told.case,
            "mail_id": told.mail_id,
            "subject": _line(lure),
            "sender": storable(lure.redactor.sender(lure.sender), 320),
            "at": now,
            "fingerprint": marks.fingerprint.to_bytes(),
            "marks": _mapping(marks, lure),
            "sample": _other_words(sighting, lure, marks),
            "since_dismissed": again,
        },
    )
    if new:
        Sighting.objects.filter(pk=sighting.pk).update(reports=F("reports") + 1, last_seen=now)
        remember(sighting, marks, lure.shown_links)
    else:
        Sighting.objects.filter(pk=sighting.pk).update(noise=F("noise") + 1, last_seen=now)
        Report.objects.filter(pk=report.pk).update(times=F("times") + 1, since_dismissed=F("since_dismissed") + again)
    sighting.refresh_from_db()
    if sighting.state == State.CONFIRMED.value:
        tell_outcome(sighting, [told.case], now=now)
    return sighting


def tell_outcome(sighting: Sighting, cases: Iterable[str], *, now: datetime) -> None:
    """Say what these cases came to with this sighting, as it stands."""
    known = tuple(case for case in cases if case)
    event = SightingDecided(sighting.brand_id, sighting.pk, State(sighting.state), known, now)
    sighting_decided.send(sender=Sighting, event=event)


def _known(brand: Brand, marks: Marks) -> Sighting | None:
    hits = SightingKey.objects.filter(brand=brand, key__in=marks.lookups()).values_list("sighting_id", flat=True)
    ids = list(dict.fromkeys(hits.order_by("-sighting_id")[: CANDIDATES * 8]))[:CANDIDATES]
    rows = Sighting.objects.filter(pk__in=ids).defer("words", "corrections", "gave")
    match = best_match(marks, list(_wordings({row.pk: stored_marks(row) for row in rows})))
    return followed(Sighting.objects.get(pk=match[0])) if match else None


def _wordings(known: dict[int, Marks]) -> Iterator[tuple[int, Marks]]:
    """The sightings with the words of the copy that each began with, and with those of their copies in other words."""
    yield from known.items()
    copies = Report.objects.filter(sighting__in=known).exclude(sample="").order_by("-at", "-pk")
    for copy in copies.only("sighting_id", "fingerprint", "marks")[:WORDINGS]:
        mark, subject = Fingerprint.from_bytes(bytes(copy.fingerprint)), copy.marks.get("subject", "")
        yield copy.sighting_id, replace(known[copy.sighting_id], fingerprint=mark, subject=subject)


def stored_marks(row: Sighting) -> Marks:
    """What a stored sighting is recognised by."""
    return Marks(
        fingerprint_of(row),
        frozenset(row.domains),
        frozenset(row.numbers),
        row.subject_key,
        _told(row.subject, row.sample),
    )


def _told(subject: str, words: str) -> str:
    """What a lure tells, in the length in which samples are kept."""
    return f"{subject}\n{words[:SAMPLE]}"


def fingerprint_of(row: Sighting | Report) -> Fingerprint:
    """The stored fingerprint of a sighting or of one copy; empty where none was kept."""
    return Fingerprint.from_bytes(bytes(row.fingerprint)) if row.fingerprint else Fingerprint((), 0)


def followed(sighting: Sighting) -> Sighting:
    """The sighting that this one was merged into, at the end of the chain."""
    for _ in range(20):
        if sighting.merged_into is None:
            return sighting
        sighting = sighting.merged_into
    return sighting


def begin(brand: Brand, lure: Lure, marks: Marks, now: datetime, *, mail_id: int | None = None) -> Sighting:
    return Sighting.objects.create(
        brand=brand,
        channel=lure.channel.value,
        mail_id=mail_id,
        subject=_line(lure),
        sender=storable(lure.redactor.sender(lure.sender), 320),
        locale=lure.locale[:10],
        wants=lure.wants,
        sample=_sample(lure),
        links=lure.shown_links,
        domains=sorted(marks.domains)[:50],
        numbers=sorted(marks.numbers)[:20],
        fingerprint=marks.fingerprint.to_bytes(),
        subject_key=marks.subject,
        began_at=now,
        first_seen=now,
        last_seen=now,
    )


def _line(lure: Lure) -> str:
    return storable(" ".join(lure.shown_subject.split()), 200)


def _mapping(marks: Marks, lure: Lure) -> dict[str, Any]:
    """The marks of one copy beside its fingerprint, as they are stored."""
    return {
        "domains": sorted(marks.domains)[:50],
        "numbers": sorted(marks.numbers)[:20],
        "subject": marks.subject,
        "links": lure.shown_links,
    }


def _other_words(sighting: Sighting, lure: Lure, marks: Marks) -> str:
    """The words of a copy that says something else than the first one; of so many copies."""
    if stored_marks(sighting).fingerprint.resemblance(marks.fingerprint) >= SAME_WORDS:
        return ""
    return "" if sighting.told.exclude(sample="").count() >= SAMPLES else _sample(lure)


def _sample(lure: Lure) -> str:
    return storable(lure.redactor.words(lure.text[: SAMPLE * 2]), SAMPLE)


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
