"""The source made ready for the parser: bounded in tags and depth, every start tag marked with its place.

The parser tells no positions, so each start tag gets an attribute with its offset in the source before parsing. Depth is
bounded because the parser takes quadratic time over elements nested without end (300,000 open <div> take minutes).
"""

from __future__ import annotations

import re

MARK = "fw-at"
MAX_HTML_CHARACTERS = 4_000_000  # Gmail shows 102 kB; forty times that is not a letter
MAX_TAGS = 60_000  # real newsletters have under 5,000
MAX_DEPTH = 400  # open elements; browsers stop at 512
_TAG = re.compile(r"<!--(?:.*?-->|.*)|<(/?)([A-Za-z][^\s/><]{0,60})", re.DOTALL)
# Elements that close themselves or that the next one closes; they do not add to the depth.
_LIGHT = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "td",
        "th",
        "tr",
        "tbody",
        "thead",
        "tfoot",
        "option",
        "dd",
        "dt",
        "html",
        "head",
        "body",
        "colgroup",
    ]
)
_RAW = frozenset({"script", "style", "title", "textarea", "xmp", "noframes", "iframe", "noembed"})
_STRAY_MARK = re.compile(rf" {MARK}=\d+ ")


def mark_source(source: str) -> tuple[str, list[str]]:
    """The marked source and, in plain words, what of it was left out."""
    faults: list[str] = []
    if len(source) > MAX_HTML_CHARACTERS:
        source = source[:MAX_HTML_CHARACTERS]
        faults.append(f"only the first {MAX_HTML_CHARACTERS} characters of the HTML were read")
    pieces: list[str] = []
    at = count = depth = 0
    lights: dict[str, bool] = {}  # whether an element does not add to the depth, by its name as written
    raw = ""  # the element whose text is no markup
    too_deep = False
    for found in _TAG.finditer(source):
        closing, name = found.groups()
        if raw or name is None:  # inside such an element, or a comment
            raw = "" if name and closing and name.lower() == raw else raw
            continue
        count += 1
        if count > MAX_TAGS:
            source = source[: found.start()]
            faults.append(f"only the first {MAX_TAGS} tags of the HTML were read")
            break
        light = lights.get(name)
        if light is None:
            light = lights[name] = name.lower() in _LIGHT
        if closing:
            depth -= depth > 0 and not light
            continue
        start, end = found.span()
        if not light and depth >= MAX_DEPTH:  # the tag goes, its text stays
            pieces.append(source[at:start])
            at = _tag_end(source, end)
            too_deep = True
            if at == len(source):
                break  # no tag ends from here on; looking for it again and again would take quadratic time
            continue
        pieces += (source[at:end], f" {MARK}={start} ")
        at = end
        if not light and name.lower() in _RAW:
            raw = name.lower()
        elif not light:
            depth += 1
    if too_deep:
        faults.append(f"elements nested deeper than {MAX_DEPTH} were read as text")
    pieces.append(source[at:])
    return "".join(pieces), faults


def _tag_end(source: str, at: int) -> int:
    end = source.find(">", at)
    return end + 1 if end >= 0 else len(source)


def without_marks(value: str) -> str:
    """An attribute's value without marks that fell into it because it holds a tag itself."""
    return _STRAY_MARK.sub("", value) if MARK in value else value
