"""A mail's source, pasted below some words of one's own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forewarn.mail.forwards.inline import find_inline
from forewarn.mail.letters import Letter
from forewarn.mail.reading.message import ParsedMail, read_mail

_SOURCE_START = re.compile(
    r"^(?:Delivered-To|Return-Path|Received|X-[\w-]+|From|Date|Message-ID|Subject|MIME-Version|ARC-[\w-]+|DKIM-Signature|Authentication-Results):[ \t]",
    re.IGNORECASE | re.MULTILINE,
)
_SOURCE_FIELDS = re.compile(
    r"^(Received|From|Message-ID|DKIM-Signature|Content-Type|MIME-Version|Return-Path|Date|To|Subject):",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class PastedSource:
    """The mail that the source is of, and the words above it. `alone` is False where these hold another mail, or where
    the HTML that is shown does not show the source: then it is not all that somebody asks about."""

    mail: ParsedMail
    own_words: str
    alone: bool


def pasted_source(letter: Letter) -> PastedSource | None:
    """The source in a letter; None where it holds none."""
    found = _cut(letter.plain or letter.text)
    if found is None:
        return None
    above, source = found
    shown = _cut(letter.text) if letter.is_html else found
    words = above if shown is None or shown[0] == above else f"{above}\n{shown[0]}"
    mail = read_mail(source.encode("utf-8", "surrogateescape"))
    return PastedSource(mail, words.strip(), shown is not None and not find_inline(words))


def _cut(text: str) -> tuple[str, str] | None:
    """The words above a mail's source, and the source, which goes on to the end."""
    start = _SOURCE_START.search(text)
    if start is None:
        return None
    source = text[start.start() :]
    head = re.split(r"\r?\n[ \t]*\r?\n", source, maxsplit=1)[0]
    names = {found.lower() for found in _SOURCE_FIELDS.findall(head)}
    if not {"received", "message-id", "dkim-signature"} & names or len(names) < 4:
        return None
    return text[: start.start()], source
