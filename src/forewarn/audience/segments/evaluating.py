"""Who is in a segment: by its filter, or by the list that was uploaded."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from forewarn.audience.filtering import fitting
from forewarn.audience.importing.actions import sample
from forewarn.audience.importing.stores.reading import ids_of
from forewarn.audience.models import Segment, SegmentChunk
from forewarn.audience.reading.columns import guess_meanings
from forewarn.audience.rules.filters import UnableToReadFilter, read_filter
from forewarn.foundation.customer_sets import CustomerSet, load, store
from forewarn.foundation.reading.encodings import examine
from forewarn.foundation.reading.tables import Record, UnableToReadTable, find_dialect, records
from forewarn.mail.addresses import UnableToReadAddress, address_key

LINES_AT_ONCE = 5_000  # of a list, looked up together
IDS_AT_ONCE = 20_000  # read from the database at a time


def members_of(segment: Segment) -> CustomerSet:
    """The customers of a segment now. Raises UnableToReadFilter where its filter cannot be understood."""
    if segment.uploaded:
        return load(SegmentChunk.objects.filter(segment=segment))
    fit = fitting(segment.brand, read_filter(segment.filter)).order_by()
    return CustomerSet(fit.values_list("pk", flat=True).iterator(chunk_size=IDS_AT_ONCE))


def evaluate(*, segment_id: int, now: datetime) -> None:
    """Count a segment; read its list first where one was uploaded. What is wrong stands in `problem`."""
    segment = Segment.objects.select_related("brand").filter(pk=segment_id).first()
    if segment is None:
        return
    try:
        if segment.list_path:
            _read_list(segment)
        segment.size, segment.problem = len(members_of(segment)), ""
        segment.state, segment.evaluated_at = Segment.State.READY, now
    except (UnableToReadTable, UnableToReadFilter, OSError) as error:
        segment.state, segment.problem = Segment.State.FAILED, str(error)[:500]
    segment.save(update_fields=["size", "problem", "state", "evaluated_at", "list_path", "not_found"])


def waiting(*, before: datetime) -> QuerySet[Segment]:
    """Segments whose counting was asked for and not done since."""
    return Segment.objects.filter(state=Segment.State.WAITING, asked_at__lt=before)


def _read_list(segment: Segment) -> None:
    path = Path(segment.list_path)
    found, lines = find_on_list(segment.brand_id, path)
    with transaction.atomic():
        store(SegmentChunk.objects.all(), found, segment=segment)
        segment.not_found = lines - len(found)
        segment.list_path = ""
        segment.save(update_fields=["not_found", "list_path"])
    path.unlink(missing_ok=True)


def find_on_list(brand_id: int, path: Path) -> tuple[CustomerSet, int]:
    """The brand's customers on a list of addresses or external ids, and how many different lines it has.

    Raises UnableToReadTable where it has neither.
    """
    facts = examine(path)
    dialect = find_dialect(path, facts.encoding.name, damaged=facts.encoding.damaged)
    meanings = guess_meanings(dialect.columns, sample(path, dialect))
    by_address, by_id = ("email" in meanings), ("external_id" in meanings)
    if not by_address and not by_id and len(dialect.columns) > 1:
        names = ", ".join(dialect.columns)
        raise UnableToReadTable(f"No column looks like addresses or customer ids. The columns are: {names}.")
    if not by_address and not by_id:
        dialect = replace(dialect, header=False)  # one bare column: its first line is a customer like the others
    column = meanings.index("email") if by_address else meanings.index("external_id") if by_id else 0
    members, lines = CustomerSet(), 0
    rows = records(path, dialect)
    while part := list(islice(rows, LINES_AT_ONCE)):
        values = {_value(record, column, by_address=by_address) for record in part} - {""}
        lines += len(values)
        members |= CustomerSet(ids_of(brand_id, "email_key" if by_address else "external_id", values))
    return members, lines


def _value(record: Record, column: int, *, by_address: bool) -> str:
    cell = record.cells[column].strip() if len(record.cells) > column else ""
    if not by_address:
        return cell
    try:
        return address_key(cell)
    except UnableToReadAddress:
        return cell  # no customer has it; it counts as not found
