"""Where in the source the visible text stands."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from forewarn.mail.folding import INVISIBLE
from forewarn.mail.html.looks import Look

SEARCH_WINDOW = 20_000  # characters of source after the last known place in which a text is looked for
_BEGINNING = 40  # characters of a text that are looked for
_ENOUGH = 400  # characters of source that hold as many, white space and entities included
_ENTITY_OR_CHARACTER = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?|.", re.DOTALL)
_BETWEEN_TAGS = re.compile(r"(?:>|\A)([^<]+)")
_INVISIBLE = str.maketrans(dict.fromkeys(INVISIBLE))


class TextRun(NamedTuple):
    """One stretch of visible text in one look, as `written`; `tag` is where the last tag before it begins, -1 for none."""

    start: int
    length: int
    look: Look
    written: str
    tag: int


def run_offsets(source: str, runs: Iterable[TextRun]) -> Iterator[int]:
    """The offset of each stretch of text, looked for in order behind the tag that came before it."""
    reached, tag = 0, -1
    for run in runs:
        if run.tag != tag:
            tag = run.tag
            reached = source.find(">", tag) + 1
        at = reached if source.startswith(run.written, reached) else _find_text(source, run.written, reached)
        yield reached if at < 0 else at
        reached = max(reached, at + 1)


def _find_text(source: str, written: str, reached: int) -> int:
    """Where between tags a text begins next, else where a text does that it begins with; -1 where none is near."""
    wanted = _inked(written)[:_BEGINNING]
    part = -1
    for found in _BETWEEN_TAGS.finditer(source, max(0, reached - 1), reached + SEARCH_WINDOW):
        seen = _inked(html.unescape(found[1][:_ENOUGH]))
        if seen.startswith(wanted):
            return found.start(1)
        if part < 0 and seen and wanted.startswith(seen):
            part = found.start(1)
    return part


def _inked(text: str) -> str:
    """A text without white space and letters that no reader sees."""
    return "".join((text if text.isascii() else text.translate(_INVISIBLE)).split())


def after_text(source: str, offset: int, text: str) -> int:
    """The offset of what follows this text, which begins at an offset; entities count as what they stand for."""
    ink = len(_inked(text))
    for found in _ENTITY_OR_CHARACTER.finditer(source, offset):
        piece = found.group(0)
        weight = len(_inked(html.unescape(piece) if piece[0] == "&" and len(piece) > 1 else piece))
        if weight and ink <= 0:
            return found.start()
        ink -= weight
    return min(offset, len(source))
