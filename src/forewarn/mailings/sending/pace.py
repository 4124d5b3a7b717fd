"""How fast and how carefully one process sends. Each figure with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """Limits of one sending process."""

    connections: int = 4  # more brought nothing in measurements: signing keeps the cores busy
    first_group: int = 5  # until the relay has shown how fast it is
    group: int = 50  # recipients between two records of proof; what a killed worker may send again, per connection
    group_seconds: float = 1.0  # a slow relay gets smaller groups, so that a pause and an opt-out count within a second
    lease: timedelta = timedelta(seconds=120)  # without a sign of life for so long, another worker takes the batch
    heartbeat: float = 20.0  # seconds between signs of life while a group is on its way


@dataclass(slots=True)
class Tempo:
    """How large the next group may be, from how long the last one took; kept from batch to batch."""

    pace: Pace
    size: int = 0

    def __post_init__(self) -> None:
        self.size = min(self.pace.first_group, self.pace.group)

    def adapt(self, sent: int, seconds: float) -> None:
        """As large as the pace allows, but over within about a second."""
        fitting = int(sent * self.pace.group_seconds / max(seconds, 0.001))
        self.size = max(1, min(self.pace.group, fitting))
