"""Reading a local mailbox page by page, newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from forewarn.mail.reading.message import read_mail

HEADER_BYTES = 65_536  # read of a mail for its line in the list; our own headers are a few thousand
SEARCHED = 5_000  # newest mails that a search looks through, a second's work; older ones are found by their page

_KEY = re.compile(r"[0-9A-Za-z][0-9A-Za-z._,=:\\-]*")


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail in the list: `key` names it, `stored_at` is aware UTC, `size` in bytes."""

    key: str
    stored_at: datetime
    to: str
    sender: str
    subject: str
    size: int


@dataclass(frozen=True, slots=True)
class MailboxPage:
    """Some mails of a mailbox, and how many there are in all (of a search: among those looked through)."""

    lines: tuple[MailLine, ...]
    total: int


def read_page(folder: Path, *, start: int = 0, count: int = 50, search: str = "") -> MailboxPage:
    """The mails from position `start`, newest first; `search` is part of an address or of the subject."""
    names = sorted(_names(folder), reverse=True)
    if search:
        wanted = search.casefold()
        found = [line for line in _lines(folder, names[:SEARCHED]) if wanted in f"{line.to}\n{line.subject}".casefold()]
        return MailboxPage(tuple(found[start : start + count]), len(found))
    return MailboxPage(tuple(_lines(folder, names[start : start + count])), len(names))


def read_stored(folder: Path, key: str) -> bytes | None:
    """The mail's bytes with the two lines of its envelope in front; None where there is none of that key."""
    path = _path(folder, key)
    return path.read_bytes() if path else None


def _names(folder: Path) -> Iterator[str]:
    for part in ("new", "cur"):
        if (folder / part).is_dir():
            yield from (path.name for path in (folder / part).iterdir())


def _path(folder: Path, key: str) -> Path | None:
    if not _KEY.fullmatch(key):
        return None
    return next((path for part in ("new", "cur") if (path := folder / part / key).is_file()), None)


def _lines(folder: Path, names: list[str]) -> Iterator[MailLine]:
    for name in names:
        path = _path(folder, name)
        if path is None:  # taken away meanwhile, or not one of ours
            continue
        with path.open("rb") as file:
            start = file.read(HEADER_BYTES)
        yield _line(path, start.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")


def _line(path: Path, headers: bytes) -> MailLine:
    mail = read_mail(headers)
    stamp = path.name.partition(".")[0]
    seconds = int(stamp) / 1_000_000 if stamp.isdigit() else path.stat().st_mtime
    return MailLine(
        key=path.name,
        stored_at=datetime.fromtimestamp(seconds, UTC),
        to=mail.value("Delivered-To"),
        sender=mail.value("From"),
        subject=mail.subject,
        size=path.stat().st_size,
    )
