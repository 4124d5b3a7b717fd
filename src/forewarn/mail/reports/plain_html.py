"""HTML of a notice as lines of text."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

_BLOCKS = "p, div, br, tr, li, td, h1, h2, h3, hr"


def html_as_lines(html: str) -> str:
    """The visible text with a line break where a block ends."""
    tree = LexborHTMLParser(html)
    for node in tree.css("style, script, head, title"):
        node.decompose()
    for node in tree.css(_BLOCKS):
        node.insert_before("\n")
    return tree.text()
