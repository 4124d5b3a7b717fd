"""Adding to the sets of who was reached and who was not; only the chunks concerned are read and written."""

from __future__ import annotations

from collections.abc import Mapping

from pyroaring import BitMap

from forewarn.foundation.customer_sets import split
from forewarn.mailings.models import CrowdChunk
from forewarn.mailings.rules.eligibility import Crowd


def add_to_crowds(mailing_id: int, crowds: Mapping[Crowd, BitMap]) -> None:
    """Add customers to the mailing's sets. Call it inside a transaction; adding twice changes nothing.

    Chunks are locked in one order, so that two workers that close batches at once wait for each other.
    """
    for crowd in sorted(crowds):
        for chunk, members in split(crowds[crowd]):
            _add(mailing_id, crowd, chunk, members)


def _add(mailing_id: int, crowd: Crowd, chunk: int, members: BitMap) -> None:
    empty = {"bits": BitMap().serialize(), "count": 0}
    place = {"mailing_id": mailing_id, "crowd": crowd.value, "chunk": chunk}
    CrowdChunk.objects.bulk_create([CrowdChunk(**place, **empty)], ignore_conflicts=True)
    row = CrowdChunk.objects.select_for_update().get(**place)
    bits = BitMap.deserialize(bytes(row.bits)) | members
    row.bits, row.count = bits.serialize(), len(bits)
    row.save(update_fields=["bits", "count"])
