"""One prepared view of the message, computed once and read by every rule."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from forewarn.lint.findings import Where, shorten
from forewarn.lint.view.bodies import Body
from forewarn.lint.view.links import MAX_LINKS, ViewLink, html_links, typed_links
from forewarn.lint.words.language_lists import LanguageLists
from forewarn.lint.words.text import Hit, WordedText
from forewarn.mail.html.document import HtmlImage
from forewarn.mail.reading.addresses import Mailbox
from forewarn.mail.reading.headers import Header
from forewarn.mail.reading.limits import Defect
from forewarn.mail.reading.parts import ParsedMail, Part


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
        links = [link for body in self.bodies if body.document for link in html_links(body)]
        known = {link.address.written for link in links}
        for body in self.bodies:
            if body.document is None:
                links += [link for link in typed_links(body) if link.address.written not in known]
        return links

    @cached_property
    def web_links(self) -> list[ViewLink]:
        """The links that lead to a host on the web whose owner no template's tag is still to name."""
        return [link for link in self.links if link.address.is_web and not link.address.has_open_host]

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

    @cached_property
    def categories(self) -> frozenset[str]:
        """The categories of phrases of which some text of the message has one, meant or not."""
        return frozenset(chain.from_iterable(worded.matches for worded, _ in self.texts()))

    def meant(
        self, *categories: str, subject: bool = True, unless: str = "", reach: int = 0
    ) -> list[tuple[Hit, Where]]:
        """The hits of these categories that the message says itself, each wording once, with its place.

        Sentences that hit the category `unless`, or stand up to `reach` sentences from one that does, are left out.
        """
        found: list[tuple[Hit, Where]] = []
        if self.categories.isdisjoint(categories):
            return found
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
        return self.field_where(fields[0], words) if fields else Where(f"header {name}", 0, 0, shorten(words))

    def field_where(self, header: Header, words: str = "") -> Where:
        """The place of this one of the header fields of its name, with the words in question."""
        column = header.raw.decode("utf-8", "replace").split("\n")[0].find(words) + 1 if words else 1
        return Where(f"header {header.name}", header.line, max(1, column), shorten(words or header.value))


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
