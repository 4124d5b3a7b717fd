"""A lure as its readers saw it, for staff: nothing in it runs, leads anywhere or is loaded."""

from __future__ import annotations

import nh3
from selectolax.lexbor import LexborHTMLParser

from forewarn.mail.html.marking import bounded
from forewarn.mail.reading.message import ParsedMail
from forewarn.mail.redaction.defanging import defanged_whole

# For the frame's own document: no scripts, no forms, no way out, and nothing from the network.
POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
MAX_HTML = 1_000_000  # characters; a long newsletter has 200,000

_TEXT = "p div span br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre b strong i em u s small big sub sup center font a"
_TABLE = "table thead tbody tfoot tr th td caption col colgroup"
TAGS = {*_TEXT.split(), *_TABLE.split(), "img"}
EMPTIED = {"script", "style", "title", "template", "noscript", "svg", "math", "object", "iframe", "textarea", "select"}
ATTRIBUTES = {
    "*": {"style", "dir", "lang", "title", "align", "valign", "width", "height", "bgcolor"},
    "font": {"color", "face", "size"},
    "table": {"border", "cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "img": {"alt", "src"},
}
# Of styles what shapes the text; none of these takes an address.
STYLES = set(
    [
        "color",
        "background-color",
        "font-family",
        "font-size",
        "font-style",
        "font-weight",
        "line-height",
        "letter-spacing",
        "text-align",
        "text-decoration",
        "text-transform",
        "vertical-align",
        "white-space",
        "width",
        "max-width",
        "min-width",
        "height",
        "padding",
        "padding-top",
        "padding-right",
        "padding-bottom",
        "padding-left",
        "margin",
        "margin-top",
        "margin-right",
        "margin-bottom",
        "margin-left",
        "border",
        "border-top",
        "border-right",
        "border-bottom",
        "border-left",
        "border-color",
        "border-style",
        "border-width",
        "border-radius",
        "border-collapse",
        "border-spacing",
        "direction",
        "display",
    ]
)
_PAGE = (
    '<!doctype html><html><head><meta charset="utf-8"><title>-</title><style>html{background:#fff;color:#000;'
    "font:16px/1.5 sans-serif}body{margin:1rem}[title]{cursor:help}</style></head><body>%s</body></html>"
)


def html_of(mail: ParsedMail) -> str:
    """The HTML part of the lure; empty where it has none or one beyond all measure."""
    found = mail.htmls[0].text if mail.htmls else ""
    return found if len(found) <= MAX_HTML else ""


def harmless(source: str) -> str:
    """A page with the words, the shape and the pictures that are inside the mail. Where a link led is shown when the
    pointer rests on it, so that it cannot be followed."""
    page = LexborHTMLParser(bounded(source)[0])
    for link in page.css("a[href], area[href]"):
        link.attrs["title"] = defanged_whole(link.attributes.get("href") or "")
    shown = nh3.clean(
        page.html or "",
        tags=TAGS,
        clean_content_tags=EMPTIED,
        attributes=ATTRIBUTES,
        url_schemes={"data"},
        url_relative="deny",
        link_rel=None,
        filter_style_properties=STYLES,
        attribute_filter=_only_pictures,
    )
    return _PAGE % shown


def _only_pictures(tag: str, name: str, value: str) -> str | None:
    """A picture only from inside the mail, and only of a kind that cannot hold a script."""
    if name != "src":
        return value
    return value if value.startswith(("data:image/png", "data:image/jpeg", "data:image/gif")) else None
