"""Bringing a manifest: looking at its columns, starting it, throwing it away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.db import transaction

from forewarn.audience.importing.actions import folder, sample
from forewarn.audience.reading.columns import guess_meanings
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.foundation.reading.encodings import Encoding, blocks, examine, known_encoding
from forewarn.foundation.reading.tables import Dialect, Record, UnableToReadTable, find_dialect, is_address
from forewarn.holdings.models import Manifest, Transfer
from forewarn.holdings.recording.transfers import UnableToRecord, check_moment, checked_fields, checked_retention
from forewarn.mail.folding import folded
from forewarn.vendors.models import Vendor


@dataclass(frozen=True, slots=True)
class Source:
    """A file that names customers: where it lies, what it is called, and whether it is our own copy.

    `column` (name or number), `encoding` and `delimiter` are told by a person, and found out otherwise. Lines that name
    nobody here keep the whole file back, unless `without_unknown` says to leave them out.
    """

    path: Path
    name: str
    uploaded: bool = False
    column: str = ""
    encoding: str = ""
    delimiter: str = ""
    without_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What a manifest says of all its customers: these fields went there `at`, and are kept for so many days."""

    fields: Iterable[str]
    at: datetime
    retention_days: int | None = None


def survey(*, vendor: Vendor, source: Source, said: Said, by: Actor, now: datetime) -> Manifest:
    """Look at a file; the manifest that comes back is not stored. Raises UnableToRecord where it cannot be loaded."""
    fields = checked_fields(said.fields)
    check_moment(said.at, now)
    checked_retention(said.retention_days, said.at)
    try:
        facts = examine(source.path)
        dialect = _dialect(source, facts.encoding)
        rows = sample(source.path, dialect)
        dialect, column, by_address = _column(dialect, rows, source.column)
        lines = _count_lines(source.path)
    except UnableToReadTable as error:
        raise UnableToRecord(str(error)) from error
    except OSError as error:
        raise UnableToRecord(f"The file cannot be read: {error.strerror or error}.") from error
    made = Manifest(
        brand_id=vendor.brand_id,
        vendor=vendor,
        fields=fields,
        at=said.at,
        retention_days=said.retention_days,
        file_name=source.name[:200],
        file_path=str(source.path),
        uploaded=source.uploaded,
        file_hash=facts.digest,
        file_size=facts.size,
        dialect=dialect.to_json(),
        column=column,
        by_address=by_address,
        without_unknown=source.without_unknown,
        lines=max(lines - dialect.skip - dialect.header, 0),
        started_by=by.label[:200],
        created_at=now,
    )
    refuse_second_time(made)
    return made


def take_up(*, vendor: Vendor, source: Source, said: Said, by: Actor, now: datetime) -> Manifest:
    """Note an upload as a manifest that waits for somebody to look at its columns. Raises UnableToRecord."""
    made = survey(vendor=vendor, source=source, said=said, by=by, now=now)
    made.save()
    made.rejects_path = str(folder() / f"manifest-{made.pk}-rejects.csv")
    made.save(update_fields=["rejects_path"])
    return made


@transaction.atomic
def begin(*, manifest: Manifest, rejects_path: Path, by: Actor, now: datetime) -> Manifest:
    """Store a surveyed manifest, ready to be loaded here."""
    manifest.state, manifest.rejects_path = Manifest.State.WAITING, str(rejects_path)
    manifest.save()
    _record("manifest.started", manifest, by, now)
    return manifest


@transaction.atomic
def start(*, manifest: Manifest, column: int, by: Actor, now: datetime) -> None:
    """Let a taken-up manifest wait for its worker, with the column that a person chose. Raises UnableToRecord."""
    refuse_second_time(manifest)
    dialect = Dialect.from_json(manifest.dialect)
    if not 0 <= column < len(dialect.columns):
        raise UnableToRecord("There is no such column.")
    by_address = holds_addresses(sample(Path(manifest.file_path), dialect), column)
    mine = Manifest.objects.filter(pk=manifest.pk, state=Manifest.State.UPLOADED)
    if not mine.update(state=Manifest.State.WAITING, column=column, by_address=by_address, beat_at=now):
        raise UnableToRecord("This manifest was started before.")
    manifest.refresh_from_db()
    _record("manifest.started", manifest, by, now)


