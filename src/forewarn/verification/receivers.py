"""What a decision of staff changes for those who asked."""

from __future__ import annotations

from forewarn.sightings.signals import SightingDecided
from forewarn.verification.models import Question
from forewarn.verification.reasons import VerdictKind


def on_sighting_decided(sender: object, event: SightingDecided, **_: object) -> None:
    """People looked at it: whoever has a case number of it can read what came of it."""
    decided = VerdictKind.NOT_OURS if event.confirmed else VerdictKind.NOT_ABOUT_US
    asked = Question.objects.filter(brand_id=event.brand_id, case__in=event.cases)
    asked.filter(verdict=VerdictKind.NOT_OURS.value).update(decided=decided.value, decided_at=event.at)
