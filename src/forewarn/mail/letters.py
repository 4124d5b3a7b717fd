"""A mail as its reader sees it: the words on the screen, and where its links lead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from forewarn.mail.html.marking import MAX_HTML_CHARACTERS
from forewarn.mail.html.reading import read_html
from forewarn.mail.html.shown_text import MAX_TEXT_CHARACTERS
from forewarn.mail.reading.message import ParsedMail

MAX_TEXT_LINKS = 2_000  # of one text; a newsletter has under two hundred
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'`\])}]{2,2000}", re.IGNORECASE)
_TRAILING = ".,;:!?…"
_UNREAD = frozenset(
    {"long_mail", "many_parts", "nesting"}
)  # defects by which the reader of a mail sees more than we do


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link: where it leads as written, the words it is shown as, and its offset in the text it stands in."""

    href: str
    text: str
    at: int
    hidden: bool = False


@dataclass(frozen=True)
class Letter:
    """What a reader sees. `text` is the HTML's visible text, or the plain text where there is no HTML.

    `plain` is the text/plain alternative, which some readers see instead; it may say something else.
    """

    text: str
    links: tuple[ShownLink, ...] = ()
    plain: str = ""
    plain_links: tuple[ShownLink, ...] = ()
    hidden_text: str = ""
    images: int = 0
    image_texts: tuple[str, ...] = ()
    image_sources: tuple[str, ...] = ()  # where shown images come from, as written
    has_form: bool = False
    is_active: bool = False  # it holds what runs, frames, redirects or moves its links: no letter of a brand does
    is_html: bool = False
    digest: str = ""  # of every part as it was written, pictures, styles and all; empty where it was read from no mail
    is_cut: bool = False  # it is longer than what was read of it

    @property
    def all_links(self) -> tuple[ShownLink, ...]:
        """The links of both alternatives."""
        return self.links + self.plain_links

    @cached_property
    def all_text(self) -> str:
        """The words of both alternatives, each once where they are the same."""
        return f"{self.text}\n{self.plain}" if self.plain and self.plain != self.text else self.text


def letter_of(mail: ParsedMail) -> Letter:
    """Read the letter of a mail: every HTML part that is shown, and every plain one, as far as the limits go."""
    whole = plain_text(mail)
    plain = whole[:MAX_TEXT_CHARACTERS]
    is_cut = len(whole) > len(plain) or any(defect.code in _UNREAD for defect in mail.defects)
    htmls = mail.htmls
    if not htmls:
        images = len(mail.inline_images)
        return Letter(plain, text_links(plain), images=images, digest=_digest(mail), is_cut=is_cut)
    texts: list[str] = []
    links: list[ShownLink] = []
    hidden: list[str] = []
    alts: list[str] = []
    sources: list[str] = []
    images, form, active, length, read = 0, False, False, 0, 0
    for part in htmls:
        if read > MAX_HTML_CHARACTERS:
            is_cut = True
            break
        read += len(part.text)
        document = read_html(part.text, places=False)
        links += [ShownLink(link.href, link.text, length + link.start, link.hidden) for link in document.links]
        texts.append(document.text)
        hidden.append(document.hidden_text)
        images += len(document.images)
        alts += [image.alt for image in document.images if image.alt]
        sources += [image.src for image in document.images]
        form = form or bool(document.forms)
        active = active or bool(document.scripts or document.refresh or document.base)
        is_cut = is_cut or bool(document.faults)
        length += len(document.text) + 1
    return Letter(
        "\n".join(texts),
        tuple(links),
        plain,
        text_links(plain),
        "\n".join(hidden),
        images,
        tuple(alts),
        image_sources=tuple(sources),
        has_form=form,
        is_active=active,
        is_html=True,
        digest=_digest(mail),
        is_cut=is_cut,
    )


def letter_of_text(text: str) -> Letter:
    """The letter that somebody's words are, as far as the limits go."""
    read = text[:MAX_TEXT_CHARACTERS]
    return Letter(read, text_links(read), is_cut=len(text) > len(read))


def plain_text(mail: ParsedMail) -> str:
    """The whole text of the parts in plain text, in which the source of another mail may stand."""
    return "\n".join(part.text for part in mail.texts).replace("\r\n", "\n")


def _digest(mail: ParsedMail) -> str:
    """SHA-256 over the tree of parts, their charsets and contents, whatever their line ends and transfer encoding."""
    found = sha256()
    for part in mail.parts():
        content = part.content.replace(b"\r\n", b"\n").rstrip() if part.is_leaf else b""
        kind = f"{part.path} {part.content_type} {part.parameters.get('charset', '').lower()} {len(content)}\n"
        found.update(kind.encode("utf-8", "replace") + content + b"\n")
    return found.hexdigest()


def text_links(text: str) -> tuple[ShownLink, ...]:
    """The web addresses written out in plain text."""
    found: list[ShownLink] = []
    for match in _URL.finditer(text):
        written = match.group(0).rstrip(_TRAILING)
        found.append(ShownLink(written, written, match.start()))
        if len(found) >= MAX_TEXT_LINKS:
            break
    return tuple(found)
