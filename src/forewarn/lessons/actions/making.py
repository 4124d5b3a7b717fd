"""Practice messages from real mail: made, written, looked at by a second person, and put into the lesson."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.journal.models import Campaign
from forewarn.lessons.actions.adapting import UnableToChangeLesson, take_files
from forewarn.lessons.models import MadeItem
from forewarn.lessons.queries.content import GivenLesson, files_of, lesson_of
from forewarn.lessons.queries.making import channel_of, cleaned_lure, cleaned_mail, languages_of, trouble_with
from forewarn.lessons.rules.adapting import laid_over, read_files
from forewarn.lessons.rules.cleaning import UnableToClean
from forewarn.lessons.rules.making import BESIDE, WORDS, State, entry, objections, places
from forewarn.lessons.rules.placing import UnableToPlace, with_item
from forewarn.lessons.rules.reading.words import CHANNELS, CUES
from forewarn.mailings.actions.stepping import identity
from forewarn.sightings.models import Sighting
from forewarn.sightings.rules import State as Standing

LONGEST = {"from": 200, "subject": 200, "body": 4_000, "wanted": 400, "how": 400, "tell": 400}  # characters
MAX_CUE = 9


class UnableToMake(Exception):
    """The message stays as it was; `objections` say everything that speaks against it."""

    def __init__(self, text: str, objections: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.objections = tuple(objections)


@dataclass(frozen=True, slots=True)
class Writing:
    """What staff write of a message."""

    place: str
    channel: str
    words: Mapping[str, Mapping[str, str]]
    cues: Mapping[str, int] = field(default_factory=dict)
    premise: Sequence[int] = ()
    odd: bool = False


@transaction.atomic
def make_from_sighting(*, brand: Brand, sighting: Sighting, lesson: str, by: Actor, now: datetime) -> MadeItem:
    """Begin a fake for practice from a confirmed lure, cleaned. Raises UnableToMake."""
    if sighting.brand_id != brand.pk or sighting.state != Standing.CONFIRMED.value:
        raise UnableToMake("Only a confirmed scam becomes a practice message.")
    given = _given(brand, lesson)
    found = cleaned_lure(brand, sighting)
    said = sighting.words
    words = {locale: _learned(said.get(locale, {})) for locale in languages_of(given)}
    first = _first_locale(brand, words, sighting.locale)
    words[first] |= found
    cues = {"sender_name_and_address": 1} | ({"url_hyperlinking": 1} if "](http" in found["body"] else {})
    return _begin(
        given,
        {
            "sighting": sighting,
            "kind": "lure",
            "channel": channel_of(sighting),
            "cues": cues,
            "premise": [4, 4, 0, 4, 0],
        },
        words,
        brand,
        by,
        now,
    )


@transaction.atomic
def make_from_own_mail(*, brand: Brand, campaign: Campaign, lesson: str, by: Actor, now: datetime) -> MadeItem:
    """Begin a genuine message for practice from the sent record. Raises UnableToMake."""
    if campaign.brand_id != brand.pk:
        raise UnableToMake("There is no such mail.")
    if trouble := trouble_with(brand, campaign):
        raise UnableToMake(trouble)
    given = _given(brand, lesson)
    words: dict[str, dict[str, str]] = {locale: {} for locale in languages_of(given)}
    words[_first_locale(brand, words, campaign.locale)] |= cleaned_mail(brand, campaign)
    for other in Campaign.objects.filter(brand=brand, mailing_id=campaign.mailing_id, mailing_id__isnull=False):
        if other.locale in words and not words[other.locale]:
            words[other.locale] |= _or_nothing(brand, other)
    values = {"campaign": campaign, "kind": "genuine", "channel": "mail"}
    return _begin(given, values, words, brand, by, now)


def _or_nothing(brand: Brand, campaign: Campaign) -> dict[str, str]:
    try:
        return cleaned_mail(brand, campaign)
    except UnableToClean:
        return {}


def _given(brand: Brand, slug: str) -> GivenLesson:
    given = lesson_of(brand, slug, any_state=True)
    if given is None:
        raise UnableToMake("There is no such lesson.")
    return given


def _first_locale(brand: Brand, words: Mapping[str, Any], locale: str) -> str:
    """The language that the mail is written in, as the lesson calls it."""
    wanted = (locale, locale.split("-")[0], brand.default_locale)
    return next((one for one in wanted if one in words), next(iter(words)))


def _learned(said: Mapping[str, str]) -> dict[str, str]:
    """What the public words of a sighting say for the feedback."""
    found = {"wanted": said.get("wants", ""), "tell": said.get("tell", "")}
    return {part: text[:1].upper() + text[1:] for part, text in found.items() if text}


def _begin(
    given: GivenLesson, values: Mapping[str, Any], words: Mapping[str, Any], brand: Brand, by: Actor, now: datetime
) -> MadeItem:
    made = MadeItem.objects.create(
        brand=brand,
        lesson=given.slug,
        place=places(given.lesson, values["kind"])[0].key,
        words=words,
        authors=[identity(by)],
        created_at=now,
        changed_at=now,
        **values,
    )
    record("lesson.message_begun", by=by, now=now, brand_id=brand.pk, target=_target(made), data={"lesson": given.slug})
    return made


@transaction.atomic
def write_item(*, made: MadeItem, writing: Writing, by: Actor, now: datetime) -> None:
    """Keep what was written; one that waited is taken back. Incomplete words are kept too. Raises UnableToMake."""
    found = _locked(made)
    if found.state == State.USED:
        raise UnableToMake("It stands in the lesson. Change the lesson's files, or make another one.")
    if writing.channel not in CHANNELS:
        raise UnableToMake("There is no such channel.")
    languages = languages_of(_given(found.brand, found.lesson))
    found.words = {
        locale: {part: writing.words.get(locale, {}).get(part, "").strip()[: LONGEST[part]] for part in WORDS}
        for locale in languages
    }
    found.place, found.channel, found.odd = writing.place[:40], writing.channel, writing.odd
    found.cues = {cue: min(number, MAX_CUE) for cue, number in writing.cues.items() if cue in CUES and number > 0}
    found.premise = list(writing.premise)[:5]
    found.state, found.changed_at = State.WRITING.value, now
    found.authors = [*found.authors, *({identity(by)} - set(found.authors))]
    found.save()
    record("lesson.message_written", by=by, now=now, brand_id=found.brand_id, target=_target(found))


@transaction.atomic
def hand_in(*, made: MadeItem, by: Actor, now: datetime) -> None:
    """Hand it to a second person. Raises UnableToMake with everything that a lesson's file would be refused for."""
    found = _locked(made)
    if found.state != State.WRITING:
        raise UnableToMake("It was handed in already.")
    _files(found)
    _step(found, State.WAITING, "lesson.message_handed_in", by, now, reason="")


