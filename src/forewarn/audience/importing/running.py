"""Running an import from where it is to its end: chunk by chunk, safe to kill at any moment and to run again."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.db import connection
from django.db.models import Q

from forewarn.audience.importing.chunks import Chunk, ChunkWriter, TakenAway, read_chunk
from forewarn.audience.importing.rejects import RejectsFile, UnableToWriteRejects
from forewarn.audience.models import Customer, Import
from forewarn.audit.actions import record
from forewarn.audit.rules import SYSTEM
from forewarn.foundation.reading.encodings import examine
from forewarn.foundation.reading.tables import Dialect, UnableToReadTable, records

CHUNK_ROWS = 5_000  # a transaction of about a quarter of a second: other writers wait no longer on SQLite
SQLITE_CACHE = 65_536  # kB
SILENT_AFTER = timedelta(seconds=60)  # without a sign of life the runner counts as gone
WORTH_ANALYSING = 5_000  # written rows after which the database should count its values anew, or lists get slow

Clock = Callable[[], datetime]
Watcher = Callable[[Import], None]


class UnableToRun(Exception):
    """The import cannot run now; the text says why and what to do."""


def claim(import_id: int, *, now: datetime) -> Import:
    """Become the one who works at an import that is waiting, stopped, failed or left alone. Raises UnableToRun."""
    runner = f"{socket.gethostname()[:12]}:{os.getpid()}:{secrets.token_hex(3)}"
    state = Import.State
    idle = Q(state__in=[state.WAITING, state.STOPPED, state.FAILED])
    left_alone = Q(state=state.RUNNING) & (Q(beat_at__lt=now - SILENT_AFTER) | Q(runner__in=_dead_runners(import_id)))
    run = Import.objects.get(pk=import_id)
    if other := _other_running(run, now):
        raise UnableToRun(f"Another file ({other.file_name}) is being imported for this brand. Wait until it is done.")
    taken = Import.objects.filter(idle | left_alone, pk=import_id).update(
        state=state.RUNNING, runner=runner, beat_at=now, problem="", ended_at=None
    )
    if not taken:
        run.refresh_from_db()
        raise UnableToRun(f"This import is {run.get_state_display()}.")
    Import.objects.filter(pk=import_id, started_at=None).update(started_at=now)
    return Import.objects.select_related("brand").get(pk=import_id)


def run_import(import_id: int, *, clock: Clock, watch: Watcher | None = None, chunk_rows: int = CHUNK_ROWS) -> Import:
    """Import until the end, or until it is stopped or fails; the import as it is then. Raises UnableToRun.

    `watch` is called after every chunk. What is wrong with the file stands in `problem`, for the person to read.
    """
    run = claim(import_id, now=clock())
    path = Path(run.file_path)
    _widen_cache()
    try:
        if examine(path).digest != run.file_hash:
            raise UnableToReadTable("The file is another one than when the import began. Import it anew.")
        dialect = Dialect.from_json(run.dialect)
        rejects = RejectsFile(Path(run.rejects_path), dialect, size=run.rejects_size)
        writer = ChunkWriter(run, rejects, clock=clock)
        with closing(_read_ahead(run, dialect, chunk_rows)) as parts:
            for chunk in parts:
                writer.write(chunk)
                if watch:
                    watch(run)
    except TakenAway:
        run.refresh_from_db()
        return run
    except (UnableToReadTable, UnableToWriteRejects) as error:
        return _end(run, Import.State.FAILED, clock(), problem=str(error))
    except OSError as error:
        return _end(run, Import.State.FAILED, clock(), problem=f"The file cannot be read: {error.strerror or error}.")
    return _finish(run, clock())


def set_aside(run: Import, *, now: datetime) -> None:
    """Leave a running import where it is, for somebody to go on with; what is committed stays."""
    Import.objects.filter(pk=run.pk, runner=run.runner, state=Import.State.RUNNING).update(
        state=Import.State.STOPPED, runner="", ended_at=now
    )


def _widen_cache() -> None:
    """Let SQLite keep the indexes of a million customers in memory; with its 2 MB every row would read them anew."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{SQLITE_CACHE}")


def _read_ahead(run: Import, dialect: Dialect, size: int) -> Generator[Chunk]:
    """The chunks from where the import is; the next one is read while the database writes the one before."""
    rows, meanings = records(Path(run.file_path), dialect, after=run.position), list(run.mapping)

    def read() -> Chunk | None:
        part = list(islice(rows, size))
        return read_chunk(dialect.columns, meanings, part) if part else None

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading") as reader:
        ahead = reader.submit(read)
        while (chunk := ahead.result()) is not None:
            ahead = reader.submit(read)
            yield chunk


def _finish(run: Import, now: datetime) -> Import:
    if not run.rejected:
        Path(run.rejects_path).unlink(missing_ok=True)
        run.rejects_path = ""
    if run.uploaded:
        Path(run.file_path).unlink(missing_ok=True)
        run.file_path = ""
    run.save(update_fields=["rejects_path", "file_path"])
    if run.added + run.changed >= WORTH_ANALYSING:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {Customer._meta.db_table}")
    return _end(run, Import.State.FINISHED, now)


def _end(run: Import, state: Import.State, now: datetime, *, problem: str = "") -> Import:
    ended = Import.objects.filter(pk=run.pk, runner=run.runner, state=Import.State.RUNNING).update(
        state=state, problem=problem[:500], runner="", ended_at=now, beat_at=now
    )
    run.refresh_from_db()
    if ended:
        counts = {"new": run.added, "changed": run.changed, "unchanged": run.unchanged, "rejected": run.rejected}
        record(
            f"import.{state.value}",
            by=SYSTEM,
            now=now,
            brand_id=run.brand_id,
            target=("import", run.pk, run.file_name),
            data=counts | ({"problem": problem} if problem else {}),
        )
    return run


def _other_running(run: Import, now: datetime) -> Import | None:
    others = Import.objects.filter(brand_id=run.brand_id, state=Import.State.RUNNING, beat_at__gte=now - SILENT_AFTER)
    return next((other for other in others.exclude(pk=run.pk) if not is_dead(other.runner)), None)


def _dead_runners(import_id: int) -> list[str]:
    runners = Import.objects.filter(pk=import_id, state=Import.State.RUNNING).values_list("runner", flat=True)
    return [runner for runner in runners if is_dead(runner)]


def is_dead(runner: str) -> bool:
    """Whether the runner was a process of this machine that is no more; one of another machine is never known to be."""
    host, _, process = runner.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname()[:12] or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
