"""Sets of customers: crowds as roaring bitmaps of customer ids, stored in chunks by id range.

Rows are for people and exceptions; sets are for crowds. A chunk holds 65,536 consecutive ids, so that asking about one
customer, or erasing one, reads and writes at most 8 kB and never the crowd.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from django.db import models
from pyroaring import BitMap

CHUNK_BITS = 16

CustomerSet = BitMap
"""A set of customer ids (whole numbers, 1 … 2**32-1); union, intersection and difference by |, & and -."""


class SetChunk(models.Model):
    """One range of ids of a stored set. Concrete tables add the foreign key of the owner and a unique constraint."""

    chunk = models.PositiveIntegerField()
    bits = models.BinaryField()
    count = models.PositiveIntegerField()

    class Meta:
        abstract = True


Chunk = TypeVar("Chunk", bound=SetChunk)


def split(members: BitMap) -> Iterator[tuple[int, BitMap]]:
    """The set as (chunk number, ids in that chunk), in order."""
    rest = members
    while rest:
        number = rest.min() >> CHUNK_BITS
        low, high = number << CHUNK_BITS, (number + 1) << CHUNK_BITS
        part = rest & BitMap(range(low, high))
        yield number, part
        rest = rest - part


def store(rows: models.QuerySet[Chunk], members: Iterable[int], **owner: Any) -> int:
    """Replace the stored set among these rows by the members; `owner` names the foreign key. Returns the count.

    Call it inside a transaction.
    """
    bits = members if isinstance(members, BitMap) else BitMap(members)
    rows.filter(**owner).delete()
    rows.bulk_create([_row(rows, number, part, owner) for number, part in split(bits)], batch_size=200)
    return len(bits)


def _row(rows: models.QuerySet[Chunk], number: int, part: BitMap, owner: dict[str, Any]) -> Chunk:
    part.run_optimize()
    return rows.model(chunk=number, bits=part.serialize(), count=len(part), **owner)


def load(rows: models.QuerySet[Chunk]) -> BitMap:
    """The whole set of these chunk rows."""
    members = BitMap()
    for bits in rows.order_by("chunk").values_list("bits", flat=True):
        members |= BitMap.deserialize(bytes(bits))
    return members


def size(rows: models.QuerySet[Chunk]) -> int:
    """How many members these chunk rows hold, without reading the sets."""
    return rows.aggregate(total=models.Sum("count"))["total"] or 0


def contains(rows: models.QuerySet[Chunk], customer_id: int) -> bool:
    """Whether the stored set has this customer; reads one chunk."""
    row = rows.filter(chunk=customer_id >> CHUNK_BITS).values_list("bits", flat=True).first()
    return row is not None and customer_id in BitMap.deserialize(bytes(row))


def discard(rows: models.QuerySet[Chunk], customer_id: int) -> None:
    """Take one customer out of every set among these rows; rewrites only the chunks that hold the id."""
    for row in rows.filter(chunk=customer_id >> CHUNK_BITS):
        members = BitMap.deserialize(bytes(row.bits))
        if customer_id in members:
            members.discard(customer_id)
            row.bits, row.count = members.serialize(), len(members)
            row.save(update_fields=["bits", "count"])
