"""Making, counting and deleting segments."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction

from forewarn.audience.models import Segment
from forewarn.audience.rules.filters import Filter
from forewarn.audience.tasks import evaluate_segment
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.foundation.background import enqueue

NAME_LENGTH = 80  # characters, as the column holds


class UnableToChangeSegment(Exception):
    """The segment cannot be made or changed like this; the text says why."""


@transaction.atomic
def add_segment(*, brand: Brand, name: str, wanted: Filter, by: Actor, now: datetime) -> Segment:
    """A segment of everybody who fits a filter; it is counted in the background. Raises UnableToChangeSegment."""
    if wanted.empty:
        raise UnableToChangeSegment("Choose at least one thing to filter by. Everybody is reached without a segment.")
    segment = Segment(filter=wanted.to_json())
    return _add(segment, brand, name, by, now)


@transaction.atomic
def add_listed_segment(*, brand: Brand, name: str, path: Path, file_name: str, by: Actor, now: datetime) -> Segment:
    """A segment of the customers on a list, which is read in the background and then deleted. Raises
    UnableToChangeSegment."""
    return _add(Segment(uploaded=True, list_path=str(path), list_name=file_name[:200]), brand, name, by, now)


@transaction.atomic
def recount(*, segment: Segment, by: Actor, now: datetime) -> None:
    """Count a segment again."""
    segment.state, segment.asked_at, segment.problem = Segment.State.WAITING, now, ""
    segment.save(update_fields=["state", "asked_at", "problem"])
    enqueue(evaluate_segment, segment_id=segment.pk)


@transaction.atomic
def rename(*, segment: Segment, name: str, by: Actor, now: datetime) -> None:
    """Call a segment something else. Raises UnableToChangeSegment."""
    old, segment.name = segment.name, _free_name(segment.brand, name, but=segment.pk)
    if old != segment.name:
        segment.save(update_fields=["name"])
        _record("segment.renamed", segment, by, now, {"from": old})


@transaction.atomic
def delete_segment(*, segment: Segment, by: Actor, now: datetime) -> None:
    """Forget a segment; its customers stay."""
    _record("segment.deleted", segment, by, now, {})
    path = segment.list_path
    segment.delete()
    if path:
        transaction.on_commit(lambda: Path(path).unlink(missing_ok=True))


def _add(segment: Segment, brand: Brand, name: str, by: Actor, now: datetime) -> Segment:
    segment.brand, segment.name = brand, _free_name(brand, name)
    segment.state, segment.created_at, segment.asked_at = Segment.State.WAITING, now, now
    segment.save()
    _record("segment.added", segment, by, now, {"filter": segment.filter, "list": segment.uploaded})
    enqueue(evaluate_segment, segment_id=segment.pk)
    return segment


def _free_name(brand: Brand, name: str, *, but: int | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise UnableToChangeSegment("Give the segment a name.")
    if len(name) > NAME_LENGTH:
        raise UnableToChangeSegment(f"The name is longer than {NAME_LENGTH} characters.")
    others = Segment.objects.filter(brand=brand, name=name)
    if (others if but is None else others.exclude(pk=but)).exists():
        raise UnableToChangeSegment(f"There is already a segment called “{name}”.")
    return name


def _record(verb: str, segment: Segment, by: Actor, now: datetime, data: dict[str, object]) -> None:
    target = ("segment", segment.pk, segment.name)
    record(verb, by=by, now=now, brand_id=segment.brand_id, target=target, data=data)
