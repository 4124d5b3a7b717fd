"""Uploaded logos: what is taken, and what is taken out of an SVG."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from forewarn.brands.rules.logos import MAX_BYTES, MAX_ELEMENTS, MAX_PIXELS, UnableToUseLogo, read_logo

PLAIN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 32"><path d="M0 0h9" fill="#1f5f4a"/></svg>'


def png(width: int = 40, height: int = 20, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (width, height), "#1f5f4a").save(out, "PNG", **options)
    return out.getvalue()


def svg(inside: str, attributes: str = 'viewBox="0 0 120 32"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>{inside}</svg>'.encode()


def test_a_png_is_taken_with_its_size():
    logo = read_logo(png(64, 48))
    assert (logo.media_type, logo.width, logo.height) == ("image/png", 64, 48)
    assert Image.open(io.BytesIO(logo.content)).size == (64, 48)


def test_what_hides_behind_a_png_is_left_behind():
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Comment", "a secret of the designer")
    logo = read_logo(png(pnginfo=notes) + b"<script>alert(1)</script>")
    assert b"secret" not in logo.content
    assert b"script" not in logo.content


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "PNG or SVG"),
        (b"GIF89a....", "PNG or SVG"),
        (b"\xff\xd8\xff\xe0 a jpeg", "PNG or SVG"),
        (png()[:60], "cannot be read"),
        (b"\x89PNG\r\n\x1a\n", "cannot be read"),
        (png(MAX_PIXELS + 1, 1), "at most"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * MAX_BYTES, "may have"),
        (b"<svg><path></svg>", "cannot be read"),
        (b"<html><!-- <svg> --></html>", "not an SVG"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 1 1">&a;</svg>', "without a DOCTYPE"),
        (svg("", attributes=""), "viewBox"),
        (svg("<style>.a{fill:red}</style>"), "style sheet"),
        (svg("<g/>" * (MAX_ELEMENTS + 1)), "Simplify"),
    ],
)
def test_what_cannot_be_a_logo_is_refused_with_a_reason(content, reason):
    with pytest.raises(UnableToUseLogo, match=reason):
        read_logo(content)


def test_a_drawing_keeps_what_draws():
    logo = read_logo(PLAIN.encode())
    assert (logo.media_type, logo.width, logo.height) == ("image/svg+xml", 120, 32)
    root = ElementTree.fromstring(logo.content)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root[0].attrib == {"d": "M0 0h9", "fill": "#1f5f4a"}


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<g onload="alert(1)"/>',
        '<a xlink:href="https://evil.example/"><path d="M0 0"/></a>',
        '<image xlink:href="https://evil.example/pixel.png"/>',
        '<image href="data:image/png;base64,AAAA"/>',
        '<use href="https://evil.example/a.svg#b"/>',
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'>evil</body></foreignObject>",
        '<rect fill="url(https://evil.example/x)"/>',
        '<rect fill="URL(//evil.example/x)"/>',
        '<rect style="fill:url(https://evil.example/x)"/>',
        '<animate attributeName="href" to="javascript:evil"/>',
        '<set attributeName="onclick" to="evil()"/>',
        '<h:script xmlns:h="http://www.w3.org/1999/xhtml">evil</h:script>',
        "<?xml-stylesheet href='https://evil.example/x.css'?>",
    ],
)
def test_what_runs_or_loads_is_taken_out(inside):
    text = read_logo(svg(inside)).content.decode()
    for word in ("evil", "script", "alert", "http://www.w3.org/1999", "data:", "onload"):
        assert word not in text


def test_references_inside_the_drawing_stay():
    inside = (
        '<defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient></defs><rect fill="url(#g)"/>'
    )
    text = read_logo(svg(inside)).content.decode()
    assert 'fill="url(#g)"' in text
    assert 'id="g"' in text


def test_colours_written_as_style_survive_as_attributes():
    text = read_logo(svg('<path d="M0 0" style="fill:#abc; stroke-width:2; behavior:url(x)"/>')).content.decode()
    assert 'fill="#abc"' in text
    assert 'stroke-width="2"' in text
    assert "behavior" not in text


def test_a_size_without_viewbox_becomes_one():
    logo = read_logo(svg("<g/>", attributes='width="80px" height="20.4"'))
    assert (logo.width, logo.height) == (80, 20)
    assert b'viewBox="0 0 80 20"' in logo.content


@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_logo_or_a_reason(content):
    for candidate in (content, b"<svg " + content, b"\x89PNG\r\n\x1a\n" + content):
        try:
            assert read_logo(candidate).content
        except UnableToUseLogo as reason:
            assert str(reason)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60))
def test_text_in_a_drawing_cannot_break_out(text):
    from xml.sax.saxutils import escape

    content = read_logo(svg(f"<text>{escape(text)}</text>")).content
    assert ElementTree.fromstring(content)[0].text == (text or None)
