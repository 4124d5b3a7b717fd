"""CSS as far as reading a mail needs it: lengths, colours, and what hides."""

from __future__ import annotations

import re
from functools import lru_cache

Colour = tuple[int, int, int]
MAX_CSS_CHARACTERS = 200_000  # of <style> that are read for classes that hide; real mails have under 20,000
_LENGTH = re.compile(r"(-?[0-9]*\.?[0-9]+)\s*(px|pt|em|rem|%|vw)?")
_KEYWORD_PX = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
}
_NAMED: dict[str, Colour] = {
    "black": (0, 0, 0),
    "white": (255, 255, 255),
    "red": (255, 0, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "silver": (192, 192, 192),
    "maroon": (128, 0, 0),
    "navy": (0, 0, 128),
    "orange": (255, 165, 0),
    "purple": (128, 0, 128),
    "teal": (0, 128, 128),
    "lightgray": (211, 211, 211),
    "lightgrey": (211, 211, 211),
    "darkgray": (169, 169, 169),
    "darkgrey": (169, 169, 169),
    "whitesmoke": (245, 245, 245),
}
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*([0-9.]+)\s*)?\)")
_SIX_DIGITS = re.compile(r"[0-9a-f]{6}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_MAX_RULE = 5_000  # characters of the declarations of one rule; real ones have a few hundred
_MAY_HIDE = re.compile(r"none|hidden|opacity|collapse|indent|-\d{3}")
_SELECTOR = re.compile(r"[a-z]*([.#])([\w-]+)\Z", re.IGNORECASE)


@lru_cache(maxsize=4_096)
def parse_style(style: str) -> dict[str, str]:
    """Property → value of a style attribute, both in lower case; the later one wins."""
    found: dict[str, str] = {}
    for part in style[:5_000].lower().split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip()] = value.replace("!important", "").strip()
    return found


def length_px(value: str, base: float) -> float | None:
    """A CSS length in pixels, relative ones against `base`; None where it is none."""
    if value in _KEYWORD_PX:
        return _KEYWORD_PX[value]
    found = _LENGTH.match(value)
    if not found:
        return None
    number = float(found.group(1))
    match found.group(2):
        case "pt":
            return number * 4 / 3
        case "em":
            return number * base
        case "rem":
            return number * 16
        case "%":
            return number / 100 * base
        case "vw":
            return number * 6
        case _:
            return number


@lru_cache(maxsize=4_096)
def parse_colour(value: str) -> Colour | None:
    """#rgb, #rrggbb, rgb() and usual names; None for anything else or where it is see-through."""
    text = value.strip().lower()
    if text.startswith("#") or _SIX_DIGITS.fullmatch(text):
        digits = text.lstrip("#")
        if len(digits) in (3, 4):
            digits = "".join(c * 2 for c in digits)
        if len(digits) in (6, 8) and all(c in "0123456789abcdef" for c in digits):
            return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
        return None
    found = _RGB.match(text)
    if found:
        if found.group(4) and found.group(4).strip(".0") == "":
            return None
        red, green, blue = (min(255, int(found.group(i))) for i in (1, 2, 3))
        return red, green, blue
    return _NAMED.get(text)


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (v / 255 / 12.92 if v / 255 <= 0.04045 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _is_zero(value: str) -> bool:
    found = _LENGTH.match(value)
    return found is not None and float(found.group(1)) == 0


def hides(style: dict[str, str]) -> bool:
    """Whether declarations keep text from being seen."""
    if not style:
        return False
    if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
        return True
    if _is_zero(style.get("opacity", "1")):
        return True
    if style.get("overflow") == "hidden" and (
        _is_zero(style.get("max-height", "1"))
        or _is_zero(style.get("height", "1"))
        or _is_zero(style.get("width", "1"))
    ):
        return True
    away = [length_px(style[name], 16.0) for name in ("text-indent", "left", "top", "margin-left") if name in style]
    return any(value is not None and value <= -900 for value in away)


def hiding_names(css: str) -> frozenset[str]:
    """Classes (".x") and ids ("#x") that a style sheet hides everywhere; rules inside @media are left out."""
    if not _MAY_HIDE.search(css):
        return frozenset()
    plain = _without_at_rules(_COMMENT.sub(" ", css[:MAX_CSS_CHARACTERS]))
    names: set[str] = set()
    for block in plain.split("}"):
        before, brace, declarations = block.rpartition("{")
        if not brace or len(declarations) > _MAX_RULE or not hides(parse_style(declarations)):
            continue
        for selector in before.rpartition("{")[2][-2_000:].split(","):
            simple = _SELECTOR.match(selector.strip())
            if simple:
                names.add(simple.group(1) + simple.group(2))
    return frozenset(names)


def _without_at_rules(css: str) -> str:
    """The style sheet without @media and other blocks that hold blocks."""
    if "@" not in css:
        return css
    kept: list[str] = []
    depth = 0
    start = 0
    inside = False
    for found in re.finditer(r"[@{};]", css):
        mark = found.group(0)
        if mark == "@" and depth == 0 and not inside:
            kept.append(css[start : found.start()])
            inside = True
        elif mark == "{":
            depth += 1
        elif mark == "}":
            depth = max(0, depth - 1)
            if inside and depth == 0:
                inside, start = False, found.end()
        elif inside and depth == 0:  # "@import …;"
            inside, start = False, found.end()
    if not inside:
        kept.append(css[start:])
    return "".join(kept)
