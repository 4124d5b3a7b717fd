"""Cutting a crowd: into waves over days, and into batches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from pyroaring import BitMap

MOST_WAVES = 30
MOST_DAYS = 30  # a mailing that takes longer than a month is two mailings

BATCH_SIZE = (
    2_000  # recipients: half a second at full speed, three minutes at ten a second; 5,000 batches for 10 million
)

_GOLDEN = 2654435769  # Knuth's multiplicative hash, TAOCP volume 3, section 6.4


def wave_of(customer_id: int, *, mailing_id: int, waves: int) -> int:
    """The wave (0 … waves-1) of a customer: spread evenly, the same every time, another one in every mailing."""
    mixed = (customer_id * _GOLDEN + mailing_id * 0x9E3779B1) & 0xFFFFFFFF
    mixed ^= mixed >> 15
    return (mixed * _GOLDEN & 0xFFFFFFFF) * waves >> 32


def split_in_waves(members: BitMap, *, mailing_id: int, waves: int) -> list[BitMap]:
    """The set as one set per wave; some may be empty."""
    if waves == 1:
        return [members]
    parts = [BitMap() for _ in range(waves)]
    for customer_id in members:
        parts[wave_of(customer_id, mailing_id=mailing_id, waves=waves)].add(customer_id)
    return parts


def release_times(start: datetime, *, waves: int, days: int) -> list[datetime]:
    """When each wave may go: evenly over `days` days, the first at once."""
    return [start + timedelta(days=days) * wave / waves for wave in range(waves)]


def cut(members: BitMap, size: int = BATCH_SIZE) -> Iterator[BitMap]:
    """The set in pieces of at most `size` neighbours, in order of id."""
    for first in range(0, len(members), size):
        yield members[first : first + size]
