"""The rows of a manifest, in batches. Millions of lines without a quote need no csv: splitting them gives the same, and
rows as objects are made only of those that somebody has to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from forewarn.foundation.reading.encodings import blocks
from forewarn.foundation.reading.tables import Dialect, Record, records


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that were taken apart."""

    taken_apart: list[Record]

    def __len__(self) -> int:
        return len(self.taken_apart)

    def __iter__(self) -> Iterator[Record]:
        """Row by row."""
        return iter(self.taken_apart)

    def cells(self, column: int) -> list[str]:
        """One column, with nothing where a row is too short."""
        return [row.cells[column] if len(row.cells) > column else "" for row in self.taken_apart]

    def is_plain(self, width: int) -> bool:
        """Whether no row is damaged, and none has more columns than this."""
        return not any(row.damaged or len(row.cells) > width for row in self.taken_apart)


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows as lines that hold no quote, with their numbers; taken apart when somebody asks."""

    numbers: Sequence[int]
    lines: list[str]
    delimiter: str
    lost: tuple[str, ...]  # marks of damage

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[Record]:
        """Row by row."""
        for number, line in zip(self.numbers, self.lines, strict=True):
            cells = line.rstrip("\r\n").split(self.delimiter)
            yield Record(number, cells, any(mark in line for mark in self.lost))

    def cells(self, column: int) -> list[str]:
        """One column, with nothing where a row is too short."""
        delimiter = self.delimiter
        if column == 0:
            return [line.rstrip("\r\n").partition(delimiter)[0] for line in self.lines]
        parts = (line.rstrip("\r\n").split(delimiter) for line in self.lines)
        return [cells[column] if len(cells) > column else "" for cells in parts]

    def is_plain(self, width: int) -> bool:
        """Whether no row is damaged, and none has more columns than this."""
        text = "".join(self.lines)
        if any(mark in text for mark in self.lost):
            return False
        return not any(line.count(self.delimiter) >= width for line in self.lines)


def manifest_rows(path: Path, dialect: Dialect, size: int) -> Iterator[Rows | Lines]:
    """The rows below the header, blank ones left out, at most `size` together: those that `records` gives.

    Raises UnableToReadTable, OSError.
    """
    if not _has_quotes(path):
        yield from _plain(path, dialect, size)
        return
    rows = records(path, dialect)
    while part := list(islice(rows, size)):
        yield Rows(part)


def _has_quotes(path: Path) -> bool:
    return any(b'"' in block for block in blocks(path))


def _plain(path: Path, dialect: Dialect, size: int) -> Iterator[Lines]:
    header, first = dialect.header, dialect.skip + 1
    nothing = f"\0 \t\r\n{dialect.delimiter}"
    lost = ("\0", "\ufffd") if dialect.damaged else ("\0",)
    with path.open(encoding=dialect.encoding, errors="replace", newline="") as file:
        for _ in range(dialect.skip):
            file.readline()
        while lines := list(islice(file, size)):
            numbers: Sequence[int] = range(first, first + len(lines))
            first += len(lines)
            if not all(line.strip(nothing) for line in lines):
                filled = [(n, line) for n, line in zip(numbers, lines, strict=True) if line.strip(nothing)]
                numbers, lines = [n for n, _ in filled], [line for _, line in filled]
            if header and lines:
                header, numbers, lines = False, numbers[1:], lines[1:]
            if lines:
                yield Lines(numbers, lines, dialect.delimiter, lost)
