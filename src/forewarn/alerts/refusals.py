"""Why something could not be done to an alert."""

from __future__ import annotations

from collections.abc import Sequence


class UnableToChangeAlert(Exception):
    """The step is not possible; the text says why and what to do, `reasons` each single reason."""

    def __init__(self, text: str, reasons: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.reasons = tuple(reasons)
