"""The brand's colours as a style sheet: a palette in which every text can be read on its ground, light and dark."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from forewarn.brands.rules.look import UnableToRead, colour_of, contrast, nearest_readable

SHEET = Path(__file__).parent / "static" / "public_site" / "site.css"
ACCENT, ACCENT_DARK = "#1f5f4a", "#7fd1b0"  # where a brand's own colour is not one


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as #rrggbb; each ink has contrast 4.5 or more on ground, panel and sheet, and each on_… on its own (WCAG 2.2, 1.4.3)."""

    ground: str
    panel: str
    sheet: str
    rule: str
    ink: str
    quiet: str
    accent: str
    on_accent: str
    band: str
    on_band: str


def mixed(colour: str, other: str, share: float) -> str:
    """The other colour with this share (0 to 1) of the first in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))


def _colour(text: str, default: str) -> str:
    try:
        return colour_of(text)
    except UnableToRead:
        return default


def light(accent: str) -> Palette:
    """The palette on a light ground: warm paper with a breath of the accent."""
    colour = _colour(accent, ACCENT)
    panel = mixed(colour, "#f6f0e4", 0.035)
    return Palette(
        ground=mixed(colour, "#fdfbf6", 0.012),
        panel=panel,
        sheet="#ffffff",
        rule=mixed(colour, "#ddd4c3", 0.1),
        ink=nearest_readable(mixed(colour, "#15181a", 0.08), panel),
        quiet=nearest_readable(mixed(colour, "#54585a", 0.12), panel),
        accent=nearest_readable(colour, panel),
        on_accent="#ffffff",
        band=colour,
        on_band=max("#ffffff", "#000000", key=lambda ink: contrast(ink, colour)),
    )


def dark(accent: str) -> Palette:
    """The palette on a dark ground."""
    colour = _colour(accent, ACCENT_DARK)
    panel = mixed(colour, "#1c2023", 0.06)
    ground = mixed(colour, "#131618", 0.03)
    sheet = mixed(colour, "#22272a", 0.05)
    band = mixed(colour, "#131618", 0.27)
    return Palette(
        ground=ground,
        panel=panel,
        sheet=sheet,
        rule=mixed(colour, "#3a4146", 0.18),
        ink=nearest_readable(mixed(colour, "#f1efe9", 0.05), sheet),
        quiet=nearest_readable(mixed(colour, "#b4b9b8", 0.10), sheet),
        accent=nearest_readable(colour, sheet),
        on_accent=ground,
        band=band,
        on_band=nearest_readable("#ffffff", band),
    )


def _properties(palette: Palette) -> str:
    return "".join(f"--{name.replace('_', '-')}:{value};" for name, value in asdict(palette).items())


@lru_cache(maxsize=64)
def style_sheet(accent: str, accent_dark: str) -> bytes:
    """The whole style sheet of a brand: its colours, then the rules that all brands share."""
    colours = (
        f":root{{color-scheme:light dark;{_properties(light(accent))}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{_properties(dark(accent_dark))}}}}}\n"
        f"@media print{{:root{{color-scheme:light;{_properties(light(accent))}--ground:#fff;--panel:#fff}}}}\n"
    )
    return colours.encode() + SHEET.read_bytes()


def sheet_version(accent: str, accent_dark: str) -> str:
    """Twelve digits that change when the style sheet does."""
    return hashlib.sha256(style_sheet(accent, accent_dark)).hexdigest()[:12]


def initial_icon(name: str, accent: str) -> bytes:
    """A small SVG with the brand's initial on its colour, where a logo would be too large or is missing."""
    colours = light(accent)
    letter = next((c for c in name if c.isalnum()), "•").upper()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="6" fill="{colours.accent}"/>'
        '<text x="16" y="23" text-anchor="middle" font-family="Verdana,sans-serif" font-weight="700" font-size="20" '
        f'fill="{colours.on_accent}">{letter}</text></svg>'
    ).encode()
