"""Reading imports: their list, one of them, its preview, and an unfinished one to go on with."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db.models import QuerySet

from forewarn.audience.models import Import
from forewarn.audience.reading.columns import ATTRIBUTE, IGNORE
from forewarn.audience.reading.rows import Reject, Row, RowReader
from forewarn.brands.models import Brand
from forewarn.foundation.reading.tables import Dialect, Record, records

SHOWN_ROWS = 8  # of the preview: enough to see a wrong column, few enough for a screen
TRIED_ROWS = 2_000  # that the preview reads to say what would be rejected; a tenth of a second


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row as it is in the file, and what was understood or why it would be rejected."""

    line: int
    cells: list[str]
    row: Row | None
    reject: Reject | None


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of a file, read with the meanings chosen so far."""

    columns: list[str]
    rows: list[PreviewRow]
    tried: int
    rejected: int
    reasons: list[tuple[str, int]]  # code and number, most frequent first
    examples: list[PreviewRow]  # of rejected rows
    not_understood: dict[str, dict[str, int]]


def imports(brand: Brand) -> QuerySet[Import]:
    """The brand's imports, newest first."""
    return Import.objects.filter(brand=brand).order_by("-created_at", "-id")


def import_of(brand: Brand, import_id: int) -> Import | None:
    """One import of the brand."""
    return Import.objects.filter(brand=brand, pk=import_id).first()


def unfinished(brand: Brand, file_hash: str) -> QuerySet[Import]:
    """Imports at the command line of the same bytes that began and did not end, newest first."""
    open_states = [Import.State.WAITING, Import.State.RUNNING, Import.State.STOPPED, Import.State.FAILED]
    same = Import.objects.filter(brand=brand, file_hash=file_hash, state__in=open_states, uploaded=False)
    return same.order_by("-created_at", "-pk")


def left_alone(*, before: datetime) -> QuerySet[Import]:
    """Uploads that wait, or whose runner has given no sign of life since: the worker should go on with them."""
    waiting = Import.objects.filter(uploaded=True, state=Import.State.WAITING, created_at__lt=before)
    silent = Import.objects.filter(uploaded=True, state=Import.State.RUNNING, beat_at__lt=before)
    return waiting | silent


def preview(run: Import, meanings: list[str] | None = None) -> Preview:
    """The first rows with these meanings, or with those guessed. Raises UnableToReadTable."""
    dialect = Dialect.from_json(run.dialect)
    chosen = meanings or run.mapping
    if "email" not in chosen:
        return Preview(dialect.columns, _bare(run, dialect), 0, 0, [], [], {})
    reader = RowReader(dialect.columns, chosen)
    tried = [_read(reader, record) for record in islice(records(Path(run.file_path), dialect), TRIED_ROWS)]
    rejected = [row for row in tried if row.reject]
    reasons = Counter(row.reject.why.value for row in rejected if row.reject)
    return Preview(
        dialect.columns,
        tried[:SHOWN_ROWS],
        len(tried),
        len(rejected),
        reasons.most_common(),
        rejected[:SHOWN_ROWS],
        reader.not_understood,
    )


def columns(run: Import) -> list[tuple[str, str]]:
    """Each column's name and meaning."""
    return list(zip(Dialect.from_json(run.dialect).columns, run.mapping, strict=True))


def choices_stated(run: Import) -> dict[str, bool]:
    """For care and marketing, whether a column of the file says who chose it."""
    return {choice: choice in run.mapping or f"no_{choice}" in run.mapping for choice in ("care", "marketing")}


def attributes_of(run: Import) -> list[str]:
    """The attributes that the file brings."""
    return [meaning.removeprefix(ATTRIBUTE) for meaning in run.mapping if meaning.startswith(ATTRIBUTE)]


def ignored_columns(run: Import) -> list[str]:
    """The columns that are passed over."""
    return [column for column, meaning in columns(run) if meaning == IGNORE]


def _bare(run: Import, dialect: Dialect) -> list[PreviewRow]:
    first = islice(records(Path(run.file_path), dialect), SHOWN_ROWS)
    return [PreviewRow(record.line, record.cells, None, None) for record in first]


def _read(reader: RowReader, record: Record) -> PreviewRow:
    found = reader.read(record)
    if isinstance(found, Reject):
        return PreviewRow(record.line, record.cells, None, found)
    return PreviewRow(record.line, record.cells, found, None)
