"""The machine-readable fields of a delivery status notification (RFC 3464), as servers really write them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MAX_RECIPIENTS = 1_000  # of one notification; RFC 5321 lets a server refuse more than a hundred
_FIELD = re.compile(r"^(?:> ?)*([A-Za-z][A-Za-z0-9-]{2,40})[ \t]*:[ \t]*(.*)$")
_RECIPIENT_FIELDS = frozenset({"final-recipient", "original-recipient"})
_OF_ONE_RECIPIENT = frozenset({"action", "status", "diagnostic-code", "remote-mta", *_RECIPIENT_FIELDS})
_ADDRESS = re.compile(r"(?<![^\s<>()\[\],;:\"])[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")
STATUS_FIELD_HINT = re.compile(r"^(?:> ?)*(?:final|original)-recipient[ \t]*:", re.IGNORECASE | re.MULTILINE)


@dataclass(slots=True)
class StatusGroup:
    """The fields of one recipient, names in lower case; a field that repeats keeps its first value."""

    fields: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The address we wrote to: the original recipient where told, else the final one; "" where neither is one."""
        for name in ("original-recipient", "final-recipient"):
            found = _ADDRESS.search(self.fields.get(name, ""))
            if found and not self.fields[name].lower().startswith("x400"):
                return found.group(0).strip("'")
        return ""

    @property
    def names_recipient(self) -> bool:
        """Whether it speaks of a recipient at all, be the address readable or not."""
        return not _RECIPIENT_FIELDS.isdisjoint(self.fields)


def read_status_fields(text: str) -> tuple[dict[str, str], list[StatusGroup]]:
    """The fields of the whole notification, and one group per recipient.

    Blank lines part the groups; where a server leaves them out, a recipient's field that repeats begins the next one.
    """
    groups = [StatusGroup()]
    last = ""
    for line in text.splitlines():
        plain = line.rstrip()
        if not plain.strip("> \t"):
            if groups[-1].fields:
                groups.append(StatusGroup())
            last = ""
            continue
        found = _FIELD.match(plain)
        if found:
            last = found.group(1).lower()
            if _begins_next(groups[-1], last):
                groups.append(StatusGroup())
            groups[-1].fields.setdefault(last, found.group(2).strip())
        elif last and plain[0] in " \t>":
            groups[-1].fields[last] += " " + plain.strip("> \t")
        if len(groups) > MAX_RECIPIENTS:
            break
    recipients = [group for group in groups if group.names_recipient]
    common: dict[str, str] = {}
    for group in groups:
        for name, value in group.fields.items():
            if name not in _OF_ONE_RECIPIENT:
                common.setdefault(name, value)
    return common, recipients


def _begins_next(group: StatusGroup, name: str) -> bool:
    return name in _OF_ONE_RECIPIENT and name in group.fields and group.names_recipient
