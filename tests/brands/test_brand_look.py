"""Colours must be readable on their ground."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.brands.rules.look import (
    DARK_GROUND,
    LIGHT_GROUND,
    TEXT_CONTRAST,
    UnableToRead,
    colour_of,
    contrast,
    nearest_readable,
    readable_on,
)

COLOURS = st.integers(min_value=0, max_value=0xFFFFFF).map(lambda n: f"#{n:06x}")


@pytest.mark.parametrize(("typed", "colour"), [("#1F5F4A", "#1f5f4a"), ("1f5f4a", "#1f5f4a"), (" #abc ", "#aabbcc")])
def test_colours_are_understood_as_people_write_them(typed, colour):
    assert colour_of(typed) == colour


@pytest.mark.parametrize("typed", ["", "green", "#12345", "#1234567", "#12345g", "url(x)"])
def test_what_is_no_colour_is_refused(typed):
    with pytest.raises(UnableToRead, match="hexadecimal"):
        colour_of(typed)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#ffffff", 8.59),
        ("#ffffff", "#ffffff", 1.0),
    ],
)
def test_contrast_equals_published_values(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


def test_a_readable_colour_stays_as_it_is():
    assert readable_on("#1f5f4a", LIGHT_GROUND) == "#1f5f4a"
    assert readable_on("#7fd1b0", DARK_GROUND) == "#7fd1b0"


def test_an_unreadable_colour_is_refused_with_one_that_works():
    with pytest.raises(UnableToRead, match=r"too low to read on white") as refused:
        readable_on("#7fd1b0", LIGHT_GROUND)
    suggested = re.search(r"#[0-9a-f]{6}", str(refused.value)).group()
    assert contrast(suggested, LIGHT_GROUND) >= TEXT_CONTRAST


@given(COLOURS, st.sampled_from([LIGHT_GROUND, DARK_GROUND]))
def test_the_suggestion_always_works_and_leaves_good_colours_alone(colour, ground):
    suggested = nearest_readable(colour, ground)
    assert contrast(suggested, ground) >= TEXT_CONTRAST
    if contrast(colour, ground) >= TEXT_CONTRAST:
        assert suggested == colour
