"""Where the parts of a multipart begin and end: its boundary lines (RFC 2046 section 5.1.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

MAX_BOUNDARY = 200  # bytes; the standard allows seventy


class Marker(NamedTuple):
    """A boundary line: where it begins and ends, and whether it is the closing one."""

    at: int
    end: int
    is_last: bool


def markers(data: bytes, boundary: bytes, begin: int, stop: int) -> Iterator[Marker]:
    """Each boundary line between these offsets, at the first of which a line begins."""
    top = _line(boundary).match(data, begin, stop)
    if top:
        yield Marker(begin, top.end(), bool(top[1]))
    # Looked for with the line end before it, so that a run of dashes is skipped at once.
    for found in _line_below(boundary).finditer(data, begin, stop):
        yield Marker(found.start() + 1, found.end(), bool(found[1]))


@lru_cache(maxsize=64)
def _line(boundary: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r?\n|\Z)")


@lru_cache(maxsize=64)
def _line_below(boundary: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"\n" + _line(boundary).pattern)
