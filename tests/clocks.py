"""A product whose clock stands still: no day or quarter ends between a test's question and the answer."""

from __future__ import annotations

from datetime import datetime

import pytest

from factories import NOW
from forewarn.foundation import clock


def stop_the_clock(monkeypatch: pytest.MonkeyPatch, at: datetime = NOW) -> None:
    """Until the end of the test it is this moment, wherever the product asks its clock."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return at

    monkeypatch.setattr(clock, "datetime", Stopped)
