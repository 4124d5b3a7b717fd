"""The live check: a lesson whose promise the brand's own recent mail breaks is shown with a caveat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forewarn.brands.models import Brand
from forewarn.lessons.models import BrokenRule
from forewarn.lessons.rules.library.types import Lesson


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a lesson leans on and that our own mail broke: how often, and when last."""

    rule: str
    mails: int
    last: datetime
    example: str  # a subject


def caveat_of(brand: Brand, lesson: Lesson) -> tuple[Broken, ...]:
    """What our own recent mail broke of that which the lesson teaches; empty where it keeps its word."""
    rows = BrokenRule.objects.filter(brand=brand, rule__in=lesson.rules).order_by("rule")
    return tuple(Broken(row.rule, row.mails, row.last, row.example) for row in rows)
