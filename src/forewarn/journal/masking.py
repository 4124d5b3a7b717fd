"""Links without what is one reader's alone: a stored copy must not let anybody unsubscribe the seed, or be followed as it."""

from __future__ import annotations

import re
from html import unescape

from forewarn.mail.links import WebAddress, destinations, parse_link

MASK = "*"
# Long pieces of a path, with digits or very long, are somebody's code: the same as the verdict leaves out of account.
CODE = re.compile(r"(?=[^/]*\d)[\w~.=%-]{10,}|[\w~.=%-]{24,}")
_WEB = re.compile(r"\bhttps?://[^\s<>\"'`\])}]{2,2000}", re.IGNORECASE)
_MAILTO = re.compile(r"\bmailto:[^\s<>\"'`\])}]{2,500}", re.IGNORECASE)
_PIECE = re.compile(r"[A-Za-z0-9]{4,200}")
_SHORT_CODE = re.compile(r"(?=.*\d)|(?=.*[a-z])(?=.*[A-Z])")  # no word: with a digit, or capitals in between
_TRAILING = ".,;:!?…"


def masked_link(href: str) -> str:
    """Where a link leads, without the codes in its path and without its query; hosts that stand inside it are kept."""
    address = parse_link(href)
    if address.is_web:
        return _masked_web(address)
    if address.scheme == "mailto":
        local, at, host = address.path.partition("?")[0].partition("@")
        return f"mailto:{CODE.sub(MASK, local)}{at}{host}"
    return href


def codes_in(list_unsubscribe: str) -> frozenset[str]:
    """The pieces of these addresses that are somebody's code however short; what a reader of the list shares stays."""
    found: set[str] = set()
    for match in (*_WEB.finditer(list_unsubscribe), *_MAILTO.finditer(list_unsubscribe)):
        address = parse_link(match.group(0))
        local = address.path if address.is_web else address.path.partition("@")[0]
        found.update(piece for piece in _PIECE.findall(local) if _SHORT_CODE.match(piece))
    return frozenset(found)


def masked_text(text: str) -> str:
    """A text or an HTML source with every link in it masked."""
    return _MAILTO.sub(_masked, _WEB.sub(_masked, text))


def _masked(found: re.Match[str]) -> str:
    written = found.group(0).rstrip(_TRAILING)
    return masked_link(unescape(written)) + found.group(0)[len(written) :]


def _masked_web(address: WebAddress) -> str:
    port = f":{address.port}" if address.port else ""
    inner = [f"https://{one.host}/" for one in destinations(address)]
    query = f"?to={'&to='.join(inner)}" if inner else ""
    return f"{address.scheme}://{address.host}{port}{CODE.sub(MASK, address.path)}{query}"
