"""The body of a practice message: a small part of Markdown, read into blocks that hold no HTML and no live link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from forewarn.lessons.rules.reading.placeholders import fill

_MARKDOWN = MarkdownIt("zero").enable(["list", "heading", "emphasis", "link", "escape", "newline", "entity"])
_MARKDOWN.normalizeLink = lambda url: url  # type: ignore[method-assign]  # placeholders stay as they are written
_MARKDOWN.validateLink = lambda url: url.startswith(("https://", "tel:", "mailto:"))  # type: ignore[method-assign]


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style; `target` is where a link would lead. It is shown, never opened."""

    text: str
    strong: bool = False
    target: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, bullet, number (of a list) or button (a paragraph that is one link and nothing else)."""

    kind: str
    runs: tuple[Run, ...]
    number: int = 0  # of a numbered line, from 1

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)


def blocks(markdown: str, values: Mapping[str, str] | None = None) -> tuple[Block, ...]:
    """The blocks of a text. Placeholders are filled after reading, so a value can never become a link or a list."""
    found: list[Block] = []
    inside: list[str] = []
    count = 0
    for token in _MARKDOWN.parse(markdown):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            inside.append("bullet" if token.type.startswith("bullet") else "number")
            count = 0
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            inside.pop()
        elif token.type == "list_item_open":
            count += 1
        elif token.type == "heading_open":
            inside.append("heading")
        elif token.type == "heading_close":
            inside.pop()
        elif token.type == "inline":
            found.append(_block(inside[-1] if inside else "paragraph", count, token))
    return tuple(_filled(block, values) for block in found) if values is not None else tuple(found)


def links(markdown: str) -> list[tuple[str, str]]:
    """Every link: shown text and target, placeholders unfilled."""
    return [(run.text, run.target) for block in blocks(markdown) for run in block.runs if run.target]


def plain(markdown: str) -> str:
    """The words of a text, one block a paragraph."""
    return "\n\n".join(block.text for block in blocks(markdown))


def _block(kind: str, count: int, token: Token) -> Block:
    runs: list[Run] = []
    strong, target = False, ""
    for child in token.children or []:
        if child.type in ("strong_open", "strong_close"):
            strong = child.type == "strong_open"
        elif child.type == "link_open":
            target = str(child.attrs.get("href", ""))
        elif child.type == "link_close":
            target = ""
        elif child.type in ("softbreak", "hardbreak"):
            runs.append(Run("\n" if child.type == "hardbreak" else " ", strong, target))
        elif child.content:
            runs.append(Run(child.content, strong, target))
    joined = _joined(runs)
    if kind == "paragraph" and len(joined) == 1 and joined[0].target:
        kind = "button"
    return Block(kind, joined, count if kind == "number" else 0)


def _joined(runs: list[Run]) -> tuple[Run, ...]:
    found: list[Run] = []
    for run in runs:
        if found and (found[-1].strong, found[-1].target) == (run.strong, run.target):
            found[-1] = replace(found[-1], text=found[-1].text + run.text)
        else:
            found.append(run)
    return tuple(found)


def _filled(block: Block, values: Mapping[str, str]) -> Block:
    return replace(
        block,
        runs=tuple(replace(run, text=fill(run.text, values), target=fill(run.target, values)) for run in block.runs),
    )
