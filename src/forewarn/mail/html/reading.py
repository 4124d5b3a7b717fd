"""HTML to what a person sees: one walk over the parsed tree, in the order of reading."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from forewarn.mail.html.document import HtmlDocument
from forewarn.mail.html.looks import Look
from forewarn.mail.html.marking import MARK, bounded, marked, without_marks
from forewarn.mail.html.shown_text import ShownText
from forewarn.mail.html.styles import hiding_names
from forewarn.mail.html.things import KINDS, PLAIN, Kind, Things


def read_html(source: str, *, places: bool = True) -> HtmlDocument:
    """Read an HTML document or fragment; never raises. What was left out stands in `faults`.

    Without `places` it is read faster, and nothing tells where in the source it stands.
    """
    kept, faults = bounded(source)
    document = HtmlDocument(source, faults=faults)
    parser = LexborHTMLParser(marked(kept) if places else kept)
    document.css = without_marks("\n".join(node.text(deep=True) for node in parser.css("style")))
    _Walk(document, is_marked=places).over(parser.root)
    return document


class _Walk:
    """Goes through the tree without recursion and hands on what it meets."""

    def __init__(self, document: HtmlDocument, *, is_marked: bool) -> None:
        self.hiding = hiding_names(document.css)
        self.shown = ShownText(document, is_marked=is_marked)
        self.things = Things(document, self.shown)

    def over(self, root: LexborNode | None) -> None:
        opened: list[tuple[LexborNode | None, Look, Kind]] = []  # what follows an element that is being read
        shown = self.shown
        node, look = root, Look()
        while node is not None or opened:
            if node is None:
                node, look, kind = opened.pop()
                self.leave(kind)
                continue
            following = node.next if node is not root else None
            tag = node.tag
            if tag == "-text":
                shown.add(node.text_content or "", look)
                node = following
            elif tag is None or tag[0] in "-!_":  # a comment, a doctype; of the document itself what is inside
                node = node.child if node is root else following
            else:
                kind = KINDS.get(tag, PLAIN)
                if kind.breaks:
                    shown.gap = "\n"
                inner = self.enter(node, tag, kind, look)
                child = node.child if inner is not None else None
                if child is None or inner is None:
                    self.leave(kind)
                    node = following
                else:
                    opened.append((following, look, kind))
                    node, look = child, inner
        shown.finish()

    def enter(self, node: LexborNode, tag: str, kind: Kind, look: Look) -> Look | None:
        """Take in one element; the look inside it, or None where nothing inside is read."""
        attributes = node.attributes
        mark = attributes.pop(MARK, None)
        offset = self.shown.tag if mark is None else self.shown.passed(mark)
        if kind.skipped:
            self.things.skip(node, tag, offset)
            return None
        if not attributes and not kind.telling:
            return look
        inner = look.within(tag, attributes, self.hiding)
        if kind.taker is not None:
            kind.taker(self.things, attributes, inner, offset)
        if "background" in attributes or "url(" in (attributes.get("style") or ""):
            self.things.background(attributes, inner, offset)
        return inner

    def leave(self, kind: Kind) -> None:
        """Take note of an element's end."""
        if kind.breaks:
            self.shown.gap = "\n"
        elif kind.is_link:
            self.things.end_link()
