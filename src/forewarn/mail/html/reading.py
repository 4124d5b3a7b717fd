"""HTML to what a person sees: one walk over the parsed tree, in the order of reading."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from forewarn.mail.html.document import INVISIBLE, HtmlDocument, HtmlForm, HtmlImage, HtmlLink, TextRun
from forewarn.mail.html.marking import MARK, mark_source, without_marks
from forewarn.mail.html.styles import SCALED, Look, hiding_names, length_px, look_of, parse_style

MAX_TEXT_CHARACTERS = 300_000  # of visible text; a long newsletter has 20,000
MAX_HREF_CHARACTERS = 10_000
SEARCH_WINDOW = 20_000  # characters of source after the last mark in which a text is looked for
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_SKIPPED = frozenset(
    {"script", "style", "title", "template", "noscript", "svg", "math", "object", "noframes", "iframe"}
)
FEW_TAGS = 5_000  # of a source that is parsed as it is: nested to its end it still costs milliseconds
_ACTIVE = frozenset({"script", "iframe", "object", "svg", "math"})  # they may show, run or load anything
_FIELDS = frozenset({"input", "textarea", "select", "button"})
_LINKS = frozenset({"a", "area"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_INVISIBLE = str.maketrans(dict.fromkeys(INVISIBLE))
_CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")\s]{1,2000})")
_WORD_START = re.compile(r"[^\s&<]+")
_TAGS = re.compile(r"(?:\s++|<!--.*?-->|</?[A-Za-z][^>]*+>)*+", re.DOTALL)


def read_html(source: str, *, places: bool = True) -> HtmlDocument:
    """Read an HTML document or fragment; never raises. What was left out stands in `faults`.

    Without `places` it is read in half the time, and nothing tells where in the source it stands.
    """
    places = places or source.count("<") > FEW_TAGS
    marked, faults = mark_source(source) if places else (source, [])
    document = HtmlDocument(source, faults=faults)
    parser = LexborHTMLParser(marked)
    styles = [node.text(deep=True) for node in parser.css("style")]
    document.css = "\n".join(styles)
    _Walk(document, hiding_names(document.css), places=places).run(parser.root)
    return document


@dataclass
class _OpenLink:
    href: str
    title: str
    offset: int
    start: int
    hidden: bool
    images: list[str]


class _Walk:
    """Gathers text, links, images and forms while going through the tree without recursion."""

    def __init__(self, document: HtmlDocument, hiding: frozenset[str], *, places: bool) -> None:
        self.document = document
        self.places = places
        self.hiding = hiding
        self.pieces: list[str] = []
        self.length = 0
        self.gap = ""  # what stands between the last text and the next: "", " " or a line end
        self.hidden: list[str] = []
        self.hidden_length = 0
        self.cursor = 0  # in the source, behind the last text
        self.mark = -1  # where in the source the last tag met since begins
        self.met: set[int] = set()  # where the tags met so far begin; the parser repeats some to mend bad nesting
        self.link: _OpenLink | None = None
        self.full = False
        self.looks: dict[tuple[str, str | None, str | None, str | None, bool, Look], Look] = {}
        self.shown: dict[Look, bool] = {}

    def run(self, root: LexborNode | None) -> None:
        stack: list[tuple[LexborNode | None, Look, str]] = []  # what follows an element that is being read, and its tag
        node, look = root, Look()
        while node is not None or stack:
            if node is None:
                node, look, tag = stack.pop()
                self.leave(tag)
                continue
            following = node.next if node is not root else None
            name = node.tag
            if name == "-text":
                self.text(node.text_content or "", look)
                node = following
            elif name is not None and name[0] not in "-!_":
                inner = self.enter(node, name, look)
                child = node.child if inner is not None else None
                if child is None or inner is None:
                    self.leave(name)
                    node = following
                else:
                    stack.append((following, look, name))
                    node, look = child, inner
            else:  # a comment, a doctype; of the document itself what is inside
                node = node.child if node is root else following
        self.document.text = "".join(self.pieces)
        self.document.hidden_text = " ".join(self.hidden)

    def leave(self, tag: str) -> None:
        """Take note of an element's end."""
        if tag in _BLOCKS:
            self.gap = "\n"
        elif tag in _LINKS:
            self.end_link()

    def enter(self, node: LexborNode, tag: str, look: Look) -> Look | None:
        """Take in one element; the look inside it, or None where nothing inside is read."""
        attributes = node.attributes
        if not self.places:
            return self.enter_anywhere(node, tag, attributes, look)
        mark = attributes.get(MARK)
        if mark and mark.isdigit():
            offset = int(mark)
            if offset not in self.met:
                self.met.add(offset)
                self.mark = offset
        else:
            offset = self.reached()
        if tag in _BLOCKS:
            self.gap = "\n"
        if tag in _SKIPPED:
            self.special(node, tag, offset)
            return None
        # Many elements carry nothing but their mark: they look like what is around them and hold nothing to take.
        if len(attributes) == 1 and mark and tag not in _TELLING:
            return look
        inner = self.look_inside(tag, attributes, look)
        taker = _TAKERS.get(tag)
        if taker:
            taker(self, attributes, inner, offset)
        if "background" in attributes or "url(" in (attributes.get("style") or ""):
            self.background(attributes, inner, offset)
        if tag in _HEADINGS:
            self.document.headings.append((self.length, offset))
        return inner

    def reached(self) -> int:
        """The offset in the source behind the last tag or text met.

        It may go back: text that stands in a table but in no cell comes before the table in the tree.
        """
        if self.mark >= 0:
            self.cursor = self.document.source.find(">", self.mark) + 1
            self.mark = -1
        return self.cursor

    def look_inside(self, tag: str, attributes: dict[str, str | None], look: Look) -> Look:
        """The look inside an element; a mail has few different ones, and each is worked out once."""
        if tag == "font" or self.hiding:
            return look_of(tag, attributes, look, self.hiding)
        get = attributes.get
        key = (
            tag if tag in SCALED else "",
            get("style"),
            get("bgcolor") if "bgcolor" in attributes else "",
            get("background"),
            "hidden" in attributes,
            look,
        )
        known = self.looks.get(key)
        if known is None:
            known = self.looks[key] = look_of(tag, attributes, look, self.hiding)
        return known

    def enter_anywhere(self, node: LexborNode, tag: str, attributes: dict[str, str | None], look: Look) -> Look | None:
        """The same where no places are wanted."""
        if tag in _BLOCKS:
            self.gap = "\n"
        if tag in _SKIPPED:
            self.special(node, tag, 0)
            return None
        inner = self.look_inside(tag, attributes, look) if attributes or tag in SCALED else look
        taker = _SEEN_TAKERS.get(tag)
        if taker:
            taker(self, attributes, inner, 0)
        if attributes and ("background" in attributes or "url(" in (attributes.get("style") or "")):
            self.background(attributes, inner, 0)
        return inner

    def special(self, node: LexborNode, tag: str, offset: int) -> None:
        if tag == "title":
            self.document.title = " ".join((node.text(deep=True) or "").split())
        elif tag in _ACTIVE:
            self.document.scripts.append(offset)

    def text(self, raw: str, look: Look) -> None:
        words = (raw if raw.isascii() else raw.translate(_INVISIBLE)).split()
        if not words:
            self.gap = self.gap or (" " if raw else "")
            return
        collapsed = " ".join(words)
        shown = self.shown.get(look)
        if shown is None:
            shown = self.shown[look] = look.shows_text
        if not shown:
            if self.hidden_length < MAX_TEXT_CHARACTERS:
                self.hidden.append(collapsed)
                self.hidden_length += len(collapsed)
                if self.places:
                    self.find(raw)  # what comes next stands behind it
            return
        if self.full:
            return
        gap = self.gap or (" " if raw[0].isspace() else "")
        if gap and self.pieces:
            self.pieces.append(gap)
            self.length += 1
        offset = self.find(raw) if self.places else 0
        if self.length + len(collapsed) > MAX_TEXT_CHARACTERS:
            self.full = True
            collapsed = collapsed[: max(0, MAX_TEXT_CHARACTERS - self.length)]
            self.document.faults.append(f"only the first {MAX_TEXT_CHARACTERS} characters of visible text were read")
        if self.places:
            self.document.runs.append(
                TextRun(self.length, offset, len(collapsed), look.font_px, look.colour, look.ground)
            )
        self.pieces.append(collapsed)
        self.length += len(collapsed)
        self.gap = " " if raw[-1].isspace() else ""

    def find(self, raw: str) -> int:
        """The offset of this text in the source, looked for after the last known place."""
        source, behind_tag, reached = self.document.source, self.mark >= 0, self.reached()
        start = raw.lstrip()[:40]
        at = source.find(start, reached, reached + SEARCH_WINDOW)
        if at < 0:  # entities or template tags: the first plain run of letters leads there
            word = _WORD_START.match(start)
            at = source.find(word.group(0), reached, reached + SEARCH_WINDOW) if word else -1
        if at < 0:  # no letter of it stands there as it is shown: it begins behind the next tags and comments
            end = reached + SEARCH_WINDOW
            tags = _TAGS.match(source, reached if behind_tag else max(reached, source.find("<", reached, end)), end)
            at = tags.end() if tags else reached
        self.cursor = at + 1
        return at

    def open_link(self, attributes: dict[str, str | None], look: Look, offset: int) -> None:
        self.end_link()
        href = attributes.get("href")
        if href is None:
            return
        start = self.length + (1 if self.gap and self.pieces else 0)
        href = without_marks(href)[:MAX_HREF_CHARACTERS]
        self.link = _OpenLink(href, attributes.get("title") or "", offset, start, look.hidden, [])

    def end_link(self) -> None:
        link, self.link = self.link, None
        if link is None:
            return
        text = "".join(self._since(link.start)).strip()
        self.document.links.append(
            HtmlLink(link.href, text, link.offset, link.start, self.length, link.hidden, tuple(link.images), link.title)
        )

    def _since(self, start: int) -> list[str]:
        pieces: list[str] = []
        length = self.length
        for piece in reversed(self.pieces):
            if length <= start:
                break
            pieces.append(piece)
            length -= len(piece)
        return pieces[::-1]

    def image(self, attributes: dict[str, str | None], look: Look, offset: int) -> None:
        src = without_marks(attributes.get("src") or "").strip()[:MAX_HREF_CHARACTERS]
        alt = without_marks(attributes["alt"] or "") if "alt" in attributes else None
        style = parse_style(attributes.get("style") or "")
        width = _size(attributes.get("width"), style.get("width"))
        height = _size(attributes.get("height"), style.get("height"))
        hidden = look.hidden
        self.document.images.append(
            HtmlImage(src, alt, width, height, offset, hidden, self.link.href if self.link else "")
        )
        if self.link is not None and not hidden:
            self.link.images.append(alt or "")

    def background(self, attributes: dict[str, str | None], look: Look, offset: int) -> None:
        style = attributes.get("style") or ""
        found = _CSS_URL.search(style)
        src = attributes.get("background") or (found.group(1) if found else "")
        if src:
            self.document.images.append(HtmlImage(src, "", None, None, offset, look.hidden, kind="background"))

    def form(self, attributes: dict[str, str | None], look: Look, offset: int) -> None:
        action = (attributes.get("action") or "").strip()[:MAX_HREF_CHARACTERS]
        self.document.forms.append(HtmlForm(action, (), offset))

    def form_field(self, attributes: dict[str, str | None], look: Look, offset: int) -> None:
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

    def page(self, attributes: dict[str, str | None], look: Look, offset: int) -> None:
        self.document.language = (attributes.get("lang") or attributes.get("xml:lang") or "").strip()

    def base(self, attributes: dict[str, str | None], look: Look, offset: int) -> None:
        self.document.base = (attributes.get("href") or "").strip()[:MAX_HREF_CHARACTERS]

    def meta(self, attributes: dict[str, str | None], look: Look, offset: int) -> None:
        if (attributes.get("http-equiv") or "").lower() == "refresh":
            self.document.refresh = attributes.get("content") or ""

    def wide(self, attributes: dict[str, str | None], look: Look, offset: int) -> None:
        """Remember widths in pixels that do not give way on a small screen."""
        if "width" not in attributes and "min-width" not in (attributes.get("style") or ""):
            return
        style = parse_style(attributes.get("style") or "")
        width = style.get("min-width") or (attributes.get("width") if "max-width" not in style else None) or ""
        value = None if "%" in width else length_px(width.lower(), 16.0)
        if value is not None and value > 320:
            self.document.fixed_widths.append((value, offset))


def _size(attribute: str | None, css: str | None) -> float | None:
    for value in (css, attribute):
        if value and "%" not in value and value.strip() != "auto":
            size = length_px(value.strip().lower(), 16.0)
            if size is not None:
                return size
    return None


_Taker = Callable[["_Walk", "dict[str, str | None]", Look, int], None]
_TAKERS: dict[str, _Taker] = {
    "a": _Walk.open_link,
    "area": _Walk.open_link,
    "img": _Walk.image,
    "form": _Walk.form,
    "html": _Walk.page,
    "base": _Walk.base,
    "meta": _Walk.meta,
    "table": _Walk.wide,
    "td": _Walk.wide,
    "div": _Walk.wide,
    **dict.fromkeys(_FIELDS, _Walk.form_field),
}
_TELLING = (SCALED | _HEADINGS | frozenset(_TAKERS)) - {
    "table",
    "td",
    "div",
}  # these say something without any attribute
_SEEN_TAKERS = {tag: taker for tag, taker in _TAKERS.items() if taker not in (_Walk.page, _Walk.wide)}
