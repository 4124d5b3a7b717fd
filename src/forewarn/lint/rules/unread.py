"""What could not be read (FW-IN-01, beside the catalogue: a linter that read half must say so)."""

from __future__ import annotations

from forewarn.lint.findings import Where
from forewarn.lint.rule import Check, Results, Seen
from forewarn.lint.severity import Severity
from forewarn.lint.view.links import MAX_LINKS

# Faults that mail programs read past in the same way; the others leave words unread.
_MILD = frozenset(
    ("no_empty_line", "not_a_header", "no_end", "wrong_charset", "null_bytes", "bare_cr", "utf16", "broken_qp")
)


def was_read_whole(check: Check) -> Results:
    """FW-IN-01: everything in the file could be read."""
    for defect in check.view.defects:
        where = Where(defect.part if defect.part == "html" else f"part {defect.part}" if defect.part else "message")
        yield Seen(where, defect.text, Severity.WARN if defect.code in _MILD else None)
    if check.view.has_more_links:
        yield Seen(Where("message"), f"only the first {MAX_LINKS} links were judged")
