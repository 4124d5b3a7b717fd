"""Text looked at stretch by stretch, as it stands between spaces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

Seen = TypeVar("Seen")
MOST = 50_000  # stretches that are remembered
LONGEST = 40  # characters of one that is


class Stretches(dict[str, tuple[Seen, ...]]):
    """What stretches without spaces hold. Those of one mail are those of the next, so the commonest are remembered."""

    def __init__(self, see: Callable[[str], tuple[Seen, ...]]) -> None:
        super().__init__()
        self._see = see

    def __missing__(self, stretch: str) -> tuple[Seen, ...]:
        seen = self._see(stretch)
        if len(stretch) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[stretch] = seen
        return seen

    def of(self, stretches: list[str]) -> Iterator[tuple[Seen, ...]]:
        """What each of these holds."""
        return map(self.__getitem__, stretches)
