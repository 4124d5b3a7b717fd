"""Files named on the command line: folders walked, each read with a bound, what cannot be read told in one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

MAX_FILE_BYTES = 100_000_000  # a mail is refused above 25 MB nearly everywhere; a DMARC archive stays far below this


class UnableToRead(Exception):
    """The file cannot be read; the text says why and what to do."""


def walk(paths: Sequence[str]) -> Iterator[Path]:
    """Each file in the order given; a folder stands for the files below it, sorted, hidden ones left out."""
    for name in paths:
        path = Path(name)
        if path.is_dir():
            below = (p for p in path.rglob("*") if p.is_file())
            yield from sorted(p for p in below if not any(s.startswith(".") for s in p.relative_to(path).parts))
        else:
            yield path


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises UnableToRead."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnableToRead(f"larger than {MAX_FILE_BYTES // 1_000_000} MB; no mail or report is")
        return path.read_bytes()
    except OSError as error:
        raise UnableToRead(f"cannot be read: {error.strerror or error}") from error
