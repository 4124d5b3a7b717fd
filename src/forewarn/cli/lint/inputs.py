"""Which files `forewarn lint` reads, and as what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from forewarn.cli.input_files import UnableToRead, read_file, walk

_HTML_ENDINGS = frozenset((".html", ".htm", ".xhtml"))
_MAIL_ENDINGS = frozenset((".eml", ".email", ".mail", ".msg822"))
_HEADER = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:>?From [^\r\n]*\r?\n)?[A-Za-z][A-Za-z0-9-]{1,60}:[ \t\r\n]")
# A file of "name: value" lines is a mail where one of these is among them.
_MAIL_FIELD = re.compile(
    rb"^(?:From|Return-Path|Received|Message-ID|Subject|MIME-Version|Delivered-To|DKIM-Signature):",
    re.IGNORECASE | re.MULTILINE,
)
_MARKUP = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|table|div|meta|!--)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LintInput:
    """One file: its bytes and whether it is HTML alone; or why it could not be read."""

    file: str
    raw: bytes = b""
    is_html: bool = False
    error: str = ""


def inputs(names: tuple[str, ...]) -> Iterator[LintInput]:
    """Every file named; of folders those that are mails or HTML by name or content."""
    for name in names:
        in_folder = Path(name).is_dir()
        for path in walk([name]):
            try:
                raw = read_file(path)
            except UnableToRead as error:
                yield LintInput(str(path), error=str(error))
                continue
            kind = _kind(path, raw)
            if kind or not in_folder:
                yield LintInput(str(path), raw, is_html=kind == "html")


def _kind(path: Path, raw: bytes) -> str:
    """ "mail", "html", or nothing where it is neither by name nor by content."""
    ending = path.suffix.lower()
    if ending in _MAIL_ENDINGS:
        return "mail"
    if ending not in _HTML_ENDINGS and _HEADER.match(raw[:2_048]) and _MAIL_FIELD.search(raw[:8_192]):
        return "mail"
    if ending in _HTML_ENDINGS or _MARKUP.match(raw[:2_048]):
        return "html"
    return ""
