"""Bringing a file of customers in: taking it up, saying what its columns mean, starting, stopping and going on."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from forewarn.audience.importing.queries import unfinished
from forewarn.audience.models import Import
from forewarn.audience.reading.columns import UnableToMap, apply_choices, check_meanings, guess_meanings
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.foundation.reading.encodings import Encoding, examine, known_encoding
from forewarn.foundation.reading.tables import (
    SAMPLE_RECORDS,
    Dialect,
    Record,
    UnableToReadTable,
    count_records,
    find_dialect,
    records,
)

MAX_UPLOAD_BYTES = 2_000_000_000  # ten million customers of a hundred bytes, with room
WORDING_LENGTH = 300  # characters, as the column holds


class UnableToImport(Exception):
    """The file cannot be imported like this; the text says where, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to bring in: where it lies, what it is called, and whether it is our own copy."""

    path: Path
    name: str
    uploaded: bool = False
    encoding: str = ""  # told by a person; found out otherwise
    delimiter: str = ""


def survey(
    *, brand: Brand, source: Source, told: Iterable[str] = (), wording: str = "", by: Actor, now: datetime
) -> Import:
    """Read a file through once and guess its columns, with those that a person told as "meaning=column".

    The import that comes back is not stored, so nothing is left of a file that does not fit. Raises UnableToImport.
    """
    try:
        facts = examine(source.path)
        dialect = _dialect(source, facts.encoding)
        rows = count_records(source.path, dialect)
        guessed = guess_meanings(dialect.columns, sample(source.path, dialect))
        meanings = apply_choices(dialect.columns, guessed, told)
    except (UnableToReadTable, UnableToMap) as error:
        raise UnableToImport(str(error)) from error
    except OSError as error:
        raise UnableToImport(f"The file cannot be read: {error.strerror or error}.") from error
    return Import(
        brand=brand,
        file_name=source.name[:200],
        file_path=str(source.path),
        uploaded=source.uploaded,
        file_hash=facts.digest,
        file_size=facts.size,
        dialect=dialect.to_json(),
        mapping=meanings,
        rows=rows,
        wording=wording[:WORDING_LENGTH] or brand.choice_wording,
        care_default=brand.care_default,
        marketing_default=brand.marketing_default,
        default_wording=brand.choice_wording,
        started_by=by.label[:200],
        created_at=now,
    )


def take_up(*, brand: Brand, source: Source, wording: str = "", by: Actor, now: datetime) -> Import:
    """Note a file as an import that waits for somebody to look at its columns and start it. Raises UnableToImport."""
    run = survey(brand=brand, source=source, wording=wording, by=by, now=now)
    run.save()
    run.rejects_path = str(folder() / f"{run.pk}-rejects.csv")
    run.save(update_fields=["rejects_path"])
    return run


@transaction.atomic
def begin(*, run: Import, rejects_path: Path, by: Actor, now: datetime) -> Import:
    """Store a surveyed import, ready to run here; or the one that was interrupted with the same file and columns.

    Raises UnableToImport where the columns make no customers.
    """
    check_mapping(run)
    for earlier in unfinished(run.brand, run.file_hash):
        if earlier.mapping == run.mapping and earlier.dialect == run.dialect:
            Import.objects.filter(pk=earlier.pk).update(file_path=run.file_path, file_name=run.file_name)
            return earlier
    run.state, run.rejects_path = Import.State.WAITING, str(rejects_path)
    run.save()
    _record("import.started", run, by, now, {"rows": run.rows, "columns": run.mapping})
    return run


def check_mapping(run: Import) -> None:
    """Raises UnableToImport where the columns make no customers."""
    try:
        check_meanings(Dialect.from_json(run.dialect).columns, run.mapping)
    except UnableToMap as error:
        raise UnableToImport(str(error)) from error


@transaction.atomic
def start(
    *, run: Import, meanings: Sequence[str] | None = None, wording: str | None = None, by: Actor, now: datetime
) -> None:
    """Let a taken-up import wait for its worker, with the meanings a person chose. Raises UnableToImport."""
    if run.state != Import.State.UPLOADED:
        raise UnableToImport(f"This import was started before; it is {run.get_state_display()}.")
    run.mapping = list(meanings or run.mapping)
    check_mapping(run)
    run.state = Import.State.WAITING
    if wording is not None:
        run.wording = wording.strip()[:WORDING_LENGTH] or run.default_wording
    run.save(update_fields=["mapping", "state", "wording"])
    _record("import.started", run, by, now, {"rows": run.rows, "columns": run.mapping})


@transaction.atomic
def stop(*, run: Import, by: Actor, now: datetime) -> None:
    """Stop a waiting or running import after the chunk in flight; what is in stays in. Raises UnableToImport."""
    active = [Import.State.WAITING, Import.State.RUNNING]
    if not Import.objects.filter(pk=run.pk, state__in=active).update(
        state=Import.State.STOPPED, runner="", ended_at=now
    ):
        raise UnableToImport("This import is not running.")
    _record("import.stopped", run, by, now, {})


@transaction.atomic
def go_on(*, run: Import, by: Actor, now: datetime) -> None:
    """Let a stopped or failed import wait for a worker again, from where it was. Raises UnableToImport."""
    idle = [Import.State.STOPPED, Import.State.FAILED]
    if not Import.objects.filter(pk=run.pk, state__in=idle).update(
        state=Import.State.WAITING, problem="", ended_at=None
    ):
        raise UnableToImport(f"This import cannot go on; it is {run.get_state_display()}.")
    _record("import.continued", run, by, now, {"position": run.position})


@transaction.atomic
def discard(*, run: Import, by: Actor, now: datetime) -> None:
    """Throw an upload away that was never started, with its file. Raises UnableToImport."""
    if run.state != Import.State.UPLOADED:
        raise UnableToImport("This import was started; it stays in the list.")
    _record("import.discarded", run, by, now, {})
    path, ours = run.file_path, run.uploaded
    run.delete()
    if ours:
        transaction.on_commit(lambda: Path(path).unlink(missing_ok=True))


def keep_upload(blocks: Iterable[bytes]) -> Path:
    """Store an upload among our files; its path."""
    path = folder() / f"{secrets.token_hex(12)}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("wb") as file:
            for block in blocks:
                file.write(block)
    except BaseException:  # the sender broke off, or there is no room: nothing is left behind
        path.unlink(missing_ok=True)
        raise
    return path


def folder() -> Path:
    """Where uploads wait and rejects files lie."""
    return Path(settings.MEDIA_ROOT) / "imports"


def sample(path: Path, dialect: Dialect) -> list[Record]:
    """The first rows, for guessing and for the preview."""
    rows = records(path, dialect)
    return [row for row, _ in zip(rows, range(SAMPLE_RECORDS), strict=False)]


def _dialect(source: Source, found: Encoding) -> Dialect:
    """How the file is written; an encoding that a person told counts more than the one found."""
    told = known_encoding(source.encoding) if source.encoding else None
    if source.encoding and told is None:
        raise UnableToImport(f"“{source.encoding}” is no encoding. Try utf-8, utf-16 or windows-1252.")
    damaged = told is not None or found.damaged
    return find_dialect(source.path, told or found.name, damaged=damaged, delimiter=source.delimiter)


def _record(verb: str, run: Import, by: Actor, now: datetime, data: dict[str, object]) -> None:
    record(verb, by=by, now=now, brand_id=run.brand_id, target=("import", run.pk, run.file_name), data=data)
