"""Loading a manifest: read through from its first line to its last, and recorded as one transfer or not at all."""

from __future__ import annotations

import os
import secrets
import socket
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q

from forewarn.audience.importing.rejects import RejectsFile, UnableToWriteRejects
from forewarn.audience.importing.running import is_dead
from forewarn.audience.queries.customers import customers_of, erased_since
from forewarn.audit.actions import record
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.foundation.reading.encodings import examine
from forewarn.foundation.reading.tables import Dialect, Record, UnableToReadTable
from forewarn.holdings.manifests.actions import refuse_second_time
from forewarn.holdings.manifests.finding import Finder
from forewarn.holdings.manifests.reading import Lines, Rows, manifest_rows
from forewarn.holdings.models import Manifest
from forewarn.holdings.recording.transfers import Origin, UnableToRecord, checked_retention, record_transfer

# Rows looked up together. 100,000 take some 30 MB and are near each other in SQLite's index once they are sorted;
# PostgreSQL may read its whole index for a batch, so that fewer are better.
BATCH_ROWS = {"sqlite": 100_000, "postgresql": 250_000}
SQLITE_CACHE = 65_536  # kB, so that the index of millions of customers is not read anew for every batch
SILENT_AFTER = timedelta(seconds=60)  # without a sign of life the runner counts as gone

Clock = Callable[[], datetime]
Watcher = Callable[[Manifest], None]


class UnableToLoad(Exception):
    """The manifest cannot be loaded now; the text says why."""


class TakenAway(Exception):
    """The manifest was thrown away, or another process works at it."""


class Why(StrEnum):
    """Why a line cannot be used."""

    UNKNOWN = Manifest.UNKNOWN
    BLANK = "blank"
    DAMAGED = "damaged"
    TOO_MANY_COLUMNS = "too_many_columns"


class Unusable(NamedTuple):
    """A line that cannot be used, with the reason as a code and in words."""

    line: int
    why: Why
    reason: str


@dataclass(slots=True)
class _Batch:
    """Rows of the file: those that can be looked up, and those that cannot be read."""

    count: int
    rows: Iterable[Record]
    cells: list[str]  # of the column that names the customer, row by row
    unusable: list[Unusable] = field(default_factory=list)
    whole: dict[int, list[str]] = field(default_factory=dict)  # unusable rows by line


def load_manifest(manifest_id: int, *, clock: Clock, watch: Watcher | None = None) -> Manifest:
    """Load a waiting manifest; it comes back as it is then: loaded, rejected or failed. Raises UnableToLoad, TakenAway.

    `watch` is called after every batch. A load that was killed begins again from the first line.
    """
    begun = clock()
    manifest = _claim(manifest_id, now=begun)
    _widen_cache()
    try:
        if examine(Path(manifest.file_path)).digest != manifest.file_hash:
            raise UnableToReadTable("The file is another one than when it was looked at. Bring it again.")
        members = _read(manifest, clock, watch)
        if manifest.rejected and not (manifest.without_unknown and manifest.leaves_some):
            return _end(manifest, Manifest.State.REJECTED, clock())
        if erased_since(manifest.brand_id, begun):  # somebody may have been found and then erased
            members &= CustomerSet(customers_of(manifest.vendor.brand).order_by().values_list("pk", flat=True))
        return _record(manifest, members, clock())
    except (UnableToReadTable, UnableToWriteRejects, UnableToRecord) as error:
        return _end(manifest, Manifest.State.FAILED, clock(), problem=str(error))
    except OSError as error:
        return _end(manifest, Manifest.State.FAILED, clock(), problem=f"The file cannot be read: {error.strerror}.")


def _claim(manifest_id: int, *, now: datetime) -> Manifest:
    runner = f"{socket.gethostname()[:12]}:{os.getpid()}:{secrets.token_hex(3)}"
    state = Manifest.State
    running = Manifest.objects.filter(pk=manifest_id, state=state.RUNNING)
    dead = [name for name in running.values_list("runner", flat=True) if is_dead(name)]
    left = Q(state=state.RUNNING) & (Q(beat_at__lt=now - SILENT_AFTER) | Q(runner__in=dead))
    taken = Manifest.objects.filter(Q(state=state.WAITING) | left, pk=manifest_id).update(
        state=state.RUNNING, runner=runner, beat_at=now, position=0, rejected=0, reasons={}, problem=""
    )
    if not taken:
        raise UnableToLoad("This manifest is not waiting to be loaded.")
    return Manifest.objects.select_related("vendor").get(pk=manifest_id)


