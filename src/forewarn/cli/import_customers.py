"""`forewarn import`: customers in from a CSV, with a progress bar and a rejects file."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any

import click
from django.db import DatabaseError
from rich.console import Console

from forewarn.audience.importing import actions
from forewarn.audience.importing.rejects import UnableToWriteRejects, is_rejects_file
from forewarn.audience.importing.running import UnableToRun, run_import, set_aside
from forewarn.audience.importing.trying import try_out
from forewarn.audit.rules import Actor
from forewarn.cli.choosing import Refused, chosen_brand
from forewarn.cli.import_display import Bar, as_mapping, summary
from forewarn.foundation.clock import now
from forewarn.foundation.reading.tables import NAMED_DELIMITERS, UnableToReadTable

if TYPE_CHECKING:
    from forewarn.audience.models import Import
    from forewarn.brands.models import Brand

INTERRUPTED = 130  # exit code after Ctrl-C, as shells have it


class Interrupted(Exception):
    """Somebody wants it to end; `run` has everything that is committed."""

    def __init__(self, run: Import) -> None:
        super().__init__()
        self.run = run


class Interrupt:
    """Ctrl-C or SIGTERM once: end after the rows that are being written. Ctrl-C twice: end at once."""

    def __init__(self) -> None:
        self.asked = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Interrupt:
        """Listen."""
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the signals as they were."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def check(self, run: Import) -> None:
        """Raises Interrupted where it was asked for."""
        if self.asked:
            raise Interrupted(run)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--brand", "slug", help="The brand's short name, or its name; not needed where there is only one.")
@click.option(
    "--map", "told", multiple=True, metavar="MEANING=COLUMN", help="What a column means, where the guess errs."
)
@click.option("--encoding", default="", help="Such as utf-8 or windows-1252; found out otherwise.")
@click.option("--delimiter", type=click.Choice(sorted(NAMED_DELIMITERS)), help="Found out otherwise.")
@click.option("--wording", default="", help="The words under which these customers chose; the brand's otherwise.")
@click.option("--rejects", "rejects", type=click.Path(path_type=Path), help="Where rejected rows go; FILE.rejects.csv.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing but the rejects file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a progress bar.")
def command(file: Path, slug: str | None, told: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Import customers from FILE, a CSV with one customer per row.

    An interrupted import goes on where it stopped when the same command is run again. The same file twice changes
    nothing. MEANING is email, external_id, name, first_name, last_name, locale, country, care, marketing, no_care,
    no_marketing, ignore or attribute.NAME; COLUMN is a column's name or number.
    """
    run = _surveyed(chosen_brand(slug, or_name=True), file, told, options)
    rejects = _rejects_path(file, options["rejects"])
    console = Console(stderr=True, quiet=as_json)
    with Bar(run, console) as bar:
        try:
            mapping = _dry_run(run, rejects, bar) if options["dry_run"] else _import(run, rejects, bar)
        except DatabaseError as error:
            raise Refused(f"{file}: the database says: {str(error).splitlines()[0]}. Run the command again.") from error
    click.echo(json.dumps(mapping, ensure_ascii=False) if as_json else summary(mapping))


def _rejects_path(file: Path, told: Path | None) -> Path:
    path = (told or file.with_name(f"{file.name}.rejects.csv")).absolute()
    if path.exists() and not is_rejects_file(path):
        raise Refused(f"{path} is there and no rejects file of an import. Choose another place with --rejects.")
    if not os.access(path.parent, os.W_OK):
        raise Refused(f"{path.parent} cannot be written to. Choose another place for rejected rows with --rejects.")
    return path


def _surveyed(brand: Brand, file: Path, told: tuple[str, ...], options: Mapping[str, Any]) -> Import:
    """The file read through once, with nothing stored."""
    if file.is_dir():
        raise Refused(f"{file}: this is a folder. Name one CSV file.")
    source = actions.Source(
        path=file.absolute(),
        name=file.name,
        encoding=options["encoding"],
        delimiter=NAMED_DELIMITERS.get(options["delimiter"] or "", ""),
    )
    try:
        run = actions.survey(brand=brand, source=source, told=told, wording=options["wording"], by=_by(), now=now())
        actions.check_mapping(run)
    except actions.UnableToImport as error:
        raise Refused(f"{file}: {error}") from error
    return run


def _dry_run(run: Import, rejects: Path, bar: Bar) -> dict[str, Any]:
    rejects.unlink(missing_ok=True)
    try:
        outcome = try_out(run, rejects_path=rejects, watch=bar.show)
    except (UnableToReadTable, UnableToWriteRejects) as error:
        raise Refused(f"{run.file_name}: {error}") from error
    return as_mapping(run, outcome, rejects if outcome.rejected else None, dry_run=True)


def _import(surveyed: Import, rejects: Path, bar: Bar) -> dict[str, Any]:
    run = actions.begin(run=surveyed, rejects_path=rejects, by=_by(), now=now())
    begun_at = run.position
    if begun_at:
        bar.note(f"Going on with import {run.pk} after row {begun_at:,}.")
    with Interrupt() as interrupt:

        def watch(current: Import) -> None:
            bar.show(current)
            interrupt.check(current)

        try:
            done = run_import(run.pk, clock=now, watch=watch)
        except UnableToRun as error:
            raise Refused(f"{run.file_name}: {error}") from error
        except Interrupted as stop:
            set_aside(stop.run, now=now())
            bar.note("Stopped. Run the same command again to go on.")
            raise SystemExit(INTERRUPTED) from stop
    if done.problem:
        raise Refused(f"{run.file_name}: {done.problem} What is in stays in; the same command goes on from there.")
    path = Path(done.rejects_path) if done.rejects_path else None
    return as_mapping(done, done, path, begun_at=begun_at)


def _by() -> Actor:
    return Actor.command(os.environ.get("USER") or "operator")
