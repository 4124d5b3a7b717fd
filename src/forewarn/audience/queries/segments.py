"""Reading segments."""

from __future__ import annotations

from django.db.models import QuerySet

from forewarn.audience.filtering import fitting
from forewarn.audience.models import Customer, Segment, SegmentChunk
from forewarn.audience.rules.filters import Filter, read_filter
from forewarn.audience.segments.evaluating import members_of
from forewarn.brands.models import Brand
from forewarn.foundation.customer_sets import CustomerSet, contains

SHOWN = 20  # members on the page of a segment


class NoSuchSegment(LookupError):
    """The brand has no such segment (any more)."""


def segments(brand: Brand) -> QuerySet[Segment]:
    """The brand's segments, by name."""
    return Segment.objects.filter(brand=brand).order_by("name")


def segment_of(brand: Brand, segment_id: int) -> Segment | None:
    """One segment of the brand."""
    return Segment.objects.filter(brand=brand, pk=segment_id).first()


def segment_members(brand: Brand, segment_id: int) -> CustomerSet:
    """The customers of a segment at this moment: a filter is evaluated anew, a list is as it was uploaded.

    Raises NoSuchSegment; UnableToReadFilter (rules.filters) where the stored filter is broken.
    """
    segment = Segment.objects.select_related("brand").filter(brand=brand, pk=segment_id).first()
    if segment is None:
        raise NoSuchSegment(f"There is no segment {segment_id}; it may have been deleted.")
    return members_of(segment)


def is_member(brand: Brand, segment_id: int, customer_id: int) -> bool:
    """Whether one customer is in a segment at this moment, without walking through it; False where there is none.

    Raises UnableToReadFilter where the stored filter is broken.
    """
    segment = Segment.objects.select_related("brand").filter(brand=brand, pk=segment_id).first()
    if segment is None:
        return False
    if segment.uploaded:
        return contains(SegmentChunk.objects.filter(segment=segment), customer_id)
    return fitting(brand, filter_of(segment)).filter(pk=customer_id).exists()


def filter_of(segment: Segment) -> Filter:
    """The filter of a segment, the empty one for an uploaded list. Raises UnableToReadFilter."""
    return read_filter(segment.filter)


def some_members(segment: Segment) -> list[Customer]:
    """A few of the customers, for a look; without walking through all of them. Raises UnableToReadFilter."""
    if not segment.uploaded:
        return list(fitting(segment.brand, filter_of(segment)).order_by("-pk")[:SHOWN])
    chunk = SegmentChunk.objects.filter(segment=segment).order_by("chunk").first()
    first = list(CustomerSet.deserialize(bytes(chunk.bits))[:SHOWN]) if chunk else []
    return list(Customer.objects.filter(pk__in=first).order_by("-pk"))
