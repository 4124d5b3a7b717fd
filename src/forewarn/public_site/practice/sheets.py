"""The printed page of a lesson, for branches and help desks: one A4 page as PDF."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from fpdf import FPDF

from forewarn.lessons.rules.showing import Line
from forewarn.public_site.look import light
from forewarn.public_site.site import Site

FONTS = Path(__file__).parent / "fonts"  # Atkinson Hyperlegible Next, SIL OFL 1.1; see the licence beside them
WIDTH, MARGIN = 210, 22  # millimetres
TITLE, SMALL = 32, 12  # points
WORDS = range(18, 9, -1)  # points: as large as the page allows, since the sheet hangs on a wall or lies on a counter
RULE = 7  # points that the rule is larger than the words
MILLIMETRES = 0.3528  # in a point


def sheet_pdf(site: Site, lesson: dict[str, Any]) -> bytes:
    """One page: the lesson's title, its rule and what to do, in the brand's colour. The same words give the same bytes."""
    return _made(
        site.brand.name,
        site.typed_address,
        light(site.brand.accent).accent,
        lesson["title"],
        lesson["sheet"],
        lesson["locale"],
        site.interface,
    )


@lru_cache(maxsize=256)
def _made(
    brand: str, address: str, accent: str, title: str, lines: tuple[Line, ...], locale: str, interface: str
) -> bytes:
    for size in WORDS:  # a long sheet gets smaller letters, never a second page
        document = _sheet(brand, accent, title, lines, size)
        if document.page == 1:
            break
    with translation.override(interface):
        foot = _("Type this yourself: %(address)s") % {"address": address}
    _foot(document, foot)
    document.set_title(f"{title} · {brand}")
    document.set_lang(locale)
    return bytes(document.output())


def _sheet(brand: str, accent: str, title: str, lines: tuple[Line, ...], size: int) -> FPDF:
    document = FPDF(format="A4")
    document.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))  # a page is its words: no moment of making
    document.set_margins(MARGIN, 18, MARGIN)
    document.set_auto_page_break(True, 26)
    for style, name in (("", "regular"), ("B", "bold")):
        document.add_font("sheet", style, FONTS / f"atkinson-{name}.ttf")
        document.add_font("more", style, FONTS / f"atkinson-{name}-ext.ttf")
    document.set_fallback_fonts(["more"], exact_match=False)
    document.add_page()
    colour = tuple(int(accent[place : place + 2], 16) for place in (1, 3, 5))
    document.set_fill_color(*colour)
    document.rect(0, 0, WIDTH, 12, style="F")
    document.set_y(24)
    document.set_font("sheet", "B", SMALL)
    document.set_text_color(*colour)
    document.multi_cell(0, 6, brand, new_x="LMARGIN", new_y="NEXT")
    document.set_text_color(20)
    letters = TITLE if len(title) < 32 else TITLE - 6
    document.set_font("sheet", "B", letters)
    document.multi_cell(0, letters * MILLIMETRES * 1.2, title, align="L", new_x="LMARGIN", new_y="NEXT")
    document.ln(4)
    for place, line in enumerate(lines):
        _line(document, line, first=place == 0, size=size)
    return document


def _line(document: FPDF, line: Line, *, first: bool, size: int) -> None:
    lone = first and all(piece.strong for piece in line.pieces)
    letters = size + RULE if lone else size
    height = letters * MILLIMETRES * (1.25 if lone else 1.4)
    if line.kind in ("bullet", "number"):
        document.set_font("sheet", "B", size)
        document.cell(size * 0.7, height, f"{line.number}." if line.number else "•")
        document.set_left_margin(MARGIN + size * 0.7)
    for piece in line.pieces:
        document.set_font("sheet", "B" if piece.strong else "", letters)
        document.write(height, piece.text)
    document.set_left_margin(MARGIN)
    document.ln(height + size * (0.3 if lone else 0.17))


def _foot(document: FPDF, words: str) -> None:
    document.set_auto_page_break(False)
    document.set_y(-22)
    document.set_draw_color(150)
    document.line(MARGIN, document.get_y(), WIDTH - MARGIN, document.get_y())
    document.ln(3)
    document.set_font("sheet", "B", SMALL + 2)
    document.multi_cell(0, 7, words)
