"""What waits for a decision by people, with the way to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import ngettext

from forewarn.console.templatetags.console import lasting
from forewarn.journal.queries import undisclosed
from forewarn.sightings.queries import counts, still_reported
from forewarn.sightings.queue import queue
from forewarn.sightings.rules import State

if TYPE_CHECKING:
    from forewarn.brands.models import Brand


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many of a kind, where they are decided, and for how long the oldest has waited, where that is measured."""

    words: str
    href: str
    longest: str = ""
    is_late: bool = False


def waiting(brand: Brand, *, now: datetime) -> list[Waiting]:
    """The kinds of which something waits."""
    found = []
    if lures := counts(brand)[State.WAITING.value]:
        state = queue(brand, now=now)
        words = ngettext("%(n)d reported scam", "%(n)d reported scams", lures) % {"n": lures}
        href = reverse("console:sightings-list", args=[brand.slug])
        found.append(Waiting(words, href, lasting(state.waited), state.oldest_is_late))
    if again := len(still_reported(brand)):
        words = ngettext(
            "%(n)d dismissed report that goes on coming in", "%(n)d dismissed reports that go on coming in", again
        )
        found.append(Waiting(words % {"n": again}, reverse("console:sightings-list", args=[brand.slug]) + "#again"))
    if senders := undisclosed(brand).count():
        words = ngettext("%(n)d mail of an unknown sender", "%(n)d mails of unknown senders", senders) % {"n": senders}
        found.append(Waiting(words, reverse("console:our_mail-undisclosed", args=[brand.slug])))
    return found
