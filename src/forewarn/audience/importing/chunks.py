"""One chunk of a file: read, decided and written, all in one short transaction that also says how far the import is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from forewarn.audience.importing.crowds import Additions, Crowds
from forewarn.audience.importing.deciding import Deciding, Defaults, Plan
from forewarn.audience.importing.rejects import RejectsFile
from forewarn.audience.importing.stores.reading import erased_keys, known_customers, locked_customers
from forewarn.audience.importing.stores.writing import add, free_addresses, rewrite
from forewarn.audience.models import Import
from forewarn.audience.reading.rows import NotUnderstood, Reject, Row, RowReader, together
from forewarn.audience.rules.choices import Crowd
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.foundation.reading.tables import Record

ATTEMPTS = 5  # somebody else may add or change one of the same customers between our look and our writing


class TakenAway(Exception):
    """The import was stopped, or another process works at it now."""


class Overtaken(Exception):
    """Somebody changed one of the customers between our look and our writing: look again."""


@dataclass(slots=True)
class Chunk:
    """Rows in the file's order, and those that cannot be read."""

    records: int
    rows: list[Row]
    rejects: list[Reject]
    cells: dict[int, list[str]]  # by line, for the rejects file
    not_understood: NotUnderstood


def read_chunk(columns: Sequence[str], meanings: Sequence[str], records: Sequence[Record]) -> Chunk:
    """Read the records; no database, so it may be done in another thread."""
    reader = RowReader(columns, meanings)
    rows: list[Row] = []
    rejects: list[Reject] = []
    for record in records:
        found = reader.read(record)
        if isinstance(found, Row):
            rows.append(found)
        else:
            rejects.append(found)
    cells = {record.line: record.cells for record in records}
    return Chunk(len(records), rows, rejects, cells, reader.not_understood)


class ChunkWriter:
    """Writes chunks of one import for one runner; `import_run` is kept in step with the database."""

    def __init__(self, import_run: Import, rejects: RejectsFile, *, clock: Callable[[], datetime]) -> None:
        self.import_run, self.rejects, self.clock = import_run, rejects, clock
        self.crowds = Crowds(import_run)
        self.defaults = Defaults(import_run.care_default, import_run.marketing_default)

    def write(self, chunk: Chunk) -> None:
        """Commit one chunk, or nothing of it. Raises TakenAway, UnableToWriteRejects."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with transaction.atomic():
                    additions, size = self._write(chunk)
            except (IntegrityError, Overtaken):
                if attempt == ATTEMPTS:
                    raise
                continue
            self.crowds.keep(additions)
            self.rejects.commit(size)
            self.import_run.refresh_from_db()
            return

    def _write(self, chunk: Chunk) -> tuple[Additions, int]:
        run, now = self.import_run, self.clock()
        mine = Import.objects.filter(pk=run.pk, runner=run.runner, state=Import.State.RUNNING, position=run.position)
        if not mine.update(beat_at=now):
            raise TakenAway
        known = known_customers(run.brand_id, chunk.rows)
        erased = erased_keys(run.brand_id, chunk.rows)
        plan = Deciding(chunk.rows, known, self.defaults, self.crowds.seen, erased).decide()
        before = {change.before.id: change.before for change in plan.changes}
        if any(before[customer.id] != customer for customer in locked_customers(run.brand_id, before)):
            raise Overtaken
        free_addresses(plan.changes)
        ids = add(run.brand_id, plan.new, now=now)
        rewrite(plan.changes, now=now)
        additions = _additions(plan, ids)
        self.crowds.write(additions)
        rejects = sorted([*chunk.rejects, *plan.rejects])
        size = self.rejects.append(rejects, chunk.cells)
        mine.update(
            position=F("position") + chunk.records,
            added=F("added") + len(plan.new),
            changed=F("changed") + len(plan.changes),
            unchanged=F("unchanged") + plan.unchanged,
            rejected=F("rejected") + len(rejects),
            reasons=dict(Counter(run.reasons) + Counter(reject.why.value for reject in rejects)),
            not_understood=together(run.not_understood, chunk.not_understood),
            rejects_size=size,
        )
        return additions, size


def _additions(plan: Plan, new_ids: Sequence[int]) -> Additions:
    members: dict[Crowd, list[int]] = {Crowd.SEEN: [*plan.met, *new_ids]}
    for customer_id, newcomer in zip(new_ids, plan.new, strict=True):
        for crowd in newcomer.crowds:
            members.setdefault(crowd, []).append(customer_id)
    for change in plan.changes:
        for crowd in change.crowds:
            members.setdefault(crowd, []).append(change.after.id)
    return {crowd: CustomerSet(ids) for crowd, ids in members.items() if ids}
