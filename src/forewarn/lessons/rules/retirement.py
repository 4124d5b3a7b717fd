"""Which messages have served: nearly everybody is right about them, or nearly nobody (evidence D.3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ENOUGH = 200  # answers before an item is judged
TOO_HARD, TOO_EASY = 0.20, 0.95


class Retire(StrEnum):
    """Why an item is proposed for retirement."""

    TOO_EASY = "too easy"
    TOO_HARD = "too hard"


@dataclass(frozen=True, slots=True)
class ItemTally:
    """How often a message was shown, and how often people were right about it."""

    item: str
    lure: bool
    difficulty: str
    shown: int
    right: int

    @property
    def share(self) -> float:
        """Right answers of all, 0 to 1; 0 where there were none."""
        return self.right / self.shown if self.shown else 0.0


def retire(tally: ItemTally) -> Retire | None:
    """Whether the item should make room for another: more than 95 % or less than 20 % right over 200 answers."""
    if tally.shown < ENOUGH:
        return None
    if tally.share > TOO_EASY:
        return Retire.TOO_EASY
    return Retire.TOO_HARD if tally.share < TOO_HARD else None
