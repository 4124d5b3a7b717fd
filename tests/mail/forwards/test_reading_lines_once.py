"""A text of nothing but labels: each line may begin a block, and is read about once all the same."""

from __future__ import annotations

from forewarn.mail.forwards.blocks import MAX_KEPT, _short, find_blocks
from forewarn.mail.phone_numbers import MAX_NUMBERS, phone_numbers


def test_a_line_is_read_about_once():
    lines = [f"X-{number}: a" for number in range(5_000)]
    _short.cache_clear()
    assert find_blocks(lines) == []
    assert _short.cache_info().misses <= len(lines) + 64


def test_a_long_line_is_not_kept_in_memory():
    _short.cache_clear()
    find_blocks(["From: " + "a" * MAX_KEPT, "To: b@c.example", "Subject: c", "Date: 2026-11-03"])
    assert _short.cache_info().misses == 3


def test_telephone_numbers_of_one_letter_have_an_end():
    assert len(phone_numbers(" ".join(f"+1 888 {number:07}" for number in range(MAX_NUMBERS + 9)))) == MAX_NUMBERS
    assert phone_numbers("call +1 (888) 555-0100, or 1 888 555 0100") == ("+1 (888) 555-0100",)