@transaction.atomic
def go_on_without_unknown(*, manifest: Manifest, by: Actor, now: datetime) -> None:
    """Let a rejected manifest be read again, without the lines that name nobody here. Raises UnableToRecord."""
    if not manifest.may_go_on:
        raise UnableToRecord("Only a list that is kept here can go on, and only without customers we do not know.")
    refuse_second_time(manifest)
    mine = Manifest.objects.filter(pk=manifest.pk, state=Manifest.State.REJECTED)
    if not mine.update(state=Manifest.State.WAITING, without_unknown=True, beat_at=now, ended_at=None):
        raise UnableToRecord("This manifest was started before.")
    manifest.refresh_from_db()
    _record("manifest.without_unknown", manifest, by, now)


@transaction.atomic
def discard(*, manifest: Manifest, by: Actor, now: datetime) -> None:
    """Throw a manifest away that is not loaded, with its files; one that is being read stops. Raises UnableToRecord."""
    gone, _ = Manifest.objects.filter(pk=manifest.pk).exclude(state=Manifest.State.LOADED).delete()
    if not gone:
        raise UnableToRecord("This manifest is loaded. Correct its transfer instead.")
    _record("manifest.discarded", manifest, by, now)
    if manifest.uploaded:
        for path in filter(None, (manifest.file_path, manifest.rejects_path)):
            transaction.on_commit(lambda path=path: Path(path).unlink(missing_ok=True))  # type: ignore[misc]


def refuse_second_time(manifest: Manifest) -> None:
    """Raises UnableToRecord where the same file says the same of the same vendor already."""
    same = Transfer.objects.filter(
        vendor_id=manifest.vendor_id, at=manifest.at, source_hash=manifest.file_hash, corrected_at=None
    )
    for earlier in same:
        if earlier.fields == manifest.fields:
            raise UnableToRecord(
                f"The same file was loaded already, for the same fields and time (transfer {earlier.pk}). "
                "If that was a mistake, correct it first."
            )


def holds_addresses(rows: list[Record], column: int) -> bool:
    """Whether a column of these rows holds mostly addresses."""
    filled = [row.cells[column] for row in rows if len(row.cells) > column and row.cells[column].strip()]
    return sum(map(is_address, filled)) * 2 > len(filled)


def _column(dialect: Dialect, rows: list[Record], told: str) -> tuple[Dialect, int, bool]:
    """Which column names the customers: the one told, else numbers before addresses, which people change."""
    if told:
        column = _told(dialect.columns, told)
        return dialect, column, holds_addresses(rows, column)
    meanings = guess_meanings(dialect.columns, rows)
    for meaning, by_address in (("external_id", False), ("email", True)):
        if meaning in meanings:
            return dialect, meanings.index(meaning), by_address
    if len(dialect.columns) > 1:
        names = ", ".join(dialect.columns)
        raise UnableToReadTable(
            f"No column looks like customer numbers or addresses. Say which one is. The columns are: {names}."
        )
    # One bare column: its first line is a customer like the others.
    return replace(dialect, header=False, columns=["Column 1"]), 0, False


def _told(columns: list[str], told: str) -> int:
    for index, name in enumerate(columns):
        if folded(name) == folded(told):
            return index
    if told.isdigit() and 1 <= int(told) <= len(columns):
        return int(told) - 1
    raise UnableToReadTable(f"There is no column “{told}”. The columns are: {', '.join(columns)}.")


def _dialect(source: Source, found: Encoding) -> Dialect:
    told = known_encoding(source.encoding) if source.encoding else None
    if source.encoding and told is None:
        raise UnableToReadTable(f"“{source.encoding}” is no encoding. Try utf-8, utf-16 or windows-1252.")
    damaged = told is not None or found.damaged
    return find_dialect(source.path, told or found.name, damaged=damaged, delimiter=source.delimiter)


def _count_lines(path: Path) -> int:
    """How many lines there are, more or less: for the progress bar, faster than taking the records apart."""
    lines, last = 0, b"\n"
    for block in blocks(path):
        lines += block.count(b"\n")
        last = block
    return lines + (not last.rstrip(b"\0").endswith(b"\n"))


def _record(verb: str, manifest: Manifest, by: Actor, now: datetime) -> None:
    data = {"vendor": manifest.vendor.name, "fields": manifest.fields, "at": manifest.at.isoformat()}
    target = ("manifest", manifest.pk, manifest.file_name)
    record(verb, by=by, now=now, brand_id=manifest.brand_id, target=target, data=data)
