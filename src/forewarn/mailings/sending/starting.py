"""The moment a scheduled mailing begins: gates, the crowd sorted, the batches cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from pyroaring import BitMap

from forewarn.audience.models import Customer
from forewarn.audience.queries.segments import NoSuchSegment, segment_members, segment_of
from forewarn.audience.rules.filters import UnableToReadFilter
from forewarn.audit.actions import record
from forewarn.audit.rules import SYSTEM
from forewarn.intake.tokens import unsubscribe_token
from forewarn.journal.actions import OwnWords, note_mailing
from forewarn.mailings.models import Batch, CrowdChunk, Mailing, Variant
from forewarn.mailings.queries.content import Audience, audience_of, current_hash, words_of
from forewarn.mailings.rules.classes import MessageClass
from forewarn.mailings.rules.content import UNSUBSCRIBE, standard_headers
from forewarn.mailings.rules.eligibility import Crowd, Standing, hindrance, pick_locale
from forewarn.mailings.rules.states import State
from forewarn.mailings.rules.waves import cut, split_in_waves
from forewarn.mailings.sending.claims import morning_after
from forewarn.mailings.sending.closing import finish_if_done
from forewarn.mailings.sending.crowds import add_to_crowds
from forewarn.mailings.sending.letters import MailMaker, UnableToPrepare, facts_of
from forewarn.mailings.signals import objections, started, starting

PAGE = 10_000  # customers read at once: a few megabytes, and no reader stays open for long

Place = tuple[int, str]  # variant id, country


@dataclass(slots=True)
class Sorted:
    """The audience, sorted: who gets which variant, who gets nothing and why."""

    places: dict[Place, BitMap] = field(default_factory=lambda: defaultdict(BitMap))
    hindered: dict[Crowd, BitMap] = field(default_factory=lambda: defaultdict(BitMap))

    @property
    def eligible(self) -> int:
        """How many will be sent to."""
        return sum(len(members) for members in self.places.values())

    @property
    def total(self) -> int:
        """How many were looked at."""
        return self.eligible + sum(len(members) for members in self.hindered.values())


def start(mailing_id: int, *, now: datetime) -> bool:
    """Start a scheduled mailing that is due; whether its batches stand now.

    What keeps it from starting stands in `Mailing.trouble`, and it stays scheduled. May be called by two workers at
    once: one makes the batches, the other finds them made.
    """
    mailing = Mailing.objects.select_related("brand").get(pk=mailing_id)
    if mailing.state != State.SCHEDULED or mailing.scheduled_for is None or mailing.scheduled_for > now:
        return False
    if obstacle := _obstacle(mailing, now):
        _hold(mailing, obstacle, now)
        return False
    try:
        sorted_audience = sort_audience(mailing)
    except (NoSuchSegment, UnableToReadFilter) as error:
        _hold(mailing, f"Its audience cannot be read: {error}", now)
        return False
    if not _begin(mailing, sorted_audience, now):
        return False
    started.send(sender=Mailing, mailing=mailing, now=now)
    finish_if_done(mailing.pk, now=now)
    return True


def _obstacle(mailing: Mailing, now: datetime) -> str:
    """What keeps the mailing from starting, in the operator's words; empty where nothing does."""
    if current_hash(mailing) != mailing.approved_hash:
        return "The words or the audience differ from what was approved. Take it back to a draft and have it approved."
    try:
        for words in words_of(mailing):
            MailMaker(mailing, words, signers=())
    except UnableToPrepare as error:
        return str(error)
    if obstacle := _segment_obstacle(mailing):
        return obstacle
    if found := objections(starting, mailing, now):
        return " · ".join(found)
    mailing.refresh_from_db(fields=["published_at"])
    if mailing.needs_page and mailing.published_at is None:
        return "Its public page is not live yet. Mail goes out only after the page that proves it."
    return ""


def _segment_obstacle(mailing: Mailing) -> str:
    """A list that is still being read would look like an empty one."""
    segment = segment_of(mailing.brand, mailing.segment_id) if mailing.segment_id else None
    if segment and segment.uploaded and segment.state != segment.State.READY:
        return f"The list of its segment “{segment.name}” is not read yet. {segment.problem}".strip()
    return ""


def _hold(mailing: Mailing, obstacle: str, now: datetime) -> None:
    rows = Mailing.objects.filter(pk=mailing.pk, state=State.SCHEDULED.value)
    rows.exclude(trouble=obstacle).update(trouble=obstacle[:600], trouble_since=now)


def sort_audience(mailing: Mailing) -> Sorted:
    """Everybody asked for, by variant and country, or by what hinders them. Memory does not grow with the list."""
    audience = audience_of(mailing)
    variants = Variant.objects.filter(mailing=mailing).values_list("group", "locale", "pk")
    offered: dict[str, dict[str, int]] = defaultdict(dict)
    for group, locale, pk in variants:
        offered[group][locale] = pk
    found = Sorted()
    for group, wanted in _wanted(mailing, audience).items():
        seen = _sort_group(mailing, offered[group], wanted, found)
        if wanted is not None:
            found.hindered[Crowd.GONE] |= wanted - seen
    return found


