"""The links of a body that a reader can follow, and which of them lead out of the list."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from forewarn.lint.findings import Where, shorten
from forewarn.lint.view.bodies import Body
from forewarn.lint.words.language_lists import everywhere
from forewarn.mail.domains import readable_host
from forewarn.mail.links import WebAddress, parse_link
from forewarn.mail.patterns import Guarded
from forewarn.mail.template_tags import between_template_tags, blank_template_tags, has_template_tag

MAX_LINKS = 2_000  # of one message that the link rules judge; real newsletters have under 300
BESIDE = 120  # characters between “unsubscribe” and a short link like “here” that means it
SHORT = 20  # characters of a link such as “here” that has its meaning from the words beside it
_URL_IN_TEXT = Guarded(r"(?:https?://|www\.)[^\s<>\"'\]]{3,2000}", "://", "www.", flags=re.IGNORECASE)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[#/\\]{2}|#")
_WHOLE = re.compile(r"https?:", re.IGNORECASE)
_WAYS_OUT = tuple(sorted(everywhere("ways_out")))
_TRAILING = ".,;:!?)»”’'\""


class ViewLink(NamedTuple):
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
    def shown(self) -> str:
        """The words shown, or the alternative texts of its images."""
        return self.text or " ".join(alt for alt in self.images if alt)

    @property
    def words(self) -> str:
        """What is shown, blank where a template's tag stands."""
        return blank_template_tags(self.shown).strip()

    @property
    def where(self) -> Where:
        """Its place, with the words shown, else with its address, and where it leads."""
        if self.offset < 0:
            place = self.body.where(self.start, self.start + len(self.address.written))
        else:
            place = self.body.at_source(self.offset, self.shown or self.href)
        return replace(place, target=self.address.host or self.address.scheme)

    def __str__(self) -> str:
        """The link as a finding names it."""
        host = readable_host(self.address.host) or shorten(self.address.written, 40)
        return f"“{shorten(self.text, 60)}” to {host}" if self.text else f"to {host}"


def html_links(body: Body) -> list[ViewLink]:
    """The links of an HTML body; one more than `MAX_LINKS` where it has more."""
    document = body.document
    links: list[ViewLink] = []
    for link in document.links if document else ():
        place = max(0, link.offset)
        for href in _alternatives(link.href):
            address = parse_link(_resolved(href, document.base if document else ""))
            leaves = _is_way_out(body, link.text, link.start, link.end, address)
            links.append(
                ViewLink(address, link.text, body, link.start, place, link.href, link.images, link.hidden, leaves)
            )
        if len(links) > MAX_LINKS:
            break
    return links


def _alternatives(href: str) -> list[str]:
    """The addresses that a link may get: those between the tags of a condition, else the one as written."""
    if not has_template_tag(href):
        return [href]
    whole = [piece for piece in between_template_tags(href) if _WHOLE.match(piece)]
    return whole if len(whole) > 1 or (whole and not _WHOLE.match(href.strip())) else [href]


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
    if "template" in address.quirks and (not address.is_web or address.has_open_host):
        place = address.written.lower()  # of "{{ unsubscribe_url }}" only the tag's name tells
    return any(map(place.__contains__, _WAYS_OUT))


def typed_links(body: Body) -> list[ViewLink]:
    """The addresses typed in a plain text; one more than `MAX_LINKS` where it has more."""
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
