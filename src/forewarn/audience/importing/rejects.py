"""The rejects file: every row that was turned away, with its line, the reason and its own columns, ready to be mended
and imported again."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from forewarn.audience.reading.columns import LINE_COLUMN, REASON_COLUMN
from forewarn.foundation.reading.tables import Dialect


class UnableToWriteRejects(Exception):
    """The rejects file cannot be written; the text says why and what to do."""


class Rejected(Protocol):
    """A line that cannot be used, and why in words for the person who mends it."""

    @property
    def line(self) -> int:
        """The first is 1."""

    @property
    def reason(self) -> str:
        """One sentence."""


class RejectsFile:
    """Appended chunk by chunk. Only the bytes that belong to committed chunks count; what lies behind them is cut off
    when an interrupted import goes on."""

    def __init__(self, path: Path, dialect: Dialect, *, size: int) -> None:
        self.path, self.dialect, self.size = path, dialect, size

    def append(self, rejects: Sequence[Rejected], cells: Mapping[int, list[str]]) -> int:
        """Write rejected rows (`cells` by line) behind what is committed; the new size. Raises UnableToWriteRejects.

        The bytes are on the disk when this returns; `commit` takes the new size over.
        """
        if not rejects:
            return self.size
        header = [] if self.size else [[LINE_COLUMN, REASON_COLUMN, *self.dialect.columns]]
        lines = [[str(reject.line), reject.reason, *cells[reject.line]] for reject in rejects]
        data = ("" if self.size else "\ufeff") + _as_csv([*header, *lines], self.dialect.delimiter)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("r+b" if self.path.exists() else "w+b") as file:
                file.truncate(self.size)
                file.seek(self.size)
                file.write(data.encode("utf-8", "replace"))
                file.flush()
                os.fsync(file.fileno())
                return file.tell()
        except OSError as error:
            raise UnableToWriteRejects(
                f"The rejects file {self.path} cannot be written: {error.strerror or error}."
            ) from error

    def commit(self, size: int) -> None:
        """Take over the size that `append` returned."""
        self.size = size


def is_rejects_file(path: Path) -> bool:
    """Whether an earlier import wrote this file, so that the next may replace it."""
    try:
        with path.open("rb") as file:
            return file.read(100).decode("utf-8-sig", "replace").startswith(LINE_COLUMN)
    except OSError:
        return False


def _as_csv(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()
