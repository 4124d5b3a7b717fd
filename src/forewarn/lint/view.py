"""One prepared view of the message, computed once and read by every rule."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import cached_property

from forewarn.lint.findings import Where, shorten
from forewarn.lint.words.folding import fold
from forewarn.lint.words.language_lists import LanguageLists, everywhere, lists_for
from forewarn.lint.words.text import Hit, WordedText, word_text
from forewarn.mail.domains import readable_host
from forewarn.mail.html.document import HtmlDocument, HtmlImage
from forewarn.mail.html.reading import read_html
from forewarn.mail.language import guess_language, plain_tag
from forewarn.mail.links import TEMPLATE_TAG, WebAddress, blank_template_tags, has_template_tag, parse_link
from forewarn.mail.reading.addresses import Mailbox
from forewarn.mail.reading.limits import Defect
from forewarn.mail.reading.parts import ParsedMail, Part, first_value

MAX_TEXT_CHARACTERS = 300_000  # of a text part that are read
BESIDE = 120  # characters between “unsubscribe” and a short link like “here” that means it
SHORT = 20  # characters of a link such as “here” that has its meaning from the words beside it
SAMPLE = 3_000  # characters of each body that the language is guessed from
MAX_LINKS = 2_000  # of one message that the link rules judge; real newsletters have under 300
_URL_IN_TEXT = re.compile(r"(?:https?://|www\.)[^\s<>\"'\]]{3,2000}", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[#/\\]{2}|#")
_WAYS_OUT = tuple(sorted(everywhere("ways_out")))
_LITERAL = frozenset(("", "7bit", "8bit", "binary"))  # encodings under which a part stands in the file as it is
_TRAILING = ".,;:!?)»”’'\""


@dataclass(frozen=True)
class Body:
    """One body a person reads: "html" or "text", its visible words with places and phrases."""

    part: str
    worded: WordedText
    document: HtmlDocument | None = None
    source: Part | None = None  # of the mail; None for an HTML file

    def _place(self, line: int, column: int, words: str) -> Where:
        if self.source is None:
            return Where(self.part, line, column, words)
        begins = self.source.line
        return Where(self.part, line, column, words, (begins + line - 1, column) if self._is_literal else (begins, 1))

    @cached_property
    def _is_literal(self) -> bool:
        """Whether the part stands in the file as it is."""
        headers = self.source.headers if self.source else ()
        return first_value(headers, "content-transfer-encoding").lower() in _LITERAL

    @property
    def text(self) -> str:
        """The visible text."""
        return self.worded.text

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(m.end() for m in re.finditer("\n", self.text))]

    def where(self, start: int, end: int = -1) -> Where:
        """The place of these offsets of the visible text, with the words there."""
        words = shorten(self.text[start:end]) if end >= 0 else ""
        if self.document is not None:
            place = self.document.place_of_text(start)
            return self._place(place.line, place.column, words)
        line = bisect_right(self._line_starts, start)
        return self._place(line, start - self._line_starts[line - 1] + 1, words)

    def at_source(self, offset: int, words: str = "") -> Where:
        """The place of an offset in the source of an HTML body."""
        if self.document is None:
            return self.where(offset)
        place = self.document.place(offset)
        return self._place(place.line, place.column, shorten(words))


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A link that a reader can follow: its address, the words shown, its place, and what it is for."""

    address: WebAddress
    text: str
    body: Body
    start: int  # in the visible text
    offset: int = -1  # in the source; -1 for an address typed in the plain text
    href: str = ""  # as written in the source
    images: tuple[str, ...] = ()
    hidden: bool = False
    leaves: bool = False  # a way out: unsubscribe, preferences

    @property
    def where(self) -> Where:
        """Its place, with the words shown, else with its address."""
        if self.offset < 0:
            return self.body.where(self.start, self.start + len(self.address.written))
        shown = self.text or " ".join(alt for alt in self.images if alt)
        return self.body.at_source(self.offset, shown or self.href)

    def __str__(self) -> str:
        """The link as a finding names it."""
        host = readable_host(self.address.host) or shorten(self.address.written, 40)
        return f"“{shorten(self.text, 60)}” to {host}" if self.text else f"to {host}"


