"""Connections to the relays, each driven by one thread. Only bytes and signatures here: no thread touches the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Generic, Protocol, TypeVar

from forewarn.outbound.envelopes import Envelope, Outcome, RelayTrouble

Result = TypeVar("Result")


class Line(Protocol):
    """What delivers a group over a connection that stays open: a transport of `outbound`."""

    trouble: RelayTrouble | None

    def deliver(self, envelopes: Iterable[Envelope]) -> list[Outcome]:
        """Send a group; every envelope has its outcome when this returns."""

    def close(self) -> None:
        """End the connection."""


class Lines(Generic[Result]):
    """A few lines, and which of them are free. Lines in trouble rest until `wake`."""

    def __init__(self, open_line: Callable[[], Line], count: int) -> None:
        self._all = [open_line() for _ in range(count)]
        self._free = list(self._all)
        self._busy: dict[Future[Result], Line] = {}
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="sending")
        self.trouble: RelayTrouble | None = None  # of the line that failed last

    @property
    def any_free(self) -> bool:
        """Whether a group can be sent now."""
        return bool(self._free)

    @property
    def any_busy(self) -> bool:
        """Whether a group is on its way."""
        return bool(self._busy)

    @property
    def all_resting(self) -> bool:
        """Whether no line works any more."""
        return not self._free and not self._busy

    def start(self, work: Callable[[Line], Result]) -> Future[Result]:
        """Start a piece of work, a group to deliver, on a free line."""
        line = self._free.pop()
        future = self._threads.submit(work, line)
        self._busy[future] = line
        return future

    def finished(self, timeout: float) -> list[Future[Result]]:
        """The groups that came to their end, after waiting for one for at most so many seconds."""
        done, _ = wait(self._busy, timeout=timeout, return_when=FIRST_COMPLETED)
        for future in done:
            line = self._busy.pop(future)
            if line.trouble:
                self.trouble = line.trouble
            else:
                self._free.append(line)
        return list(done)

    def wake(self) -> None:
        """Let lines that were in trouble try again."""
        busy = set(map(id, self._busy.values()))
        self._free = [line for line in self._all if id(line) not in busy]
        self.trouble = None

    def close(self) -> None:
        """End all connections, after the groups on their way."""
        self._threads.shutdown(wait=True)
        for line in self._all:
            line.close()
