"""A mail by strangers as inert text: no HTML, no link that can be followed, nothing of it run or loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forewarn.mail.reading.parts import ParsedMail, Part

TEXT_SHOWN = 20_000  # characters of one text; a letter has a few thousand
SOURCE_READ = 200_000  # bytes of a mail that could not be read
HTML_READ = 500_000  # characters of HTML that are turned into text; a newsletter has 100,000
HEADERS_SHOWN = 200  # fields; a mail with a long way behind it has sixty
INSIDE_SHOWN = 5  # mails inside the mail
FIELDS = frozenset({"message/delivery-status", "message/feedback-report", "text/rfc822-headers"})


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text with a title, and whether its end was left out."""

    title: str
    text: str
    cut: bool


@dataclass(frozen=True, slots=True)
class ShownMail:
    """What there is to see of a mail: headers, texts, and the parts by type, name and size in bytes."""

    headers: list[tuple[str, str]]
    texts: list[ShownText]
    parts: list[tuple[str, str, int]]


def shown(mail: ParsedMail) -> ShownMail:
    """The mail, the machine-readable parts of a report, and the mails inside it, all as text."""
    texts = [_cut("", letter_of(mail))]
    texts += [_cut(part.content_type, _text_of(part)) for part in mail.parts() if part.content_type in FIELDS]
    for inner in mail.attached_mails[:INSIDE_SHOWN]:
        head = "\n".join(f"{header.name}: {header.value}" for header in inner.headers[:HEADERS_SHOWN])
        texts.append(_cut("message/rfc822", f"{head}\n\n{letter_of(inner)}"))
    return ShownMail(
        headers=[(header.name, header.value) for header in mail.headers[:HEADERS_SHOWN]],
        texts=[text for text in texts if text.text.strip()],
        parts=[(part.content_type, part.name, len(part.raw)) for part in mail.parts() if part.is_leaf],
    )


def unread(raw: bytes) -> ShownMail:
    """The source of a mail that could not be read, as it came: reading it again for the page could break the page too."""
    return ShownMail(headers=[], texts=[_cut("", raw[:SOURCE_READ].decode("utf-8", "replace"))], parts=[])


def letter_of(mail: ParsedMail) -> str:
    """The words of a mail: its text part, else its HTML without the HTML."""
    if text := "\n\n".join(part.text for part in mail.texts if part.text.strip()):
        return text
    from forewarn.mail.html.reading import read_html  # costs 40 ms, and few pages need it

    return "\n\n".join(read_html(part.text[:HTML_READ]).text for part in mail.htmls)


def _text_of(part: Part) -> str:
    return part.text or part.content.decode("utf-8", "replace")


def _cut(title: str, text: str) -> ShownText:
    return ShownText(title, text[:TEXT_SHOWN], len(text) > TEXT_SHOWN)
