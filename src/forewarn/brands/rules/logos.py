"""Uploaded logos: what is accepted, and SVG reduced to drawing instructions that cannot run or load anything."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, tostring

MAX_BYTES = 40_000  # bytes: a public page stays under 100 kB in all
MAX_PIXELS = 2_000  # pixels per side; a logo is shown at most 320 wide, at double density 640
MAX_ELEMENTS = 2_000  # elements of a drawing; beyond that it is no logo, and slow on a phone

SVG = "http://www.w3.org/2000/svg"
_ELEMENT_NAMES = """
    svg g defs title desc path rect circle ellipse line polyline polygon text tspan linearGradient
    radialGradient stop clipPath mask
"""
_ATTRIBUTE_NAMES = """
    viewBox width height x y x1 y1 x2 y2 cx cy r rx ry fx fy d points transform fill fill-rule fill-opacity
    stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray stroke-opacity opacity
    clip-path clip-rule mask offset stop-color stop-opacity gradientUnits gradientTransform spreadMethod
    clipPathUnits maskUnits id preserveAspectRatio font-family font-size font-weight text-anchor letter-spacing
    color role aria-label
"""
_ELEMENTS = frozenset(_ELEMENT_NAMES.split())
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
_INNER_REFERENCE = re.compile(r"url\(\s*['\"]?#[\w.-]+['\"]?\s*\)")
_NUMBER = re.compile(r"\s*([0-9]*\.?[0-9]+)")


class UnableToUseLogo(ValueError):
    """The file cannot be a logo; the message says what to upload instead."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo that may be shown: its bytes, media type, and size in pixels or units."""

    content: bytes
    media_type: str
    width: int
    height: int


def read_logo(content: bytes) -> Logo:
    """Accept a PNG, or an SVG after taking out everything that is not drawing. Raises UnableToUseLogo."""
    if len(content) > MAX_BYTES:
        raise UnableToUseLogo(f"The file has {len(content):,} bytes; a logo may have {MAX_BYTES:,}.")
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(content)
    if b"<svg" in content[:4096].lower():
        return _svg(content)
    raise UnableToUseLogo("Upload a PNG or SVG file.")


def _png(content: bytes) -> Logo:
    from PIL import Image, UnidentifiedImageError  # costs 40 ms, and only an upload needs it

    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            width, height = picture.size
            if max(width, height) > MAX_PIXELS:
                raise UnableToUseLogo(f"The picture is {width} by {height} pixels; at most {MAX_PIXELS} by side.")
            picture.load()
            clean = io.BytesIO()
            picture.save(clean, "PNG", optimize=True)  # leaves text, profiles and trailing bytes behind
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, UnableToUseLogo):
            raise
        raise UnableToUseLogo("The PNG cannot be read. Export it again from your drawing program.") from error
    return Logo(clean.getvalue(), "image/png", width, height)


def _svg(content: bytes) -> Logo:
    from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UnableToUseLogo("The SVG cannot be read. Save it as plain SVG, without a DOCTYPE.") from error
    if _local(root.tag) != "svg":
        raise UnableToUseLogo("The file is XML, but not an SVG drawing.")
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise UnableToUseLogo(f"The drawing has more than {MAX_ELEMENTS:,} elements. Simplify its paths.")
    if any(_local(element.tag) == "style" for element in root.iter()):
        raise UnableToUseLogo("The SVG has a style sheet inside. Export it with “presentation attributes” instead.")
    width, height = _size(root)
    clean = _clean(root)
    clean.set("xmlns", SVG)
    return Logo(tostring(clean, encoding="utf-8"), "image/svg+xml", width, height)


def _local(tag: object) -> str:
    """The element's name in the SVG namespace, or without one; empty for anything foreign."""
    if not isinstance(tag, str):  # comments and processing instructions
        return ""
    namespace, _, name = tag.rpartition("}")
    return name if namespace in ("", "{" + SVG) else ""


def _clean(element: Element) -> Element:
    """A copy that keeps known drawing elements and attributes only; references stay inside the drawing."""
    copy = Element(_local(element.tag))
    copy.text, copy.tail = element.text, element.tail
    styles = (declaration.partition(":") for declaration in element.get("style", "").split(";"))
    for name, value in [*element.attrib.items(), *((name.strip(), value.strip()) for name, _, value in styles)]:
        if name in _ATTRIBUTES and ("url(" not in value.lower() or _INNER_REFERENCE.fullmatch(value.strip())):
            copy.set(name, value)
    copy.extend(_clean(child) for child in element if _local(child.tag) in _ELEMENTS)
    return copy


def _size(root: Element) -> tuple[int, int]:
    """Width and height from viewBox, else from the attributes. Raises UnableToUseLogo where there is neither."""
    box = [float(n) for n in re.findall(r"-?[0-9]*\.?[0-9]+", root.get("viewBox", ""))]
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        return max(1, round(box[2])), max(1, round(box[3]))
    found = [_NUMBER.match(root.get(side, "")) for side in ("width", "height")]
    if not all(found):
        raise UnableToUseLogo("The SVG has no viewBox. Save it with one, so that it can be scaled.")
    width, height = (max(1, round(float(m.group(1)))) for m in found if m)
    root.set("viewBox", f"0 0 {width} {height}")
    return width, height
