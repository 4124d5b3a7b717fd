"""What a decision of staff changes for those who asked."""

from __future__ import annotations

from forewarn.sightings.rules import State
from forewarn.sightings.signals import SightingDecided
from forewarn.verification.models import Question
from forewarn.verification.reasons import VerdictKind

_MEANS = {State.CONFIRMED: VerdictKind.NOT_OURS.value, State.DISMISSED: VerdictKind.NOT_ABOUT_US.value}


def on_sighting_decided(sender: object, event: SightingDecided, **_: object) -> None:
    """People looked at it, or took that back: whoever has a case number of it can read what came of it."""
    decided = _MEANS.get(event.state, "")
    asked = Question.objects.filter(brand_id=event.brand_id, case__in=event.cases, verdict=VerdictKind.NOT_OURS.value)
    asked.update(decided=decided, decided_at=event.at if decided else None)
