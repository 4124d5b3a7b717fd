"""A dry run: everything an import would decide, and nothing written but the rejects file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from forewarn.audience.importing.chunks import Chunk, read_chunk
from forewarn.audience.importing.deciding import Deciding, Defaults
from forewarn.audience.importing.rejects import RejectsFile
from forewarn.audience.importing.running import CHUNK_ROWS
from forewarn.audience.importing.stores.reading import erased_keys, known_customers
from forewarn.audience.models import Import
from forewarn.audience.reading.rows import NotUnderstood, Reject, Row, Why, together
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.foundation.reading.tables import Dialect, records


@dataclass
class Outcome:
    """What an import would do; addresses that change hands across thousands of lines are counted as rejected."""

    position: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    not_understood: NotUnderstood = field(default_factory=dict)


def try_out(run: Import, *, rejects_path: Path | None, watch: Callable[[Outcome], None] | None = None) -> Outcome:
    """Go through the whole file; what would become of it. Raises UnableToReadTable, UnableToWriteRejects."""
    dialect = Dialect.from_json(run.dialect)
    outcome = Outcome()
    rejects_file = RejectsFile(rejects_path, dialect, size=0) if rejects_path else None
    trial = _Trial(run)
    rows = records(Path(run.file_path), dialect)
    while part := list(islice(rows, CHUNK_ROWS)):
        chunk = read_chunk(dialect.columns, run.mapping, part)
        outcome.not_understood = together(outcome.not_understood, chunk.not_understood)
        rejects = trial.decide(chunk, outcome)
        outcome.position += chunk.records
        outcome.rejected += len(rejects)
        outcome.reasons.update(reject.why.value for reject in rejects)
        if rejects_file:
            rejects_file.commit(rejects_file.append(rejects, chunk.cells))
        if watch:
            watch(outcome)
    return outcome


class _Trial:
    """Remembers who came earlier in the file: known customers by id, new ones by a hash of address and external id."""

    def __init__(self, run: Import) -> None:
        self.brand_id = run.brand_id
        self.defaults = Defaults(run.care_default, run.marketing_default)
        self.seen = CustomerSet()
        self.new: set[int] = set()

    def decide(self, chunk: Chunk, outcome: Outcome) -> list[Reject]:
        rejects = list(chunk.rejects)
        rows = []
        for row in chunk.rows:
            if self.new.isdisjoint(_marks(row)):
                rows.append(row)
            else:
                rejects.append(
                    Reject(row.line, Why.REPEATED_ADDRESS, "An earlier line of this file has the same customer.")
                )
        known, erased = known_customers(self.brand_id, rows), erased_keys(self.brand_id, rows)
        plan = Deciding(rows, known, self.defaults, self.seen, erased).decide()
        self.seen |= CustomerSet(plan.met)
        for newcomer in plan.new:
            self.new.update(_marks(newcomer.row))
        outcome.added += len(plan.new)
        outcome.changed += len(plan.changes)
        outcome.unchanged += plan.unchanged
        return sorted([*rejects, *plan.rejects])


def _marks(row: Row) -> list[int]:
    return [hash(("address", row.key))] + ([hash(("id", row.external_id))] if row.external_id else [])
