"""What alerts ask of the packages above them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.dispatch import Signal

if TYPE_CHECKING:
    from datetime import datetime

    from forewarn.brands.models import Brand

beginning = Signal()
"""Asked when an alert is begun, with `brand`, `year`, `quarter` and `now`: what the quarter's note could tell customers to
practise. A receiver returns a `Practice`, or nothing."""


@dataclass(frozen=True, slots=True)
class Practice:
    """A block for the note: names of lessons, and in each locale a line for each of them."""

    keys: tuple[str, ...] = ()
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def practice_of(brand: Brand, year: int, quarter: int, *, now: datetime) -> Practice:
    """The block that a package above hands down for this quarter; an empty one where none does."""
    answers: list[tuple[object, object]] = list(
        beginning.send(sender=Practice, brand=brand, year=year, quarter=quarter, now=now)
    )
    for _, answer in answers:
        if isinstance(answer, Practice):
            return answer
    return Practice()
