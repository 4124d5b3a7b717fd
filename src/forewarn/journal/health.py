"""What can be wrong with the sent record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count

from forewarn.brands.queries import brands
from forewarn.foundation.health import Problem, Severity
from forewarn.journal.models import Campaign
from forewarn.journal.queries import seeds
from forewarn.journal.rules import Standing


def problems(now: datetime) -> Iterator[Problem]:
    """Senders that nothing explains, and seeds that fell silent after mail had come there."""
    waiting = Campaign.objects.filter(standing=Standing.UNDISCLOSED.value).order_by().values("brand_id")
    for row in waiting.annotate(n=Count("pk")):
        what = f"Mail came to seed addresses from senders that no vendor explains ({row['n']:,})."
        fix = "Look under Our mail, Undisclosed senders: list the vendor, or say that it is not ours."
        yield Problem(Severity.WARNING, what, fix, row["brand_id"])
    for brand in brands():
        silent = [seed.vendor for seed in seeds(brand, now=now) if seed.is_silent and seed.last_heard is not None]
        if silent:
            what = f"{brand.name}: nothing came to the seed address of {', '.join(silent[:5])} for 45 days."
            fix = "See whether the seed address is still on the lists there; Our mail, Seeds shows it."
            yield Problem(Severity.WARNING, what, fix, brand.pk)
