"""A message as blocks, rendered to text and HTML from one object: the preview, the linter and the sender share it."""

from __future__ import annotations

import textwrap
from dataclasses import asdict, dataclass, field
from html import escape
from typing import Any

TEXT_WIDTH = 72  # characters: RFC 5322 recommends under 78, and quoting adds a few


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading between parts."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `strong` sets it apart, `small` is for the foot."""

    text: str
    strong: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list; `ordered` numbers it."""

    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Entries with a title and labelled lines: (title, ((label, text), …))."""

    entries: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


Block = Heading | Paragraph | Items | Facts
_KINDS: dict[str, type[Block]] = {"heading": Heading, "paragraph": Paragraph, "items": Items, "facts": Facts}


@dataclass(frozen=True, slots=True)
class Document:
    """A whole message in one locale (a language tag of BCP 47)."""

    subject: str
    locale: str
    blocks: tuple[Block, ...] = field(default_factory=tuple)

    def as_mapping(self) -> dict[str, Any]:
        """Plain JSON, read back by `document_from`."""
        names = {kind: name for name, kind in _KINDS.items()}
        blocks = [{"kind": names[type(block)], **asdict(block)} for block in self.blocks]
        return {"subject": self.subject, "locale": self.locale, "blocks": blocks}

    @property
    def words(self) -> int:
        """The number of words (with at least one letter) in the text part; the subject is not counted."""
        return sum(any(c.isalpha() for c in word) for word in render_text(self).split())


def document_from(mapping: dict[str, Any]) -> Document:
    """The document that `as_mapping` wrote."""
    return Document(mapping["subject"], mapping["locale"], tuple(_block(row) for row in mapping["blocks"]))


def _block(row: dict[str, Any]) -> Block:
    fields = {key: value for key, value in row.items() if key != "kind"}
    match row["kind"]:
        case "items":
            return Items(tuple(fields["items"]), fields["ordered"])
        case "facts":
            entries = ((title, tuple((label, text) for label, text in lines)) for title, lines in fields["entries"])
            return Facts(tuple(entries))
        case kind:
            return _KINDS[kind](**fields)


def render_text(document: Document) -> str:
    """The plain text, lines of at most 72 characters, ended by LF."""
    parts: list[str] = []
    for block in document.blocks:
        match block:
            case Heading(text):
                parts.append(
                    _wrapped(text.upper() if text.islower() else text) + "\n" + "-" * min(len(text), TEXT_WIDTH)
                )
            case Paragraph(text):
                parts.append("\n".join(_wrapped(line) for line in text.split("\n")))
            case Items(items, ordered):
                marks = [f"{n}. " if ordered else "- " for n in range(1, len(items) + 1)]
                parts.append("\n".join(_wrapped(item, mark) for mark, item in zip(marks, items, strict=True)))
            case Facts(entries):
                parts.append("\n\n".join(_facts_text(title, lines) for title, lines in entries))
    return "\n\n".join(parts) + "\n"


def _facts_text(title: str, lines: tuple[tuple[str, str], ...]) -> str:
    return "\n".join([_wrapped(title), *(_wrapped(f"{label}: {text}", "  ") for label, text in lines)])


def _wrapped(text: str, mark: str = "") -> str:
    return textwrap.fill(
        " ".join(text.split()),
        TEXT_WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )


@dataclass(frozen=True, slots=True)
class Look:
    """The brand's face in a mail: its name and accents as #rrggbb, for a light and for a dark ground."""

    brand: str
    accent: str = "#1f5f4a"
    accent_dark: str = "#7fd1b0"


_FONT = "font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
_PARAGRAPH = "margin:0 0 16px;font-size:16px;line-height:1.5"
_DARK = """\
.ground{{background:#15191c!important}}.sheet{{background:#1d2327!important;border-color:{dark}!important}}
.ink{{color:#e9eef0!important}}.quiet{{color:#aeb8bd!important}}.name{{color:{dark}!important}}"""


def render_html(document: Document, look: Look, *, always_dark: bool = False) -> str:
    """The HTML part: one column, no images, no links, at least 14 px, light and dark, readable at 320 px.

    What is sent follows the reader's setting; `always_dark` is for a preview of the dark form.
    """
    body = "\n".join(_html(block) for block in document.blocks)
    dark = _DARK.format(dark=look.accent_dark)
    style = (
        dark if always_dark else f":root{{color-scheme:light dark}}\n@media (prefers-color-scheme:dark){{\n{dark}\n}}"
    )
    return f"""<!doctype html>
<html lang="{escape(document.locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(document.subject)}</title>
<style>
{style}
</style>
</head>
<body class="ground" style="margin:0;padding:0;background:#f3f1ec">
<div class="ground" style="background:#f3f1ec;padding:24px 12px">
<div class="sheet" style="max-width:560px;margin:0 auto;background:#ffffff;border-top:4px solid {look.accent};padding:28px 24px;{_FONT}">
<p class="name" style="margin:0 0 24px;font-size:18px;line-height:1.3;font-weight:700;color:{look.accent}">{escape(look.brand)}</p>
{body}
</div>
</div>
</body>
</html>
"""


def _html(block: Block) -> str:
    match block:
        case Heading(text):
            return (
                '<h2 class="ink" style="margin:28px 0 8px;font-size:18px;line-height:1.35;font-weight:700;color:#1b2124">'
                f"{escape(text)}</h2>"
            )
        case Paragraph(text, strong, small):
            return _paragraph(text, strong, small)
        case Items(items, ordered):
            tag = "ol" if ordered else "ul"
            rows = "\n".join(f'<li style="margin:0 0 8px">{escape(item)}</li>' for item in items)
            return f'<{tag} class="ink" style="margin:0 0 16px;padding-left:22px;font-size:16px;line-height:1.5;color:#1b2124">\n{rows}\n</{tag}>'
        case Facts(entries):
            return "\n".join(_facts_html(title, lines) for title, lines in entries)


def _paragraph(text: str, strong: bool, small: bool) -> str:
    css, colour = ("quiet", "#566067") if small else ("ink", "#1b2124")
    size = "margin:0 0 12px;font-size:14px;line-height:1.5" if small else _PARAGRAPH
    inner = "<br>\n".join(escape(line) for line in text.split("\n"))
    weight = ";font-weight:700" if strong else ""
    return f'<p class="{css}" style="{size};color:{colour}{weight}">{inner}</p>'


def _facts_html(title: str, lines: tuple[tuple[str, str], ...]) -> str:
    rows = "<br>\n".join(
        f'<span class="quiet" style="color:#566067">{escape(label)}:</span> {escape(text)}' for label, text in lines
    )
    return f'<p class="ink" style="{_PARAGRAPH};color:#1b2124"><strong>{escape(title)}</strong><br>\n{rows}</p>'
