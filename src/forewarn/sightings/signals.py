"""What sightings tell the packages above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.dispatch import Signal

from forewarn.sightings.rules import State


@dataclass(frozen=True, slots=True)
class SightingDecided:
    """What these cases came to: their sighting was decided, its decision was taken back (`state` is then waiting), or they
    came to one that was decided already."""

    brand_id: int
    sighting_id: int
    state: State
    cases: tuple[str, ...]
    at: datetime


sighting_decided = Signal()
