"""The vendors of a page in Markdown, as companies publish their sub-processors: a list with links, or a table.

A list item is "[Name](address). What it does."; the sentence above the list may say in which country they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from babel import Locale
from markdown_it import MarkdownIt
from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_LEAD = " .:;,-–—\n\t"  # between a name and what is said of it
NAME, LINK, WEBSITE, PURPOSE, PLACE = "Name", "Link", "Website", "Purpose", "Located in"


def rows_of_markdown(text: str) -> Iterator[tuple[int, dict[str, object]]]:
    """Each vendor as (line, column → words)."""
    text = _FRONT_MATTER.sub(lambda found: "\n" * found[0].count("\n"), text.replace("\r\n", "\n"))
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    place, index = "", 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "table_open":
            yield from _table(tokens, index)
        elif token.type in ("paragraph_open", "heading_open") and token.level == 0:
            place = _place_in(_words(tokens[index + 1])) or ("" if token.type == "heading_open" else place)
        elif token.type == "list_item_open":
            inline = next((t for t in tokens[index:] if t.type == "inline"), None)
            if inline is not None and (found := _item(inline)):
                yield _line(token), {**found, **({PLACE: place} if place else {})}
        index += 1


def _line(token: Token) -> int:
    return (token.map or [0])[0] + 1


def _item(inline: Token) -> dict[str, object]:
    """One item: the linked or bold words are the name, the rest is what it does. Without either it is no vendor."""
    name, rest, address, inside = "", "", "", False
    for child in inline.children or []:
        if child.type in ("link_open", "strong_open") and not name:
            inside = True
            address = str(child.attrGet("href") or address)
        elif child.type in ("link_close", "strong_close"):
            inside = False
        elif child.type in ("text", "code_inline", "softbreak"):
            words = " " if child.type == "softbreak" else child.content
            name, rest = (name + words, rest) if inside else (name, rest + words)
    found: dict[str, object] = {NAME: name.strip(), PURPOSE: rest.strip(_LEAD)}
    if address:
        found[_kind_of_link(address)] = address
    return {key: value for key, value in found.items() if value} if name.strip() else {}


def _kind_of_link(address: str) -> str:
    """A bare address leads to the vendor's home, one with a path to what it says of privacy."""
    return LINK if urlsplit(address).path.strip("/") else WEBSITE


def _table(tokens: list[Token], start: int) -> Iterator[tuple[int, dict[str, object]]]:
    columns: list[str] = []
    cells: list[Token] = []
    for token in tokens[start:]:
        if token.type == "table_close":
            return
        if token.type == "tr_open":
            cells, line = [], _line(token)
        elif token.type == "inline":
            cells.append(token)
        elif token.type == "tr_close" and not columns:
            columns = [_words(cell) or f"Column {number}" for number, cell in enumerate(cells, start=1)]
        elif token.type == "tr_close":
            values: dict[str, object] = dict(zip(columns, map(_words, cells), strict=False))
            links = [str(child.attrGet("href")) for child in cells[0].children or [] if child.type == "link_open"]
            if links:
                values.setdefault(_kind_of_link(links[0]), links[0])
            yield line, values


def _words(inline: Token) -> str:
    parts = [" " if child.type == "softbreak" else child.content for child in inline.children or []]
    return " ".join("".join(parts).split())


def _place_in(words: str) -> str:
    """The one country that a sentence names, in English; none where it names several."""
    found = set(_countries().findall(words))
    return found.pop() if len(found) == 1 else ""


@lru_cache(maxsize=1)
def _countries() -> re.Pattern[str]:
    names = [name for code, name in Locale.parse("en").territories.items() if code.isalpha() and len(code) == 2]
    names += ["EU", "European Union", "United States of America", "United Kingdom"]
    listed = "|".join(re.escape(name) for name in sorted(set(names), key=len, reverse=True))
    return re.compile(rf"\b(?:{listed})\b")
