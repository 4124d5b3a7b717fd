"""A text of nothing but labels: each line may begin a block, and is read about once all the same."""

from __future__ import annotations

import pytest

from forewarn.mail.forwards import blocks
from forewarn.mail.forwards.blocks import MAX_BLOCKS, MAX_CHARACTERS, MAX_LINES, find_blocks
from forewarn.mail.phone_numbers import MAX_NUMBERS, phone_numbers

BLOCK = ["From: a@b.example", "To: b@c.example", "Subject: c", "Date: 2026-11-03", "", "Hello.", ""]


@pytest.fixture
def read(monkeypatch) -> list[str]:
    """Every line whose label was looked for, with a colon and without."""
    lines: list[str] = []

    def noting(look):
        def labelled(line: str):
            lines.append(line)
            return look(line)

        return labelled

    for name in ("labelled", "labelled_without_colon"):
        monkeypatch.setattr(blocks, name, noting(getattr(blocks, name)))
    return lines


@pytest.mark.parametrize("line", ["X-{}: a", "From: {}", "From", "From a@b{}.example", "> To: {}", "*", " "])
def test_a_line_is_read_once_in_each_way(line, read):
    assert find_blocks([line.format(number) for number in range(3_000)]) == []
    assert len(read) <= 2 * 3_000


def test_of_an_endless_line_the_beginning_is_read(read):
    assert len(find_blocks(["To: " + "a@b.example, " * MAX_CHARACTERS, *BLOCK])) == 1
    assert max(map(len, read)) == MAX_CHARACTERS


def test_blocks_of_one_text_have_an_end():
    assert len(find_blocks(BLOCK * MAX_BLOCKS * 2)) == MAX_BLOCKS
    assert find_blocks([*["Words."] * MAX_LINES, *BLOCK]) == []


def test_telephone_numbers_of_one_letter_have_an_end():
    assert len(phone_numbers(" ".join(f"+1 888 {number:07}" for number in range(MAX_NUMBERS + 9)))) == MAX_NUMBERS
    assert phone_numbers("call +1 (888) 555-0100, or 1 888 555 0100") == ("+1 (888) 555-0100",)
