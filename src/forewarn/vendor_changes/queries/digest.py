"""What changed at the suppliers since a moment, in sentences: for the quarterly alert."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from forewarn.brands.models import Brand
from forewarn.vendor_changes.models import Departure, VendorChange
from forewarn.vendor_changes.notice.composing import sentence
from forewarn.vendor_changes.notice.phrases.languages import PHRASES, phrases_for
from forewarn.vendor_changes.queries.notices import facts_in
from forewarn.vendor_changes.rules.kinds import State

MOST = 3  # sentences; the page has them all


def told_since(brand: Brand, since: datetime, locale: str) -> list[str]:
    """What was announced, took effect, was taken back or proved since then, a sentence each, the oldest first; none
    where nothing changed."""
    say = phrases_for(locale) or PHRASES["en"]
    lately = Q(published_at__gte=since) | Q(switched_at__gte=since) | Q(withdrawn_at__gte=since)
    rows = VendorChange.objects.filter(lately, brand=brand, published_at__isnull=False)
    lines = []
    for change in rows.select_related("brand", "vendor", "replaced").order_by("effective_on", "pk"):
        if change.state == State.WITHDRAWN:
            lines.append(say.taken_back.format(vendor=change.vendor.name))
        elif change.published_at is not None:
            facts = facts_in(change, locale, now=change.published_at)
            lines.append(sentence(facts, locale, happened=change.state == State.IN_EFFECT))
    gone = Departure.objects.filter(vendor__brand=brand, confirmed_at__gte=since).select_related("vendor")
    lines += [say.confirmed.format(other=one.vendor.name) for one in gone.order_by("confirmed_at").defer("proof_file")]
    more = len(lines) - MOST
    return lines if more <= 0 else [*lines[:MOST], say.more.format(count=more)]
