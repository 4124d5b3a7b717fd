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
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/><]{0,60})|<!--")
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
    search = _TAG.search
    found = search(source)
    while found:
        if found.group(2) is None:  # a comment: nothing in it is marked
            end = source.find("-->", found.end())
            found = search(source, end + 3 if end >= 0 else len(source))
            continue
        count += 1
        if count > MAX_TAGS:
            source = source[: found.start()]
            faults.append(f"only the first {MAX_TAGS} tags of the HTML were read")
            break
        name = found.group(2).lower()
        closing = bool(found.group(1))
        heavy = name not in _LIGHT
        after = found.end()
        if closing:
            depth -= heavy and depth > 0
        elif heavy and depth >= MAX_DEPTH:
            pieces.append(source[at : found.start()])  # the tag goes, its text stays
            at = _tag_end(source, after)
            after = at
            if not faults or not faults[-1].startswith("elements"):
                faults.append(f"elements nested deeper than {MAX_DEPTH} were read as text")
        else:
            depth += heavy
            pieces.append(source[at:after])
            pieces.append(f" {MARK}={found.start()} ")
            at = after
            if name in _RAW:
                depth -= 1
                after = _raw_end(source, name, after)
        found = search(source, after)
    pieces.append(source[at:])
    return "".join(pieces), faults


def _tag_end(source: str, at: int) -> int:
    end = source.find(">", at)
    return end + 1 if end >= 0 else len(source)


def _raw_end(source: str, name: str, at: int) -> int:
    """Where an element of raw text ends: markup inside it is text and gets no marks."""
    found = re.compile(rf"</{re.escape(name)}", re.IGNORECASE).search(source, at)
    return found.start() if found else len(source)


def without_marks(value: str) -> str:
    """An attribute's value without marks that fell into it because it holds a tag itself."""
    return _STRAY_MARK.sub("", value) if MARK in value else value
