"""What `forewarn import` shows: a bar while it runs, a line at the end."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from forewarn.audience.models import Import

REASONS = {  # of rejected rows, in the words of the summary
    "no_address": "without an address",
    "invalid_address": "with an invalid address",
    "damaged": "with damaged characters",
    "too_many_columns": "with too many columns",
    "unclear_choice": "with a choice that is neither yes nor no",
    "long_id": "with an id that is too long",
    "repeated_address": "with an address that came before",
    "repeated_id": "with a customer who came before",
    "address_taken": "with another customer's address",
    "erased": "of customers who were erased",
}


class Counts(Protocol):
    """What an import or a dry run has counted so far."""

    position: int
    added: int
    changed: int
    unchanged: int
    rejected: int


class Bar:
    """A progress bar over the rows of a file."""

    def __init__(self, run: Import, console: Console) -> None:
        self.console = console
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[counts]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._task = self._bar.add_task(run.file_name[:40], total=run.rows, counts="")

    def __enter__(self) -> Bar:
        """Begin to draw."""
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self._bar.stop()

    def show(self, counts: Counts) -> None:
        """Draw how far it is."""
        text = f"{counts.added:,} new, {counts.changed:,} changed, {counts.rejected:,} rejected"
        self._bar.update(self._task, completed=counts.position, counts=text)

    def note(self, text: str) -> None:
        """A line above the bar."""
        self.console.print(text)


def as_mapping(
    run: Import, counts: Counts, rejects: Path | None, *, dry_run: bool = False, begun_at: int = 0
) -> dict[str, Any]:
    """What `--json` prints."""
    return {
        "file": run.file_name,
        "brand": run.brand.slug,
        "import": run.pk,
        "dry_run": dry_run,
        "rows": run.rows,
        "continued_after": begun_at,
        "new": counts.added,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "rejected": counts.rejected,
        "reasons": dict(getattr(counts, "reasons", {})),
        "not_understood": getattr(counts, "not_understood", {}),
        "rejects_file": str(rejects) if rejects else None,
        "columns": dict(zip(run.dialect["columns"], run.mapping, strict=True)),
        "encoding": run.dialect["encoding"],
    }


def summary(mapping: dict[str, Any]) -> str:
    """The same for a person."""
    would = "would be " if mapping["dry_run"] else ""
    lines = [
        f"{mapping['file']}: {mapping['rows']:,} rows; {mapping['new']:,} {would}new, "
        f"{mapping['changed']:,} {would}changed, {mapping['unchanged']:,} unchanged, {mapping['rejected']:,} rejected."
    ]
    lines += [f"  {number:,} {REASONS.get(reason, reason)}" for reason, number in mapping["reasons"].items()]
    for column, values in mapping["not_understood"].items():
        told = ", ".join(f"“{value}” ({number:,})" for value, number in values.items())
        lines.append(f"  Left out in column “{column}”, since it was not understood: {told}")
    if mapping["rejects_file"]:
        lines.append(f"  Rejected rows with their reasons: {mapping['rejects_file']}")
    return "\n".join(lines)
