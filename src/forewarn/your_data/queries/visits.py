"""Whose visit a token belongs to."""

from __future__ import annotations

from datetime import datetime

from forewarn.brands.models import Brand
from forewarn.foundation.signed_links import UnableToRead, read_token
from forewarn.your_data.models import Visit

PURPOSE = "your data visit"


def visit_of(*, brand: Brand, session: str, now: datetime) -> Visit | None:
    """The visit of a token, with its customer; None where it is over, of another brand or not ours."""
    try:
        numbers = read_token(PURPOSE, session)
    except UnableToRead:
        return None
    if len(numbers) != 2 or numbers[0] != brand.pk:
        return None
    running = Visit.objects.filter(brand=brand, pk=numbers[1], ended_at=None, expires_at__gt=now)
    return running.select_related("customer").first()