@transaction.atomic
def send_back(*, made: MadeItem, reason: str, by: Actor, now: datetime) -> None:
    """Give it back to whoever wrote it, with the reason. Raises UnableToMake."""
    found = _locked(made)
    if found.state != State.WAITING:
        raise UnableToMake("It does not wait for anybody.")
    if not reason.strip():
        raise UnableToMake("Say what is to be changed.")
    _step(found, State.WRITING, "lesson.message_sent_back", by, now, reason=" ".join(reason.split())[:300])


@transaction.atomic
def use_item(*, made: MadeItem, by: Actor, now: datetime) -> None:
    """Put it into the lesson, by somebody who did not write at it. Raises UnableToMake."""
    found = _locked(made)
    if found.state != State.WAITING:
        raise UnableToMake("It does not wait for anybody.")
    if identity(by) in found.authors:
        raise UnableToMake("You wrote at it, so another person must look at it before customers do.")
    files = _files(found)
    try:
        take_files(brand=found.brand, files=files, slug=found.lesson, by=by, now=now)
    except UnableToChangeLesson as error:
        raise UnableToMake(str(error), [str(problem) for problem in error.problems]) from error
    found.decided_by, found.decided_at = by.label[:200], now
    _step(found, State.USED, "lesson.message_used", by, now, reason="")


@transaction.atomic
def drop_item(*, made: MadeItem, by: Actor, now: datetime) -> None:
    """Throw it away; what stands in a lesson stays there. Raises UnableToMake."""
    found = _locked(made)
    if found.state == State.USED:
        raise UnableToMake(
            "It stands in the lesson. Go back to the library there, or bring the lesson's files without it."
        )
    target = _target(found)
    found.delete()
    record("lesson.message_dropped", by=by, now=now, brand_id=made.brand_id, target=target)


def _locked(made: MadeItem) -> MadeItem:
    """The message as it is now; nobody else changes it meanwhile."""
    found = MadeItem.objects.select_for_update().select_related("brand").filter(pk=made.pk).first()
    if found is None:
        raise UnableToMake("It was thrown away.")
    return found


def _step(made: MadeItem, to: State, verb: str, by: Actor, now: datetime, *, reason: str) -> None:
    made.state, made.reason, made.changed_at = to.value, reason, now
    made.save()
    data = {"reason": reason} if reason else {}
    record(verb, by=by, now=now, brand_id=made.brand_id, target=_target(made), data=data)


def _files(made: MadeItem) -> dict[str, str]:
    """The lesson's files with the message in them, read without a problem. Raises UnableToMake."""
    given = _given(made.brand, made.lesson)
    if found := objections(made.kind, made.place, given.lesson, made.cues, made.premise):
        raise UnableToMake(found[0], found)
    if missing := _missing(made, languages_of(given)):
        raise UnableToMake("Some words are missing.", missing)
    item = entry(
        made.item,
        kind=made.kind,
        channel=made.channel,
        place=made.place,
        lesson=given.lesson,
        rated=(made.cues, made.premise),
        odd=made.odd,
    )
    words = {locale: {part: text for part, text in parts.items() if text} for locale, parts in made.words.items()}
    replaces = "" if made.place.startswith(BESIDE) else made.place
    try:
        changed = with_item(files_of(made.brand, made.lesson), item=item, words=words, replaces=replaces)
    except UnableToPlace as error:
        raise UnableToMake(str(error)) from error
    loaded = read_files(laid_over(made.lesson, {**files_of(made.brand, made.lesson), **changed}))
    if loaded.lesson is None:
        raise UnableToMake("The lesson would be refused with it.", [str(problem) for problem in loaded.problems])
    return changed


def _missing(made: MadeItem, languages: Sequence[str]) -> list[str]:
    needed = [part for part in WORDS if part != "subject" or made.channel == "mail"]
    return [f"{locale}: {part}" for locale in languages for part in needed if not made.words.get(locale, {}).get(part)]


def _target(made: MadeItem) -> tuple[str, object, str]:
    return "message", made.pk, f"{made.item} in {made.lesson}"
