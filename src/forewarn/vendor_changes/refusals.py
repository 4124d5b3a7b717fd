"""Why something could not be done to a change."""

from __future__ import annotations

from collections.abc import Sequence


class UnableToChangeNotice(Exception):
    """The step is not possible; the text says why and what to do, `reasons` each single reason."""

    def __init__(self, text: str, reasons: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.reasons = tuple(reasons)