@dataclass
class MailView:
    """The message as the rules see it. `mail` is None for HTML alone; `template` where tags are still to be filled."""

    mail: ParsedMail | None
    subject: WordedText
    bodies: list[Body]
    language: str
    lists: LanguageLists | None
    template: bool = False
    unsent: bool = False  # never passed a mail server: no Received, no signature expected yet
    defects: list[Defect] = field(default_factory=list)

    @property
    def html(self) -> Body | None:
        """The first HTML body."""
        return next((b for b in self.bodies if b.document is not None), None)

    @property
    def plain(self) -> Body | None:
        """The first plain-text body."""
        return next((b for b in self.bodies if b.document is None), None)

    @property
    def lead(self) -> Body | None:
        """The body most readers see: HTML where there is one."""
        return self.html or self.plain

    @cached_property
    def senders(self) -> list[Mailbox]:
        """All mailboxes of all From fields."""
        return self.mail.senders if self.mail else []

    @property
    def from_host(self) -> str:
        """The host of the first From address."""
        return next((box.domain for box in self.senders if box.domain), "")

    @property
    def links(self) -> list[ViewLink]:
        """Links of the HTML, then addresses typed in the plain text that the HTML does not have; at most `MAX_LINKS`."""
        return self._links[:MAX_LINKS]

    @property
    def has_more_links(self) -> bool:
        """Whether there are links beyond `MAX_LINKS`, which no rule judges."""
        return len(self._links) > MAX_LINKS

    @cached_property
    def _links(self) -> list[ViewLink]:
        links = [link for body in self.bodies if body.document for link in _html_links(body, self.lists)]
        known = {link.address.written for link in links}
        for body in self.bodies:
            if body.document is None:
                links += [link for link in _typed_links(body, self.lists) if link.address.written not in known]
        return links

    @cached_property
    def web_links(self) -> list[ViewLink]:
        """The links that lead to a host on the web and carry no unfilled host."""
        return [link for link in self.links if link.address.is_web and "{" not in link.address.host]

    @cached_property
    def images(self) -> list[tuple[Body, HtmlImage]]:
        """All images of the HTML bodies."""
        return [(body, image) for body in self.bodies if body.document for image in body.document.images]

    @cached_property
    def attachments(self) -> list[Part]:
        """The parts that arrive as files."""
        return self.mail.attachments if self.mail else []

    def texts(self) -> list[tuple[WordedText, Body | None]]:
        """The subject, then every body."""
        return [(self.subject, None), *((body.worded, body) for body in self.bodies)]

    def meant(
        self, *categories: str, subject: bool = True, unless: str = "", reach: int = 0
    ) -> list[tuple[Hit, Where]]:
        """The hits of these categories that the message says itself, each wording once, with its place.

        Sentences that hit the category `unless`, or stand up to `reach` sentences from one that does, are left out.
        """
        found: list[tuple[Hit, Where]] = []
        seen: set[str] = set()
        for worded, body in self.texts():
            if body is None and not subject:
                continue
            meant = [h for c in categories for h in worded.meant(c)]
            if unless:
                meant = [h for h in meant if not worded.has_near(unless, h.sentence, reach)]
            for hit in joined(meant, worded.text):
                words = hit.words.casefold()
                if words not in seen:
                    seen.add(words)
                    found.append((hit, self.where_of(hit, body)))
        return found

    def where_of(self, hit: Hit, body: Body | None) -> Where:
        """The place of a hit; without a body it stands in the subject."""
        return body.where(hit.start, hit.end) if body else self.header_where("Subject", hit.words)

    def header_where(self, name: str, words: str = "") -> Where:
        """The place of a header field (its line in the file), with the words in question."""
        fields = self.mail.all(name) if self.mail else []
        if not fields:
            return Where(f"header {name}", 0, 0, shorten(words))
        column = fields[0].raw.decode("utf-8", "replace").split("\n")[0].find(words) + 1 if words else 1
        return Where(f"header {name}", fields[0].line, max(1, column), shorten(words or fields[0].value))


def joined(hits: list[Hit], text: str) -> list[Hit]:
    """The hits in order, those that overlap made one: "claim your" and "your prize" is "claim your prize"."""
    joined: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, h.end)):
        if joined and hit.start < joined[-1].end:
            end = max(hit.end, joined[-1].end)
            joined[-1] = replace(joined[-1], end=end, words=text[joined[-1].start : end])
        else:
            joined.append(hit)
    return joined


def _html_links(body: Body, lists: LanguageLists | None) -> list[ViewLink]:
    document = body.document
    links: list[ViewLink] = []
    for link in document.links if document else ():
        address = parse_link(_resolved(link.href, document.base if document else ""))
        leaves = _is_way_out(body, link.text, link.start, link.end, address)
        links.append(
            ViewLink(
                address, link.text, body, link.start, max(0, link.offset), link.href, link.images, link.hidden, leaves
            )
        )
        if len(links) > MAX_LINKS:
            break
    return links


def _resolved(href: str, base: str) -> str:
    """The address, with the document's base before it where it is relative."""
    if base and href and not _ABSOLUTE.match(href.strip()):
        return base.rstrip("/") + "/" + href.lstrip("/")
    return href


