"""How many mails per second a relay gets, shared by all threads of this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Pacer:
    """Lets at most `rate` mails per second pass (0: no limit), evenly, with no burst saved up while idle."""

    def __init__(
        self,
        rate: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = 1 / rate if rate > 0 else 0.0
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = 0.0  # when the next mail may go

    def wait_for_turn(self) -> None:
        """Return when one more mail may go; turns are given in the order of the calls."""
        if not self._interval:
            return
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            self._next = turn + self._interval
        if turn > now:
            self._sleep(turn - now)
