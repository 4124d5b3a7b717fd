"""A mail's source, pasted below some words of one's own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forewarn.mail.forwards.inline import find_inline
from forewarn.mail.letters import Letter
from forewarn.mail.reading.message import ParsedMail, read_mail

# Fields are looked for with the line end above them, which is found fast in a long text.
_SOURCE_START = re.compile(
    r"\n(?=[ADFMRSX])(?:Delivered-To|Return-Path|Received|X-[\w-]+|From|Date|Message-ID|Subject|MIME-Version|ARC-[\w-]+|DKIM-Signature|Authentication-Results):[ \t]",
    re.IGNORECASE,
)
_SOURCE_FIELDS = re.compile(
    r"\n(Received|From|Message-ID|DKIM-Signature|Content-Type|MIME-Version|Return-Path|Date|To|Subject):", re.IGNORECASE
)
_EMPTY_LINE = re.compile(r"\n[ \t]*\r?\n")
MAX_HEAD = 1_000_000  # characters in which the end of its head is looked for; no mail has more


@dataclass(frozen=True, slots=True)
class PastedSource:
    """The mail that the source is of, and the words above it. `alone` is False where these hold another mail, or where
    the HTML that is shown does not show the source: then it is not all that somebody asks about."""

    mail: ParsedMail
    own_words: str
    alone: bool


def pasted_source(letter: Letter, plain: str) -> PastedSource | None:
    """The source in a letter, of which this is the whole plain text; None where it holds none."""
    found = _cut(plain or letter.text)
    if found is None:
        return None
    above, source = found
    shown = _cut(letter.text) if letter.is_html else found
    words = above if shown is None or shown[0] == above else f"{above}\n{shown[0]}"
    mail = read_mail(source.encode("utf-8", "surrogateescape"))
    return PastedSource(mail, words.strip(), shown is not None and not find_inline(words))


def _cut(text: str) -> tuple[str, str] | None:
    """The words above a mail's source, and the source, which goes on to the end."""
    below = f"\n{text}"
    start = _SOURCE_START.search(below)
    if start is None:
        return None
    end = _EMPTY_LINE.search(below, start.end(), start.end() + MAX_HEAD)
    head = below[start.start() : end.start() if end else start.end() + MAX_HEAD]
    names = {found.lower() for found in _SOURCE_FIELDS.findall(head)}
    if not {"received", "message-id", "dkim-signature"} & names or len(names) < 4:
        return None
    return text[: start.start()], text[start.start() :]
