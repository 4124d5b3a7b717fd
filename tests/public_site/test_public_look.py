"""Whatever colour a brand has, its site can be read."""

from __future__ import annotations

from dataclasses import asdict
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.brands.rules.look import contrast
from forewarn.public_site.look import dark, initial_icon, light, mixed, sheet_version, style_sheet

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
READABLE = 4.5  # WCAG 2.2, 1.4.3 level AA


@given(colours)
def test_every_ink_can_be_read_on_every_ground(colour: str) -> None:
    for palette in (light(colour), dark(colour)):
        for ground in (palette.ground, palette.panel, palette.sheet):
            for ink in (palette.ink, palette.quiet, palette.accent):
                assert contrast(ink, ground) >= READABLE, (palette, ground, ink)
        assert contrast(palette.on_accent, palette.accent) >= READABLE
        assert contrast(palette.on_band, palette.band) >= READABLE
        assert contrast(palette.ground, palette.ink) >= READABLE  # a button under the pointer


def test_the_brands_own_colour_is_used_where_it_can_be_read() -> None:
    assert light("#1f5f4a").accent == "#1f5f4a"
    assert light("#ffd400").band == "#ffd400"
    assert light("#ffd400").on_band == "#000000"


@pytest.mark.parametrize("bad", ["", "red", "#12345", "#fff;}body{display:none", "</style>"])
def test_what_is_no_colour_never_reaches_the_sheet(bad: str) -> None:
    sheet = style_sheet(bad, bad).decode()
    assert sheet == style_sheet("#1f5f4a", "#7fd1b0").decode()
    for value in asdict(light(bad)).values():
        assert len(value) == 7 and value.startswith("#")


def test_colours_mix() -> None:
    assert mixed("#ffffff", "#000000", 0.5) == "#808080"
    assert mixed("#ff0000", "#0000ff", 1) == "#ff0000"


def test_the_version_follows_the_colours() -> None:
    assert sheet_version("#1f5f4a", "#7fd1b0") != sheet_version("#1f5f4b", "#7fd1b0")
    assert sheet_version("#1f5f4a", "#7fd1b0") == sheet_version("#1f5f4a", "#7fd1b0")


@pytest.mark.parametrize(
    ("name", "letter"), [("Harbour", "H"), ("ölwerk", "Ö"), ("<script>", "S"), ("…", "•"), ("7 & co", "7")]
)
def test_the_icon_is_the_brands_initial(name: str, letter: str) -> None:
    drawing = fromstring(initial_icon(name, "#1f5f4a"))
    assert [element.text for element in drawing.iter() if element.tag.endswith("text")] == [letter]
