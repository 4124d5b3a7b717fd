"""The same work over many mails, round after round, in processor time."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

Work = Callable[[bytes], object]


def best_times(work: Work, raws: list[bytes], rounds: int) -> list[float]:
    """CPU seconds of each mail, the least of some rounds: other work on the machine can only add to them, as the
    documentation of Python's `timeit` says. Rounds go over all mails, so that none is judged from a warm cache."""
    work(raws[0])  # word lists, tables and libraries are loaded once
    return [min(each) for each in zip(*(times(work, raws) for _ in range(rounds)), strict=True)]


def times(work: Work, raws: list[bytes]) -> list[float]:
    """CPU seconds of each mail."""
    taken = []
    for raw in raws:
        start = time.process_time()
        work(raw)
        taken.append(time.process_time() - start)
    return taken


def rate_and_size(raws: list[bytes], each: list[float], name: str) -> dict[str, float]:
    """How many mails, how large, how many a second under this name, and the median of one in milliseconds."""
    return {
        "mails": len(raws),
        "mean_bytes": sum(map(len, raws)) // len(raws),
        name: round(len(raws) / sum(each), 1),
        "median_ms": round(1_000 * statistics.median(each), 2),
    }


def p95(taken: list[float]) -> float:
    """The time that 95 of 100 stayed within."""
    return sorted(taken)[max(0, int(len(taken) * 0.95) - 1)]