def _is_way_out(body: Body, text: str, start: int, end: int, address: WebAddress) -> bool:
    """Whether a link leads out of the list: by its words, or by words beside it and its path."""
    if body.worded.within("unsubscribe", start, max(end, start + 1)):
        return True
    if len(text) < 60 and _names_way_out(address):
        return True
    if len(text) > SHORT:
        return False
    # In the same paragraph only: a button above the foot is no way out because the foot speaks of one.
    first = max(start - BESIDE, body.text.rfind("\n", 0, start) + 1)
    line_end = body.text.find("\n", end)
    last = min(start + BESIDE, line_end if line_end >= 0 else len(body.text))
    return bool(body.worded.within("unsubscribe", first, last))


def _names_way_out(address: WebAddress) -> bool:
    place = f"{address.host}{address.path}?{address.query}".lower()
    return any(map(place.__contains__, _WAYS_OUT))


def _typed_links(body: Body, lists: LanguageLists | None) -> list[ViewLink]:
    links: list[ViewLink] = []
    for found in _URL_IN_TEXT.finditer(body.text):
        written = found.group(0).rstrip(_TRAILING)
        start = found.start()
        address = parse_link(written)
        spoken = body.worded.within("unsubscribe", start - BESIDE, start)
        leaves = bool(spoken) or _names_way_out(address)
        links.append(ViewLink(address, "", body, start, leaves=leaves))
        if len(links) > MAX_LINKS:
            break
    return links


def view_of_mail(mail: ParsedMail, locale: str = "") -> MailView:
    """The view of a whole mail. `locale` overrides the language it says or seems to be in."""
    documents = [read_html(part.text) for part in mail.htmls]
    texts = [part.text[:MAX_TEXT_CHARACTERS].replace("\r\n", "\n") for part in mail.texts]
    declared = mail.value("content-language") or next((d.language for d in documents if d.language), "")
    unsent = not mail.all("received") and not mail.all("dkim-signature")
    view = _view(mail, mail.subject, documents, texts, locale, declared)
    view.unsent = unsent
    view.defects = [*mail.defects, *(Defect("html", "html", fault) for d in documents for fault in d.faults)]
    view.defects += [
        Defect("long_text", part.path, f"only the first {MAX_TEXT_CHARACTERS} characters of the text were read")
        for part in mail.texts
        if len(part.text) > MAX_TEXT_CHARACTERS
    ]
    return view


def view_of_html(source: str, locale: str = "") -> MailView:
    """The view of an HTML file, finished or a template with tags; tags are no words."""
    document = read_html(source)
    view = _view(None, document.title, [document], [], locale, document.language)
    view.template = bool(TEMPLATE_TAG.search(source))
    view.unsent = True
    view.defects = [Defect("html", "html", fault) for fault in document.faults]
    return view


def _view(
    mail: ParsedMail | None, subject: str, documents: list[HtmlDocument], texts: list[str], locale: str, declared: str
) -> MailView:
    sample = "\n".join([subject, *(d.text[:SAMPLE] for d in documents[:1]), *(t[:SAMPLE] for t in texts[:1])])
    said = TEMPLATE_TAG.sub(" ", sample) if has_template_tag(sample) else sample
    language = plain_tag(locale) or guess_language(fold(said).text, declared)
    lists = lists_for(language)
    bodies = [
        Body(
            _name("html", i),
            word_text(d.text if mail else blank_template_tags(d.text), lists, _html_headings(d)),
            d,
            mail.htmls[i] if mail else None,
        )
        for i, d in enumerate(documents)
    ]
    bodies += [
        Body(_name("text", i), word_text(t, lists, _text_headings(t)), source=mail.texts[i] if mail else None)
        for i, t in enumerate(texts)
    ]
    return MailView(mail, word_text(subject, lists), bodies, language, lists)


def _name(kind: str, index: int) -> str:
    return kind if index == 0 else f"{kind} {index + 1}"


def _html_headings(document: HtmlDocument) -> list[tuple[int, int]]:
    """Headings of a document as stretches of its visible text."""
    starts = [start for start, _ in document.headings]
    return [
        (s, document.text.find("\n", s + 1) if document.text.find("\n", s + 1) > 0 else len(document.text))
        for s in starts
    ]


_UNDERLINED = re.compile(r"^(?=\S)(.{2,100})\n[-=~]{3,}[ \t]*$", re.MULTILINE)


def _text_headings(text: str) -> list[tuple[int, int]]:
    return [(m.start(1), m.end(1)) for m in _UNDERLINED.finditer(text)]
