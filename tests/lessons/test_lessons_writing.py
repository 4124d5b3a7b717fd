"""The page for people who write lessons says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from forewarn.lessons.rules.reading.placeholders import NAMES
from forewarn.lessons.rules.reading.words import ANSWERS, CHANNELS, DIFFICULTIES, PARTS, SECTIONS
from forewarn.lint.phish_scale import difficulties

PAGE = (Path(__file__).parents[2] / "docs/lessons-writing.md").read_text("utf-8")


def test_every_placeholder_is_on_the_page() -> None:
    table = PAGE.split("## Placeholders")[1].split("\n## ")[0]
    assert {name for name in re.findall(r"`\{([a-z_]+)\}`", table)} == set(NAMES)


def test_every_heading_part_answer_and_channel_is_on_the_page() -> None:
    assert re.findall(r"^\| `## (\w+)`", PAGE, re.MULTILINE) == list(SECTIONS)
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == set(PARTS)
    for word in (*ANSWERS, *CHANNELS, *DIFFICULTIES):
        assert word in PAGE


def test_the_table_of_difficulty_is_the_one_in_use() -> None:
    for row, cues in (("few", 1), ("some", 9), ("many", 15)):
        cells = re.search(rf"^\| {row} cues \| (.+) \|$", PAGE, re.MULTILINE)
        assert cells is not None
        for cell, premise in zip(cells.group(1).split(" | "), (0, 11, 18), strict=True):
            assert set(cell.split(" or ")) == set(difficulties(cues, premise))
