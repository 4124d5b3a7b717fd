"""What a mail holds beside words: links, images, forms, and what its elements say of the whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from forewarn.mail.html.document import HtmlDocument, HtmlForm, HtmlImage, HtmlLink
from forewarn.mail.html.looks import SCALED, Attributes, Look
from forewarn.mail.html.marking import without_marks
from forewarn.mail.html.names import ACTIVE, BLOCKS, FIELDS, HEADINGS, LINKS, SKIPPED
from forewarn.mail.html.shown_text import ShownText
from forewarn.mail.html.styles import length_px, parse_style

MAX_HREF_CHARACTERS = 10_000
NARROW_PX = 320.0  # a screen that every mail should fit
_WIDE = ("table", "td", "div")  # whose width may be given
_CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")\s]{1,2000})")


@dataclass
class _OpenLink:
    href: str
    title: str
    offset: int
    start: int
    hidden: bool
    images: list[str]


class Things:
    """Takes from the elements, in the order of reading, what the document keeps of them."""

    def __init__(self, document: HtmlDocument, shown: ShownText) -> None:
        self.document = document
        self.shown = shown
        self.link: _OpenLink | None = None

    def skip(self, node: LexborNode, tag: str, offset: int) -> None:
        """Take what an element says whose inside is not read."""
        if tag == "title":
            self.document.title = " ".join(without_marks(node.text(deep=True) or "").split())
        elif tag in ACTIVE:
            self.document.scripts.append(offset)

    def open_link(self, attributes: Attributes, look: Look, offset: int) -> None:
        self.end_link()
        href = attributes.get("href")
        if href is None:
            return
        href = without_marks(href)[:MAX_HREF_CHARACTERS]
        self.link = _OpenLink(href, attributes.get("title") or "", offset, self.shown.next_start, look.hidden, [])

    def end_link(self) -> None:
        """The words since the link began are its words."""
        link, self.link = self.link, None
        if link is None:
            return
        text, end = self.shown.since(link.start), self.shown.length
        self.document.links.append(
            HtmlLink(link.href, text, link.offset, link.start, end, link.hidden, tuple(link.images), link.title)
        )

    def image(self, attributes: Attributes, look: Look, offset: int) -> None:
        src = without_marks(attributes.get("src") or "").strip()[:MAX_HREF_CHARACTERS]
        alt = without_marks(attributes["alt"] or "") if "alt" in attributes else None
        style = parse_style(attributes.get("style") or "")
        width = _size(attributes.get("width"), style.get("width"))
        height = _size(attributes.get("height"), style.get("height"))
        link = self.link.href if self.link else ""
        self.document.images.append(HtmlImage(src, alt, width, height, offset, look.hidden, link))
        if self.link is not None and not look.hidden:
            self.link.images.append(alt or "")

    def background(self, attributes: Attributes, look: Look, offset: int) -> None:
        found = _CSS_URL.search(attributes.get("style") or "")
        src = attributes.get("background") or (found.group(1) if found else "")
        if src:
            self.document.images.append(HtmlImage(src, "", None, None, offset, look.hidden, kind="background"))

    def form(self, attributes: Attributes, look: Look, offset: int) -> None:
        action = (attributes.get("action") or "").strip()[:MAX_HREF_CHARACTERS]
        self.document.forms.append(HtmlForm(action, (), offset))

    def form_field(self, attributes: Attributes, look: Look, offset: int) -> None:
        kind = (attributes.get("type") or "").lower()
        if kind == "hidden":
            return
        name = attributes.get("name") or attributes.get("placeholder") or kind or "field"
        forms = self.document.forms
        if forms and forms[-1].offset <= offset:
            last = forms[-1]
            forms[-1] = HtmlForm(last.action, (*last.fields[:50], name), last.offset)
        else:
            forms.append(HtmlForm("", (name,), offset))

    def page(self, attributes: Attributes, look: Look, offset: int) -> None:
        self.document.language = (attributes.get("lang") or attributes.get("xml:lang") or "").strip()

    def base(self, attributes: Attributes, look: Look, offset: int) -> None:
        self.document.base = (attributes.get("href") or "").strip()[:MAX_HREF_CHARACTERS]

    def meta(self, attributes: Attributes, look: Look, offset: int) -> None:
        if (attributes.get("http-equiv") or "").lower() == "refresh":
            self.document.refresh = attributes.get("content") or ""

    def heading(self, attributes: Attributes, look: Look, offset: int) -> None:
        self.document.headings.append((self.shown.length, offset))

    def wide(self, attributes: Attributes, look: Look, offset: int) -> None:
        """Remember widths in pixels that do not give way on a small screen."""
        written = attributes.get("style") or ""
        if "width" not in attributes and "min-width" not in written:
            return
        style = parse_style(written)
        width = style.get("min-width") or (attributes.get("width") if "max-width" not in style else None) or ""
        value = None if "%" in width else length_px(width.lower(), 16.0)
        if value is not None and value > NARROW_PX:
            self.document.fixed_widths.append((value, offset))


def _size(attribute: str | None, css: str | None) -> float | None:
    for value in (css, attribute):
        if value and "%" not in value and value.strip() != "auto":
            size = length_px(value.strip().lower(), 16.0)
            if size is not None:
                return size
    return None


_Taker = Callable[[Things, Attributes, Look, int], None]
_TAKERS: dict[str, _Taker] = {
    **dict.fromkeys(LINKS, Things.open_link),
    **dict.fromkeys(FIELDS, Things.form_field),
    **dict.fromkeys(_WIDE, Things.wide),
    **dict.fromkeys(HEADINGS, Things.heading),
    "img": Things.image,
    "form": Things.form,
    "html": Things.page,
    "base": Things.base,
    "meta": Things.meta,
}


class Kind(NamedTuple):
    """What an element does by its name: parts lines, is not read, is a link, tells without attributes, holds a thing."""

    breaks: bool = False
    skipped: bool = False
    is_link: bool = False
    telling: bool = False
    taker: _Taker | None = None


PLAIN = Kind()
KINDS: dict[str, Kind] = {
    tag: Kind(
        tag in BLOCKS,
        tag in SKIPPED,
        tag in LINKS,
        tag in SCALED or (tag in _TAKERS and tag not in _WIDE),
        _TAKERS.get(tag),
    )
    for tag in BLOCKS | SKIPPED | LINKS | SCALED | _TAKERS.keys()
}
