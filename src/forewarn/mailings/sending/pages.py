"""A page of proof before it is stored: the entries of one group, packed and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from forewarn.mailings.rules.proof import Ending, Entry, pack

PUT_OFF = (Ending.DEFERRED, Ending.IN_DOUBT)


@dataclass(frozen=True, slots=True)
class Page:
    """The entries of a group, packed, with what the tables say of them."""

    entries: Sequence[Entry]
    packed: bytes
    numbers: dict[str, int]  # column of the batch → how many to add
    at: datetime

    @property
    def ids(self) -> list[int]:
        """Whom it is about."""
        return [entry.customer_id for entry in self.entries]


def page_of(entries: Sequence[Entry]) -> Page:
    """Pack a group's entries; needs no database, so that the thread of a line can do it. At least one entry."""
    counts = Counter(entry.ending for entry in entries)
    numbers = {
        "accepted": counts[Ending.ACCEPTED],
        "refused": counts[Ending.REFUSED],
        "deferred": sum(counts[ending] for ending in PUT_OFF),
        "skipped": counts[Ending.SKIPPED],
    }
    return Page(entries, pack(entries), numbers, datetime.fromtimestamp(max(entry.at for entry in entries), UTC))
