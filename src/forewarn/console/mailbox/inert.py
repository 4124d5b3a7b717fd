"""The HTML part of a stored mail, made fit to be looked at: links lead nowhere, nothing runs, nothing is loaded."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

# For the frame's own document: no scripts, no forms, no way out; pictures only from inside the mail.
FRAME_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"

REMOVED = "script, iframe, frame, object, embed, form, base, link, meta[http-equiv], svg a"


def inert_html(source: str) -> str:
    """The page without addresses in its links; what a link pointed at is shown when the pointer rests on it."""
    page = LexborHTMLParser(source)
    for node in page.css(REMOVED):
        node.decompose()
    for link in page.css("[href]"):
        target = link.attributes.get("href") or ""
        del link.attrs["href"]
        link.attrs["title"] = target
    for node in page.css("[srcset], [background], [action], [ping]"):
        for name in ("srcset", "background", "action", "ping"):
            if name in node.attributes:
                del node.attrs[name]
    return page.html or ""
