"""The live check: a lesson whose promise the brand's own recent mail breaks is shown with a caveat."""

from __future__ import annotations

from datetime import datetime, timedelta

from forewarn.brands.models import Brand
from forewarn.journal.queries import FoundInOurMail, recent_findings
from forewarn.lessons.rules.reading.types import Lesson

LOOKED_BACK = timedelta(days=90)  # a quarter: what customers still remember of our mail


def broken_rules(brand: Brand, *, now: datetime) -> dict[str, FoundInOurMail]:
    """What our own mail of the last quarter broke: rule → how often, and one campaign to look at."""
    return {one.rule: one for one in recent_findings(brand, since=now - LOOKED_BACK)}


def caveats_of(lesson: Lesson, broken: dict[str, FoundInOurMail]) -> tuple[FoundInOurMail, ...]:
    """What of that a lesson leans on; empty where we keep our word."""
    return tuple(broken[rule] for rule in lesson.rules if rule in broken)