def _wanted(mailing: Mailing, audience: Audience) -> Mapping[str, BitMap | None]:
    """Group of words → the customers asked for; None is everybody of the brand."""
    if audience.sets:
        return audience.sets
    if audience.segment_id is None:
        return {"": None}
    return {"": segment_members(mailing.brand, audience.segment_id)}


def _sort_group(mailing: Mailing, offered: dict[str, int], wanted: BitMap | None, found: Sorted) -> BitMap:
    """Sort the customers of one group into `found`; returns whom it saw."""
    message_class = MessageClass(mailing.message_class)
    locales, default = frozenset(offered), mailing.brand.default_locale
    variant_of: dict[str, int] = {}
    seen = BitMap()
    for page in _pages(mailing.brand_id, wanted):
        places: dict[Place, list[int]] = defaultdict(list)
        hindered: dict[Crowd, list[int]] = defaultdict(list)
        for customer_id, locale, country, care, marketing, reachable in page:
            if reason := hindrance(message_class, Standing(care, marketing, reachable)):
                hindered[reason].append(customer_id)
                continue
            if locale not in variant_of:
                variant_of[locale] = offered[pick_locale(locale, locales, default)]
            places[variant_of[locale], country.upper()].append(customer_id)
        for place, ids in places.items():
            found.places[place].update(ids)
        for crowd, ids in hindered.items():
            found.hindered[crowd].update(ids)
        seen.update(row[0] for row in page)
    return seen


Row = tuple[int, str, str, bool, bool, bool]


def _pages(brand_id: int, wanted: BitMap | None) -> Iterator[list[Row]]:
    """The brand's customers in order of id, those asked for only, read in pages."""
    rows = Customer.objects.filter(brand_id=brand_id).order_by("pk")
    columns = rows.values_list("pk", "locale", "country", "care", "marketing", "reachable")
    last = 0 if wanted is None or not wanted else wanted.min() - 1
    highest = None if wanted is None else (wanted.max() if wanted else 0)
    while highest is None or last < highest:
        page = list(columns.filter(pk__gt=last)[:PAGE])
        if not page:
            return
        last = page[-1][0]
        yield page if wanted is None else [row for row in page if row[0] in wanted]


def _begin(mailing: Mailing, audience: Sorted, now: datetime) -> bool:
    """Write batches and sets, and move on to sending; whether this call did it."""
    batches = list(_cut(mailing, audience, now))
    with transaction.atomic():
        scheduled = Mailing.objects.filter(
            pk=mailing.pk, state=State.SCHEDULED.value, approved_hash=mailing.approved_hash, scheduled_for__lte=now
        )
        fields = {"started_at": now, "trouble": "", "trouble_since": None, "relay_failures": 0, "resting_until": None}
        if not scheduled.update(
            state=State.SENDING.value, audience_size=audience.total, eligible=audience.eligible, **fields
        ):
            return False
        CrowdChunk.objects.filter(mailing=mailing).delete()
        Batch.objects.bulk_create(batches, batch_size=200)
        add_to_crowds(mailing.pk, audience.hindered)
        data = {"eligible": audience.eligible, "left_out": audience.total - audience.eligible}
        target = ("mailing", mailing.pk, mailing.title)
        record("mailing.started", by=SYSTEM, now=now, brand_id=mailing.brand_id, target=target, data=data)
        _put_on_record(mailing, now)
    mailing.refresh_from_db()
    return True


def _put_on_record(mailing: Mailing, now: datetime) -> None:
    """What we send is in the sent record before the first mail leaves."""
    token = unsubscribe_token(mailing.pk, 0, 1)  # stands where each recipient has their own
    standard = tuple(
        (name, value.replace(f"{{{{{UNSUBSCRIBE}}}}}", token)) for name, value in standard_headers(facts_of(mailing))
    )
    words = [
        OwnWords(
            one.locale, one.subject, one.from_name, one.from_address, one.text, one.html, (*standard, *one.headers)
        )
        for one in words_of(mailing)
    ]
    note_mailing(
        brand=mailing.brand,
        mailing_id=mailing.pk,
        title=mailing.title,
        message_class=mailing.message_class,
        words=words,
        page=f"https://{mailing.brand.public_host}/messages/" if mailing.needs_page else "",
        now=now,
    )


def _cut(mailing: Mailing, audience: Sorted, now: datetime) -> Iterator[Batch]:
    """The batches: per wave, variant and country, so that each has one letter and one night."""
    releases = [mailing.wave_start(wave) for wave in range(mailing.waves)]
    for (variant_id, country), members in sorted(audience.places.items()):
        waves = split_in_waves(members, mailing_id=mailing.pk, waves=mailing.waves)
        for wave, (release, part) in enumerate(zip(releases, waves, strict=True)):
            not_before = max(release, now) if wave == 0 else release
            if mailing.keeps_quiet_hours:
                not_before = morning_after(mailing.brand, country, not_before)
            for recipients in cut(part):
                yield Batch(
                    mailing=mailing,
                    variant_id=variant_id,
                    wave=wave,
                    country=country,
                    recipients=recipients.serialize(),
                    size=len(recipients),
                    first_id=recipients.min(),
                    last_id=recipients.max(),
                    not_before=not_before,
                )
