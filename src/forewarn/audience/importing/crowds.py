"""The sets of an import: all customers in its file, and those whose choice it set. They grow with every chunk of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forewarn.audience.models import Import, ImportChunk
from forewarn.audience.rules.choices import Crowd
from forewarn.foundation.customer_sets import CHUNK_BITS, CustomerSet, load

Additions = Mapping[Crowd, CustomerSet]


class Crowds:
    """The sets of one import, kept in memory (a few hundred kilobytes for a million customers) and in chunks on disk."""

    def __init__(self, import_run: Import) -> None:
        self.import_run = import_run
        stored = ImportChunk.objects.filter(import_run=import_run)
        names = stored.values_list("crowd", flat=True).distinct()
        self._members = {Crowd(name): load(stored.filter(crowd=name)) for name in names}

    @property
    def seen(self) -> CustomerSet:
        """Customers met so far."""
        return self._members.get(Crowd.SEEN, CustomerSet())

    def write(self, additions: Additions) -> None:
        """Store the additions; call it inside the transaction of the chunk, and `keep` once that is committed."""
        rows = [
            self._row(crowd, number, self._members.get(crowd, CustomerSet()) | added)
            for crowd, added in additions.items()
            for number in _ranges(added)
        ]
        ImportChunk.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["import_run", "crowd", "chunk"],
            update_fields=["bits", "count"],
        )

    def keep(self, additions: Additions) -> None:
        """Remember additions that are committed."""
        for crowd, added in additions.items():
            self._members[crowd] = self._members.get(crowd, CustomerSet()) | added

    def _row(self, crowd: Crowd, number: int, members: CustomerSet) -> ImportChunk:
        part = members & CustomerSet(range(number << CHUNK_BITS, (number + 1) << CHUNK_BITS))
        part.run_optimize()
        return ImportChunk(
            import_run=self.import_run, crowd=crowd.value, chunk=number, bits=part.serialize(), count=len(part)
        )


def _ranges(members: Iterable[int]) -> set[int]:
    return {customer_id >> CHUNK_BITS for customer_id in members}
