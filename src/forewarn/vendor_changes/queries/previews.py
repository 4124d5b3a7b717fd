"""What staff see of a notice before it leaves, and after: its groups, and what each of them reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forewarn.lint.findings import Finding
from forewarn.mail.documents import Document, document_from
from forewarn.vendor_changes.models import VendorChange
from forewarn.vendor_changes.notice.linting import report_on
from forewarn.vendor_changes.notice.words import mail_words
from forewarn.vendor_changes.queries.notices import groups_concerned, notice_for
from forewarn.vendor_changes.refusals import UnableToChangeNotice


@dataclass(frozen=True, slots=True)
class GroupPreview:
    """A group: how many customers, which categories of theirs (codes) go, end and stay, and what they read."""

    number: str
    customers: int
    to: tuple[str, ...]
    off: tuple[str, ...]
    at: tuple[str, ...]
    documents: dict[str, Document]


def previews(change: VendorChange, *, now: datetime) -> list[GroupPreview]:
    """Every group: as it was handed in, else as it would be now; largest first. Raises NoSuchSegment,
    UnableToReadFilter."""
    if change.groups:
        return [_frozen(number, row) for number, row in sorted(change.groups.items(), key=lambda pair: int(pair[0]))]
    groups = groups_concerned(change, now=now)
    return [
        GroupPreview(
            str(number),
            len(group.customers),
            group.to,
            group.off,
            group.at,
            {lo: notice_for(change, group, groups, lo, now=now) for lo in change.brand.locales},
        )
        for number, group in enumerate(groups, start=1)
    ]


def _frozen(number: str, row: dict[str, Any]) -> GroupPreview:
    documents = {locale: document_from(said) for locale, said in row["documents"].items()}
    return GroupPreview(number, row["customers"], tuple(row["to"]), tuple(row["off"]), tuple(row["at"]), documents)


@dataclass(frozen=True, slots=True)
class Checked:
    """What the linter found in one language; `trouble` where it could not be run, and what to set up."""

    findings: tuple[Finding, ...] = ()
    trouble: str = ""


def checked(change: VendorChange, document: Document, *, now: datetime) -> Checked:
    """Lint one notice as it would leave now."""
    try:
        return Checked(report_on(change, mail_words(change.brand, document), now=now).findings)
    except UnableToChangeNotice as error:
        return Checked((), str(error))
