"""Real mail that practice messages can be made from, and those that were made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from forewarn.brands.models import Brand
from forewarn.journal.letters import from_json
from forewarn.journal.models import Campaign
from forewarn.journal.queries import genuine_mails
from forewarn.lessons.models import MadeItem
from forewarn.lessons.queries.content import GivenLesson, values_of
from forewarn.lessons.rules.cleaning import Cleaner, Ours, UnableToClean
from forewarn.lessons.rules.reading.types import ItemPlan, ItemText
from forewarn.lessons.rules.showing import ShownMessage, shown_message
from forewarn.sightings.models import Sighting
from forewarn.sightings.queries import sightings
from forewarn.sightings.rules import State as Standing

OFFERED = 20  # of each kind, the newest
_CHANNELS = {"letter": "mail"}  # lessons know no paper letter


@dataclass(frozen=True, slots=True)
class OwnMail:
    """A mail of the brand's that could be practised with; `trouble` says why it cannot."""

    campaign: Campaign
    trouble: str = ""


def ours_of(brand: Brand) -> Ours:
    """What of a mail is the brand's own."""
    names = tuple(name for name in (brand.name, *brand.aliases) if name.strip())
    domain = brand.website or brand.public_host
    return Ours(names, domain.removeprefix("www."), tuple(map(str, brand.phone_numbers)))


def scams_to_practise(brand: Brand) -> list[Sighting]:
    """Confirmed lures that no message was made from, the last seen first."""
    made = MadeItem.objects.filter(brand=brand, sighting__isnull=False).values_list("sighting_id", flat=True)
    rows = sightings(brand, state=Standing.CONFIRMED.value).exclude(pk__in=list(made))
    return list(rows[:OFFERED])


def own_mail_to_practise(brand: Brand, *, locale: str) -> list[OwnMail]:
    """The brand's proven mail in a language that no message was made from, newest first, with what keeps it out; of mails
    with the same subject the newest alone."""
    made = set(MadeItem.objects.filter(brand=brand, campaign__isnull=False).values_list("campaign_id", flat=True))
    found = [one for one in genuine_mails(brand, locale=locale, limit=OFFERED * 3) if one.pk not in made]
    newest = {one.subject: one for one in reversed(found)}
    return [OwnMail(one, trouble_with(brand, one)) for one in found if newest[one.subject] is one][:OFFERED]


def trouble_with(brand: Brand, campaign: Campaign) -> str:
    """Why this mail cannot be shown as a good example; empty where it can."""
    if campaign.blocks or campaign.errors:
        return "The linter objects to it: customers would learn the wrong thing. Mend the mail first."
    if campaign.has_user_text:
        return "Users of yours can write words into it."
    try:
        cleaned_mail(brand, campaign)
    except UnableToClean as error:
        return str(error)
    return ""


def cleaned_mail(brand: Brand, campaign: Campaign) -> dict[str, str]:
    """Sender, subject and body of a mail of the brand's, fit for practice. Raises UnableToClean."""
    letter = from_json(campaign.letter)
    cleaner = Cleaner(ours_of(brand), genuine=True)
    body = cleaner.body(letter.plain or letter.text)
    if not body:
        raise UnableToClean("It has no words of its own: it is pictures or links alone.")
    return {
        "from": f"{cleaner.line(campaign.from_name) or '{brand}'} <{cleaner.sender(campaign.from_address)}>",
        "subject": cleaner.line(campaign.subject),
        "body": body,
    }


def cleaned_lure(brand: Brand, sighting: Sighting) -> dict[str, str]:
    """Sender, subject and body of a lure, fit for practice."""
    channel = channel_of(sighting)
    cleaner = Cleaner(ours_of(brand), has_phone=channel == "call" or bool(sighting.numbers))
    sender = cleaner.sender(sighting.sender)
    by_phone = "{brand}" if channel != "call" else "+44 7700 900461"  # Ofcom keeps this range for drama
    return {
        "from": f"{{brand}} <{sender or 'mail@{word}-notice.example'}>" if channel == "mail" else by_phone,
        "subject": cleaner.line(sighting.subject) or "{brand}",
        "body": cleaner.body(sighting.sample) or cleaner.line(sighting.subject),
    }


def channel_of(sighting: Sighting) -> str:
    """How the lure reaches people, in the words of the lessons."""
    return _CHANNELS.get(sighting.channel, sighting.channel)


def made_items(brand: Brand) -> QuerySet[MadeItem]:
    """What was made, the last changed first."""
    return MadeItem.objects.filter(brand=brand).select_related("sighting", "campaign").order_by("-changed_at", "-pk")


def made_item(brand: Brand, item_id: int) -> MadeItem | None:
    """One of them."""
    return made_items(brand).filter(pk=item_id).first()


def languages_of(given: GivenLesson) -> list[str]:
    """The languages a lesson is given in: a message needs its words in each."""
    return sorted(given.lesson.texts)


def preview(made: MadeItem, locale: str, *, now: datetime) -> ShownMessage:
    """The message as a customer would see it."""
    words = made.words.get(locale, {})
    name, _, address = words.get("from", "").partition("<")
    plan = ItemPlan(
        made.item, made.kind, ("A",), "", made.channel, "brand", made.odd, {}, (), (), days_ago=1, time="10:24"
    )
    text = ItemText(
        from_name=name.strip(),
        from_address=address.strip(" >"),
        **{part: words.get(part, "") for part in ("subject", "body", "wanted", "how", "tell")},
    )
    return shown_message(plan, text, values_of(made.brand, locale, now.astimezone(made.brand.zone).date()))
