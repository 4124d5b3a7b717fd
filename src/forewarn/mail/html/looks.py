"""How text looks inside an element: is it shown, how large, in which colours."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from forewarn.mail.html.styles import Colour, contrast, hides, length_px, parse_colour, parse_style

Attributes = dict[str, str | None]
UNREADABLE_PX = 2.0  # letters below this are no text
INVISIBLE_CONTRAST = 1.05  # letters below this have the colour of their ground
_SCALE = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67, "small": 0.83, "sub": 0.83, "sup": 0.83}
_FONT_PX = {"1": 10.0, "2": 13.0, "3": 16.0, "4": 18.0, "5": 24.0, "6": 32.0, "7": 48.0}
SCALED = frozenset(_SCALE)
_TAGS = SCALED | {"font"}  # whose name tells something of the look
_TELLING = ("style", "bgcolor", "background", "color", "size", "class", "id")


@dataclass(eq=False)
class Look:
    """How text looks at one place: hidden, its size in CSS pixels, its colour and the nearest ground named for it."""

    hidden: bool = False
    font_px: float = 16.0
    colour: Colour | None = None
    ground: Colour | None = None
    _inside: dict[str | tuple[str | bool | None, ...] | None, Look] = field(default_factory=dict)

    @cached_property
    def contrast(self) -> float | None:
        """The contrast of letters and ground where both are known, from 1 to 21."""
        return None if self.colour is None or self.ground is None else contrast(self.colour, self.ground)

    @cached_property
    def shows_text(self) -> bool:
        """Whether a person could see text here."""
        if self.hidden or self.font_px < UNREADABLE_PX:
            return False
        return self.contrast is None or self.contrast >= INVISIBLE_CONTRAST

    def within(self, tag: str, attributes: Attributes, hiding: frozenset[str]) -> Look:
        """The look inside an element here, given which classes and ids hide; worked out once for each way to write it."""
        key: str | tuple[str | bool | None, ...] | None = attributes.get("style")
        if hiding or tag in _TAGS or "bgcolor" in attributes or "background" in attributes or "hidden" in attributes:
            key = (tag if tag in _TAGS else "", "hidden" in attributes, *map(attributes.get, _TELLING))
        known = self._inside.get(key)
        if known is None:
            known = self._inside[key] = self._look_inside(tag, attributes, hiding)
        return known

    def _look_inside(self, tag: str, attributes: Attributes, hiding: frozenset[str]) -> Look:
        effect = _effect(attributes.get("style") or "")
        hidden = self.hidden or effect.hides or "hidden" in attributes or _is_hidden_by_name(attributes, hiding)
        size = self.font_px * _SCALE.get(tag, 1.0)
        colour = None if effect.other_colour else effect.colour or self.colour
        ground = effect.ground
        if tag == "font":
            size = _FONT_PX.get((attributes.get("size") or "").strip(), size)
            colour = (
                colour
                if effect.colour or effect.other_colour
                else parse_colour(attributes.get("color") or "") or colour
            )
        if effect.font_size:
            given = length_px(effect.font_size, self.font_px)
            size = size if given is None else given
        behind = attributes.get("bgcolor") or ""
        if effect.image or effect.other_ground or attributes.get("background") or (not ground and _is_other(behind)):
            ground = None  # an image, or a colour not known here, may lie below the text; no contrast can be told
        else:
            ground = ground or parse_colour(behind) or self.ground
        if (hidden, size, colour, ground) == (self.hidden, self.font_px, self.colour, self.ground):
            return self
        return Look(hidden, size, colour, ground)


@dataclass(frozen=True, slots=True)
class _Effect:
    """What one style attribute does to text: hides it, sizes it, colours it, lays a ground or an image below it."""

    hides: bool
    font_size: str
    colour: Colour | None
    ground: Colour | None
    image: bool
    other_colour: bool  # one that is not known here: a template's tag, a variable, a rare name
    other_ground: bool


@lru_cache(maxsize=4_096)
def _effect(style: str) -> _Effect:
    css = parse_style(style)
    shorthand, ink = css.get("background", ""), css.get("color", "")
    laid = css.get("background-color") or (shorthand if "{" in shorthand else shorthand.split(" ")[0])
    return _Effect(
        hides=hides(css),
        font_size=css.get("font-size", ""),
        colour=parse_colour(ink),
        ground=parse_colour(laid),
        image="url(" in shorthand or "background-image" in css,
        other_colour=_is_other(ink),
        other_ground=_is_other(laid),
    )


_NO_COLOUR = frozenset(("", "none", "transparent", "inherit", "initial", "unset", "currentcolor"))


def _is_other(value: str) -> bool:
    """Whether a colour is given that `parse_colour` does not know; one that is seen through is none."""
    return value not in _NO_COLOUR and not value.startswith(("rgba(", "hsla(")) and parse_colour(value) is None


def _is_hidden_by_name(attributes: Attributes, hiding: frozenset[str]) -> bool:
    return bool(hiding) and _names_hide(attributes.get("class") or "", attributes.get("id") or "", hiding)


@lru_cache(maxsize=4_096)
def _names_hide(classes: str, name: str, hiding: frozenset[str]) -> bool:
    return f"#{name}" in hiding or any(f".{c}" in hiding for c in classes.split())
