"""How fast and how carefully one process sends. Each figure with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """Limits of one sending process."""

    connections: int = 4  # more brought nothing in measurements: signing keeps the cores busy
    group: int = 50  # recipients between two records of proof; what a killed worker may send again, per connection
    group_seconds: float = 1.0  # a slow relay gets smaller groups, so that a pause and an opt-out count within a second
    lease: timedelta = timedelta(seconds=120)  # without a sign of life for so long, another worker takes the batch
    heartbeat: float = 20.0  # seconds between signs of life while a group is on its way
