"""Connections to the relays, each driven by one thread. Only bytes and signatures here: no thread touches the database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
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


Work = Callable[[Line], Result]


@dataclass(eq=False, slots=True)
class _Worker(Generic[Result]):
    """A line and what its thread is told to do; None ends the thread."""

    line: Line
    inbox: SimpleQueue[Work[Result] | None] = field(default_factory=SimpleQueue)


@dataclass(frozen=True, slots=True)
class Ended(Generic[Result]):
    """A piece of work that came to its end: the number it was started under, and its result or what it raised."""

    number: int
    outcome: Result | BaseException

    def result(self) -> Result:
        """The result. Raises what the work raised."""
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome


class Lines(Generic[Result]):
    """A few lines, and which of them are free. Lines in trouble rest until `wake`.

    Queues of the interpreter's own make and plain threads: a pool of futures costs more than recording a group.
    """

    def __init__(self, open_line: Callable[[], Line], count: int) -> None:
        self.trouble: RelayTrouble | None = None  # of the line that failed last
        self._workers: list[_Worker[Result]] = [_Worker(open_line()) for _ in range(count)]
        self._free = list(self._workers)
        self._busy: dict[int, _Worker[Result]] = {}
        self._ended: SimpleQueue[tuple[_Worker[Result], Result | BaseException]] = SimpleQueue()
        self._number = 0
        self._threads = [
            threading.Thread(target=self._drive, args=(worker,), name="sending", daemon=True)
            for worker in self._workers
        ]
        for thread in self._threads:
            thread.start()

    @property
    def any_free(self) -> bool:
        """Whether a group can be sent now."""
        return bool(self._free)

    @property
    def all_resting(self) -> bool:
        """Whether no line works any more."""
        return not self._free and not self._busy

    def start(self, work: Work[Result]) -> int:
        """Start a piece of work, a group to deliver, on a free line; returns its number."""
        worker = self._free.pop()
        self._number += 1
        self._busy[self._number] = worker
        worker.inbox.put(work)
        return self._number

    def finished(self, timeout: float) -> Ended[Result] | None:
        """The next piece of work that came to its end, waiting for at most so many seconds; None where none did."""
        try:
            worker, outcome = self._ended.get(timeout=timeout)
        except Empty:
            return None
        number = next(number for number, busy in self._busy.items() if busy is worker)
        del self._busy[number]
        if worker.line.trouble:
            self.trouble = worker.line.trouble
        else:
            self._free.append(worker)
        return Ended(number, outcome)

    def wake(self) -> None:
        """Let lines that were in trouble try again."""
        busy = set(map(id, self._busy.values()))
        self._free = [worker for worker in self._workers if id(worker) not in busy]
        self.trouble = None

    def close(self) -> None:
        """End all connections, after the groups on their way."""
        for worker in self._workers:
            worker.inbox.put(None)
        for thread in self._threads:
            thread.join()
        for worker in self._workers:
            worker.line.close()

    def _drive(self, worker: _Worker[Result]) -> None:
        """Do what the inbox says until it says to end; whatever is raised goes to whoever asked."""
        while work := worker.inbox.get():
            outcome: Result | BaseException
            try:
                outcome = work(worker.line)
            except BaseException as error:  # noqa: BLE001 - raised again by `Ended.result`, in the thread that asked
                outcome = error
            self._ended.put((worker, outcome))
