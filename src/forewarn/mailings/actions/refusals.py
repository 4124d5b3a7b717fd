"""Why something could not be done to a mailing."""

from __future__ import annotations

from collections.abc import Sequence


class UnableToChangeMailing(Exception):
    """The step is not possible; the text says why and what to do. `objections` lists what each gate found."""

    def __init__(self, text: str, objections: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.objections = tuple(objections)

    @classmethod
    def objected(cls, what: str, objections: Sequence[str]) -> UnableToChangeMailing:
        """One or more gates object."""
        return cls(f"{what}: {' · '.join(objections)}", objections)
