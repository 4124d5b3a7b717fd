"""Figures of how removals are done in time (research/evidence F): "done" is confirmed, or an exception stated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil


@dataclass(frozen=True, slots=True)
class Part:
    """A request or one vendor's part: when it began, was due and ended (None: not yet)."""

    began: datetime
    due: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """How many there were, are open and late; of those that had to be done by now how many were in time; and how long the
    ones that ended took (None where none did)."""

    all: int = 0
    open: int = 0
    late: int = 0
    had_to: int = 0
    in_time: int = 0
    median: timedelta | None = None
    p95: timedelta | None = None
    longest: timedelta | None = None

    @property
    def percent(self) -> int | None:
        """The share in time in whole percent, never rounded up to a hundred; None where nothing had to be done."""
        return None if not self.had_to else self.in_time * 100 // self.had_to


def figures_of(parts: Iterable[Part], now: datetime) -> Figures:
    """The figures of these parts."""
    found = list(parts)
    ended = [part for part in found if part.ended is not None]
    times = sorted(part.ended - part.began for part in ended if part.ended is not None)
    had_to = [part for part in found if part.ended is not None or part.due < now]
    return Figures(
        all=len(found),
        open=len(found) - len(ended),
        late=sum(part.ended is None and part.due < now for part in found),
        had_to=len(had_to),
        in_time=sum(part.ended is not None and part.ended <= part.due for part in had_to),
        median=_quantile(times, 0.5),
        p95=_quantile(times, 0.95),
        longest=times[-1] if times else None,
    )


def share_of(figures: Figures) -> float:
    """The share in time, for sorting; one that had nothing to do comes last."""
    return figures.in_time / figures.had_to if figures.had_to else 2.0


def _quantile(ordered: Sequence[timedelta], share: float) -> timedelta | None:
    """The nearest rank: a time that one of them really took."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None