def _read(manifest: Manifest, clock: Clock, watch: Watcher | None) -> CustomerSet:
    """Everybody on the list; how far it is and what cannot be used is written to the row after every batch."""
    dialect = Dialect.from_json(manifest.dialect)
    finder = Finder(manifest.brand_id, manifest.by_address)
    rejects = RejectsFile(Path(manifest.rejects_path), dialect, size=0)
    members, reasons, position, named = CustomerSet(), Counter[str](), 0, 0
    for batch in _batches(manifest, dialect):
        found, unknown = finder.find(batch.cells)
        members |= found
        unusable = _with_unknown(batch, set(unknown), by_address=manifest.by_address)
        rejects.commit(rejects.append(unusable, batch.whole))
        reasons.update(entry.why.value for entry in unusable)
        position, named = position + batch.count, named + batch.count - len(unusable)
        mine = Manifest.objects.filter(pk=manifest.pk, runner=manifest.runner, state=Manifest.State.RUNNING)
        if not mine.update(
            beat_at=clock(),
            position=position,
            repeated=named - len(members),
            rejected=reasons.total(),
            reasons=dict(reasons),
        ):
            raise TakenAway
        manifest.refresh_from_db()
        if watch:
            watch(manifest)
    return members


def _batches(manifest: Manifest, dialect: Dialect) -> Iterator[_Batch]:
    """The file in batches; the next one is read while the database looks up the one before."""
    parts = manifest_rows(Path(manifest.file_path), dialect, BATCH_ROWS[connection.vendor])
    column, width = manifest.column, len(dialect.columns)

    def read() -> _Batch | None:
        part = next(parts, None)
        return None if part is None else _sorted_out(part, column, width)

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading") as reader:
        ahead = reader.submit(read)
        while (batch := ahead.result()) is not None:
            ahead = reader.submit(read)
            yield batch


def _sorted_out(part: Rows | Lines, column: int, width: int) -> _Batch:
    """A batch with the rows set apart that cannot be read."""
    cells = part.cells(column)
    if part.is_plain(width) and all(map(str.strip, cells)):
        return _Batch(len(part), part, cells)
    rows, named = [], []
    unusable, whole = [], {}
    for row, cell in zip(part, cells, strict=True):
        found = _unreadable(row, cell, width)
        if found is None:
            rows.append(row)
            named.append(cell)
        else:
            unusable.append(found)
            whole[row.line] = row.cells
    return _Batch(len(part), rows, named, unusable, whole)


def _unreadable(row: Record, cell: str, width: int) -> Unusable | None:
    if row.damaged:
        return Unusable(
            row.line, Why.DAMAGED, "Some characters are damaged (a zero byte, or bytes of another encoding)."
        )
    if any(extra.strip() for extra in row.cells[width:]):
        return Unusable(row.line, Why.TOO_MANY_COLUMNS, f"The row has {len(row.cells)} columns, the header {width}.")
    if not cell.strip():
        return Unusable(row.line, Why.BLANK, "There is nothing that names a customer.")
    return None


def _with_unknown(batch: _Batch, unknown: set[str], *, by_address: bool) -> list[Unusable]:
    """All lines of the batch that cannot be used, in order; the rows of unknown customers join `whole`."""
    if unknown:
        reason = f"No customer here has this {'address' if by_address else 'number'}."
        for row, cell in zip(batch.rows, batch.cells, strict=True):
            if cell in unknown:
                batch.unusable.append(Unusable(row.line, Why.UNKNOWN, reason))
                batch.whole[row.line] = row.cells
    return sorted(batch.unusable)


def _record(manifest: Manifest, members: CustomerSet, now: datetime) -> Manifest:
    with transaction.atomic():
        refuse_second_time(manifest)
        origin = Origin(
            ends_at=checked_retention(manifest.retention_days, manifest.at),
            file_name=manifest.file_name,
            file_hash=manifest.file_hash,
        )
        by = Actor.command(manifest.started_by)
        made = record_transfer(
            vendor=manifest.vendor, customers=members, fields=manifest.fields, at=manifest.at, by=by, now=now,
            origin=origin,
        )  # fmt: skip
        Manifest.objects.filter(pk=manifest.pk).update(transfer=made)
        return _end(manifest, Manifest.State.LOADED, now)


def _end(manifest: Manifest, state: Manifest.State, now: datetime, *, problem: str = "") -> Manifest:
    mine = Manifest.objects.filter(pk=manifest.pk, runner=manifest.runner, state=Manifest.State.RUNNING)
    if not mine.update(state=state, problem=problem[:500], runner="", ended_at=now, beat_at=now):
        raise TakenAway
    manifest.refresh_from_db()
    path = manifest.file_path
    if manifest.uploaded and not manifest.may_go_on:
        Manifest.objects.filter(pk=manifest.pk).update(file_path="")
        transaction.on_commit(lambda: Path(path).unlink(missing_ok=True))
    if not manifest.rejected:
        Manifest.objects.filter(pk=manifest.pk).update(rejects_path="")
    manifest.refresh_from_db()
    record(
        f"manifest.{state.value}",
        by=SYSTEM,
        now=now,
        brand_id=manifest.brand_id,
        target=("manifest", manifest.pk, manifest.file_name),
        data={"rows": manifest.position, "unusable": manifest.rejected, "problem": problem[:200]},
    )
    return manifest


def _widen_cache() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{SQLITE_CACHE}")
