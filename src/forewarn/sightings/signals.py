"""What sightings tell the packages above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class SightingDecided:
    """Staff confirmed or dismissed a sighting; `cases` are the case numbers of those who reported it."""

    brand_id: int
    sighting_id: int
    confirmed: bool
    cases: tuple[str, ...]
    at: datetime


sighting_decided = Signal()
