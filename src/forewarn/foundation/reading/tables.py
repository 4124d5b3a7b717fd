"""Reading a table of text: which delimiter, whether it has a header, and its records with their line numbers.

The standard library's csv module takes the records apart; here is what it leaves open: finding the delimiter, saying on
which line a record began, and noticing a quote that never closes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from forewarn.mail.addresses import UnableToReadAddress, read_address

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
NAMED_DELIMITERS = {name: mark for mark, name in DELIMITERS.items()}
SAMPLE_CHARACTERS = 1 << 18  # enough for hundreds of records of any real list
SAMPLE_RECORDS = 100
MAX_COLUMNS = 500  # a list of customers has tens; beyond this the delimiter is wrong
_END = "\ue000end of the file\ue000"  # private-use letters: no list holds this line


class UnableToReadTable(Exception):
    """The file is not a table we can read; the text says where, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written: `columns` are the header's names, made up where there is none; `skip` lines come before."""

    encoding: str
    delimiter: str
    columns: list[str]
    header: bool = True
    skip: int = 0
    damaged: bool = False  # some bytes are no letters: their rows are turned away

    def to_json(self) -> dict[str, Any]:
        """As stored with an import."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Dialect:
        """What `to_json` gave."""
        return cls(**stored)


class Record(NamedTuple):
    """One row of the file: the line it begins on (the first is 1), its cells, and whether letters in it are lost."""

    line: int
    cells: list[str]
    damaged: bool


def find_dialect(path: Path, encoding: str, *, damaged: bool = False, delimiter: str = "") -> Dialect:
    """Find out how the file is written. Raises UnableToReadTable."""
    with _open(path, encoding) as file:
        sample = file.read(SAMPLE_CHARACTERS)
    if not sample.strip("\ufeff\0 \t\r\n"):
        raise UnableToReadTable("The file is empty.")
    skip, named = _separator_line(sample)
    if len(sample) == SAMPLE_CHARACTERS:
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    lines = sample.splitlines(keepends=True)[skip:]
    delimiter = delimiter or named or max(DELIMITERS, key=lambda mark: _fitness(lines, mark))
    first = _first_record(lines, delimiter)
    if len(first) > MAX_COLUMNS:
        raise UnableToReadTable(
            f"The first row has {len(first)} columns; a list of customers has fewer than {MAX_COLUMNS}."
        )
    header = not any(is_address(cell) for cell in first)
    columns = _names(first) if header else [f"Column {number}" for number in range(1, len(first) + 1)]
    return Dialect(encoding, delimiter, columns, header, skip, damaged)


def records(path: Path, dialect: Dialect, *, after: int = 0) -> Iterator[Record]:
    """The rows below the header, blank ones left out; `after` rows are passed over, for going on where it stopped.

    Raises UnableToReadTable where a quote is never closed or the file cannot be opened.
    """
    rows = _records(path, dialect)
    return islice(rows, after, None) if after else rows


def count_records(path: Path, dialect: Dialect) -> int:
    """How many rows there are; reads the whole file, so that what is wrong with it shows before anything is done."""
    return sum(1 for _ in _records(path, dialect))


def _open(path: Path, encoding: str) -> IO[str]:
    try:
        return path.open(encoding=encoding, errors="replace", newline="")
    except OSError as error:
        raise UnableToReadTable(f"The file cannot be opened: {error.strerror or error}.") from error


class _Lines:
    """The lines of a file for csv, with a mark after the last one and a note of lost letters."""

    def __init__(self, file: IO[str], *, damaged: bool) -> None:
        self.lost = ("\0", "\ufffd") if damaged else ("\0",)
        self.file = file
        self.seen_loss = False

    def __iter__(self) -> Iterator[str]:
        lost = self.lost
        for line in self.file:
            for mark in lost:
                if mark in line:
                    self.seen_loss = True
            yield line
        yield f"{_END}\n"


def _records(path: Path, dialect: Dialect) -> Iterator[Record]:
    with _open(path, dialect.encoding) as file:
        for _ in range(dialect.skip):
            file.readline()
        lines = _Lines(file, damaged=dialect.damaged)
        reader = csv.reader(lines, delimiter=dialect.delimiter)
        line, skip_header = dialect.skip + 1, dialect.header
        try:
            for cells in reader:
                begins, line = line, reader.line_num + dialect.skip + 1
                if cells and _END in cells[-1]:
                    if cells != [_END]:
                        raise UnableToReadTable(_never_closed(begins))
                    return
                damaged, lines.seen_loss = lines.seen_loss, False
                if not cells or (cells[0][:1] <= " " and _blank(cells)):
                    continue
                if skip_header:
                    skip_header = False
                else:
                    yield Record(begins, cells, damaged)
        except csv.Error as error:
            raise UnableToReadTable(_never_closed(line)) from error


def _never_closed(line: int) -> str:
    return f'Line {line}: a quote (") is opened here and never closed. Close it, or double it where it belongs to the text.'


def _blank(cells: list[str]) -> bool:
    return not "".join(cells).strip("\0 \t")


def _separator_line(sample: str) -> tuple[int, str]:
    """Excel's first line "sep=;": how many lines to pass over, and the delimiter it names."""
    first = sample.lstrip("\ufeff").split("\n", 1)[0].strip('\r" ')
    if first.lower().startswith("sep=") and len(first) == 5 and first[4] in DELIMITERS:
        return 1, first[4]
    return 0, ""


def _fitness(lines: list[str], delimiter: str) -> tuple[float, float]:
    """How well a delimiter fits: first whether it leaves addresses standing alone in their cells, then the share of
    records as wide as the first, times that width."""
    try:
        sample = [cells for cells in islice(csv.reader(lines, delimiter=delimiter), SAMPLE_RECORDS) if cells]
    except csv.Error:
        return 0.0, 0.0
    width = len(sample[0]) if sample else 0
    if width < 2:
        return 0.0, 0.0
    with_address = sum(any("@" in cell and is_address(cell) for cell in cells) for cells in sample)
    return round(with_address / len(sample), 1), sum(len(cells) == width for cells in sample) / len(sample) * width


def _first_record(lines: list[str], delimiter: str) -> list[str]:
    try:
        found = next((cells for cells in csv.reader(lines, delimiter=delimiter) if any(cells)), None)
    except csv.Error as error:
        raise UnableToReadTable(_never_closed(1)) from error
    if found is None:
        raise UnableToReadTable("The file is empty.")
    return found


def _names(cells: list[str]) -> list[str]:
    """The header's names: trimmed, never empty, each once."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(cell.replace("\ufeff", "").replace("\0", "").split())[:120] or f"Column {number}"
        base, again = name, 2
        while name in names:
            name, again = f"{base} {again}", again + 1
        names.append(name)
    return names


def is_address(cell: str) -> bool:
    """Whether a cell holds one address and nothing else."""
    try:
        read_address(cell)
    except UnableToReadAddress:
        return False
    return True
