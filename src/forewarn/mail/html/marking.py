"""The source made ready for the parser: bounded in tags, depth and formatting, its start tags marked with their places.

The parser tells no positions, so start tags get an attribute with their offset in the source before parsing. What is
bounded would cost the parser quadratic time: elements nested without end (300,000 open <div> take minutes), attributes
of one element (of which it compares each with all before), and formatting left open, which is opened again in every
block that follows.
"""

from __future__ import annotations

import re
from collections import Counter

from forewarn.mail.html.names import FORMATTING, LIGHT, RAW

MARK = "fw-at"
MAX_HTML_CHARACTERS = 4_000_000  # Gmail shows 102 kB; forty times that is not a letter
MAX_TAGS = 60_000  # real newsletters have under 5,000
MAX_DEPTH = 400  # open elements; browsers stop at 512
MAX_OPENED_AGAIN = 500_000  # elements of formatting; the parser takes 0.4 µs and 400 bytes for each
MAX_ATTRIBUTES = 300  # of one element; real ones have under 20
FEW_CHARACTERS = 60_000  # in which no element has room for attributes that take half a second
FORMATTING_UNREAD = "formatting is left open so often that none of it was read, only its text"
FEW_TAGS = 5_000  # nested to the end of the source they still cost milliseconds
_FILLING = "\u200b"  # stands for each character of a tag that is taken out; no reader sees it, and all offsets stay
_COMMENT = r"!--(?:-?>|.*?(?:--!?>|\Z))"
_NAME = r"[A-Za-z][^\s/><]{0,60}"
_TAG = re.compile(rf"<(?:(/?)({_NAME})|{_COMMENT})", re.DOTALL)
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?)?"""
_MANY_ATTRIBUTES = re.compile(rf"(<{_NAME}(?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}+)((?:{_ATTRIBUTE})*+)")
_START = re.compile(rf"<(?:{_NAME}|{_COMMENT})", re.DOTALL)
_FORMATTING_START = re.compile(rf"<(?:{'|'.join(sorted(FORMATTING))})[\s/>]", re.IGNORECASE)
_UNMARKED = frozenset(f"<{written}" for name in FORMATTING for written in (name, name.upper()))
_STRAY_MARK = re.compile(rf" {MARK}=\d+ ")


def marked(source: str) -> str:
    """The source with its start tags marked.

    Formatting stays as it is: the parser opens such elements again at most three times where they are alike.
    """
    return _START.sub(_mark, source)


def _mark(found: re.Match[str]) -> str:
    tag = found[0]
    return tag if tag in _UNMARKED or tag[1] == "!" else f"{tag} {MARK}={found.start()} "


def without_marks(text: str) -> str:
    """A text without marks that fell into it because it holds what looks like a tag."""
    return _STRAY_MARK.sub("", text) if MARK in text else text


def bounded(source: str) -> tuple[str, list[str]]:
    """The source as far as it is read, every character at its place, and in plain words what was left out."""
    faults: list[str] = []
    if len(source) > MAX_HTML_CHARACTERS:
        source = source[:MAX_HTML_CHARACTERS]
        faults.append(f"only the first {MAX_HTML_CHARACTERS} characters of the HTML were read")
    if len(source) > FEW_CHARACTERS:
        source = _with_few_attributes(source, faults)
    return (source, faults) if _costs_little(source) else _Bounding(source, faults).run()


def _with_few_attributes(source: str, faults: list[str]) -> str:
    """The source with spaces in place of what is beyond the attributes of one element that are read."""
    pieces: list[str] = []
    at = 0
    for found in _MANY_ATTRIBUTES.finditer(source):
        if found.end(1) < found.end():
            pieces += (source[at : found.end(1)], " " * (found.end() - found.end(1)))
            at = found.end()
    if not pieces:
        return source
    faults.append(f"attributes beyond the first {MAX_ATTRIBUTES} of an element were not read")
    return "".join((*pieces, source[at:]))


def _costs_little(source: str) -> bool:
    """Whether no order of its tags could cost the parser much."""
    tags = source.count("<")
    if tags > FEW_TAGS:
        return False
    most = 2 * MAX_OPENED_AGAIN
    return tags * tags <= 2 * most or tags * len(_FORMATTING_START.findall(source)) <= most


class _Bounding:
    """Goes through the tags of a source and takes out those that would cost too much; their text stays."""

    def __init__(self, source: str, faults: list[str], *, formatting_goes: bool = False) -> None:
        self.source = source
        self.faults = faults
        self.formatting_goes = formatting_goes
        self.pieces: list[str] = []
        self.at = 0
        self.open: Counter[str] = Counter()
        self.depth = self.formatting = self.opened_again = 0

    def run(self) -> tuple[str, list[str]]:
        count = 0
        raw = ""  # the element whose text is no markup
        for found in _TAG.finditer(self.source):
            closing, name = found.groups()
            if name is None:
                continue
            name = name.lower()
            if raw:
                raw = "" if closing and name == raw else raw
                continue
            count += 1
            if count > MAX_TAGS:
                self.source = self.source[: found.start()]
                self.faults.append(f"only the first {MAX_TAGS} tags of the HTML were read")
                break
            if closing:
                self.close(name)
            elif self.costs_too_much(name):
                self.take_out(found.start(), found.end())
                if self.at == len(self.source):
                    break  # no tag ends from here on; looking for it again and again would take quadratic time
            elif name in RAW:
                raw = name
            else:
                self.enter(name)
                if self.opened_again > MAX_OPENED_AGAIN:
                    return _Bounding(self.source, [*self.faults, FORMATTING_UNREAD], formatting_goes=True).run()
        self.pieces.append(self.source[self.at :])
        return "".join(self.pieces), self.faults

    def enter(self, name: str) -> None:
        if name not in LIGHT:
            self.open[name] += 1
            self.depth += 1
        if name in FORMATTING:
            self.formatting += 1
        else:
            self.opened_again += self.formatting

    def close(self, name: str) -> None:
        """An end tag closes something only where something of that name is open."""
        if self.open[name]:
            self.open[name] -= 1
            self.depth -= 1
            self.formatting -= name in FORMATTING

    def costs_too_much(self, name: str) -> bool:
        if self.depth < MAX_DEPTH or name in LIGHT:
            return self.formatting_goes and name in FORMATTING
        fault = f"elements nested deeper than {MAX_DEPTH} were read as text"
        if fault not in self.faults:
            self.faults.append(fault)
        return True

    def take_out(self, start: int, end: int) -> None:
        closed = self.source.find(">", end) + 1 or len(self.source)
        self.pieces += (self.source[self.at : start], _FILLING * (closed - start))
        self.at = closed
