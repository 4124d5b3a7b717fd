"""Messages per second, shared by threads."""

import threading

from forewarn.outbound.pacing import Pacer


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_mails_go_evenly() -> None:
    time = Time()
    pacer = Pacer(4, clock=lambda: time.now, sleep=time.sleep)
    for _ in range(9):
        pacer.wait_for_turn()
    assert time.now == 102.0
    assert time.slept == [0.25] * 8


def test_idle_time_saves_no_burst() -> None:
    time = Time()
    pacer = Pacer(1, clock=lambda: time.now, sleep=time.sleep)
    pacer.wait_for_turn()
    time.now += 60
    pacer.wait_for_turn()
    assert time.slept == []
    pacer.wait_for_turn()
    assert time.slept == [1.0]


def test_without_a_rate_nobody_waits() -> None:
    time = Time()
    pacer = Pacer(0, clock=lambda: time.now, sleep=time.sleep)
    for _ in range(1000):
        pacer.wait_for_turn()
    assert time.slept == []


def test_threads_share_the_rate() -> None:
    waits: list[float] = []
    pacer = Pacer(10, clock=lambda: 0.0, sleep=waits.append)
    threads = [threading.Thread(target=lambda: [pacer.wait_for_turn() for _ in range(25)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(round(wait, 6) for wait in waits) == [round(n / 10, 6) for n in range(1, 100)]
