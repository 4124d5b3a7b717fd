"""Colours that can be read."""

from __future__ import annotations

import re

TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3 level AA: text on its ground
LIGHT_GROUND, DARK_GROUND = "#ffffff", "#16191d"  # of the public site; the accent carries links and buttons on them
_COLOUR = re.compile(r"#[0-9a-f]{6}")


class UnableToRead(ValueError):
    """The text is not a colour, or the colour cannot be read on its ground."""


def colour_of(text: str) -> str:
    """The colour as "#rrggbb" in lower case; "#abc" and a missing # are understood. Raises UnableToRead."""
    digits = text.strip().lower().lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    colour = f"#{digits}"
    if not _COLOUR.fullmatch(colour):
        raise UnableToRead("Write a colour as six hexadecimal digits, such as #1f5f4a.")
    return colour


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours "#rrggbb", 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def readable_on(colour: str, ground: str) -> str:
    """The colour, if text in it can be read on the ground. Raises UnableToRead with a colour that works instead."""
    found = contrast(colour, ground)
    if found >= TEXT_CONTRAST:
        return colour
    raise UnableToRead(
        f"Contrast {found:.1f} is too low to read on {'white' if ground == LIGHT_GROUND else 'the dark ground'}; "
        f"{TEXT_CONTRAST} is needed. {nearest_readable(colour, ground)} is the nearest that works."
    )


def nearest_readable(colour: str, ground: str) -> str:
    """The colour moved towards black or white, away from the ground, just until text in it can be read."""
    target = 0 if _luminance(ground) > 0.18 else 255
    channels = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    for step in range(101):
        moved = "#" + "".join(f"{round(c + (target - c) * step / 100):02x}" for c in channels)
        if contrast(moved, ground) >= TEXT_CONTRAST:
            return moved
    return "#000000" if target == 0 else "#ffffff"
