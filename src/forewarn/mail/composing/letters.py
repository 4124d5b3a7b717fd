"""The letter as the author wrote it, before anything is encoded."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

SLOT = re.compile(r"\{\{\s*([A-Za-z][A-Za-z0-9_.]*)\s*\}\}")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class UnableToCompose(Exception):
    """The letter cannot become a mail; the text says which part is at fault and what to do."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail for many recipients: text and HTML rendered from one source, `{{slot}}` where recipients differ.

    Slots may stand in the subject, the text, the HTML and the values of `headers` (list headers, Feedback-ID and so on;
    From, To, Date, Message-ID and the MIME headers are written here). Without `html` the mail is plain text alone.
    """

    from_name: str
    from_address: str
    subject: str
    text: str
    html: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a text where each recipient's own value goes."""

    name: str


def split_at_slots(source: str, slots: Collection[str], where: str) -> list[str | Slot]:
    """Cut a text into literals (line breaks as one newline) and slots. Raises UnableToCompose on an unknown slot."""
    pieces: list[str | Slot] = []
    for position, piece in enumerate(SLOT.split(_LINE_BREAK.sub("\n", source))):
        if position % 2:
            if piece not in slots:
                known = ", ".join(sorted(slots)) or "none"
                raise UnableToCompose(f"{where}: {{{{{piece}}}}} is not a field of this mail (known: {known})")
            pieces.append(Slot(piece))
        elif piece:
            pieces.append(piece)
    return pieces


def as_text(value: str) -> str:
    """A recipient's value as it stands in the text part: every kind of line break as one newline."""
    return _LINE_BREAK.sub("\n", value)


def as_html(value: str) -> str:
    """A recipient's value as it stands in the HTML part: never markup."""
    return html.escape(as_text(value), quote=True)


def rendered(source: str, values: Mapping[str, str], convert: Callable[[str], str] = as_text) -> str:
    """The plain rendering: every slot replaced by the recipient's converted value, nothing encoded."""
    return SLOT.sub(lambda match: convert(values[match[1]]), source)
