"""Email addresses in words and links, however long the run of letters is that they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_LOCAL = 320  # characters before the @: no more than a local part may have, with room for what lists add
_HOST = re.compile(r"(?:@|[ ]?[\[(]at[\])][ ]?)[\w-]+(?:(?:\.|[ ]?[\[(]dot[\])][ ]?)[\w-]+)+", re.IGNORECASE)
_LOCAL = re.compile(r"[\w.+%=-]+")


def address_spans(text: str) -> Iterator[tuple[int, int]]:
    """From where to where addresses stand. What stands before an @ is read backwards, so that a long text takes no
    longer than its length."""
    behind = 0
    for host in _HOST.finditer(text):
        before = text[max(behind, host.start() - MAX_LOCAL) : host.start()]
        local = _LOCAL.match(before[::-1])
        if local:
            yield host.start() - local.end(), host.end()
            behind = host.end()


def has_address(text: str) -> bool:
    """Whether an address stands in a text."""
    return next(address_spans(text), None) is not None


def without_addresses(text: str, mark: str) -> str:
    """The text with the mark where an address stood."""
    pieces, at = [], 0
    for start, end in address_spans(text):
        pieces += [text[at:start], mark]
        at = end
    return "".join([*pieces, text[at:]])
