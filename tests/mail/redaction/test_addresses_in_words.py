"""Email addresses in words and links."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forewarn.mail.redaction.addresses import MAX_LOCAL, address_spans, has_address, without_addresses


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("write to kim@people.example today", "write to * today"),
        ("kim [at] people [dot] example", "*"),
        ("kim(at)people.example", "*"),
        ("a@b.example,c@d.example;", "*,*;"),
        ("a@b.example@c.example", "*@c.example"),
        ("@people.example and a@b", "@people.example and a@b"),
        ("x" * (MAX_LOCAL + 5) + "@people.example", "xxxxx*"),
    ],
)
def test_addresses_are_taken_out_and_nothing_else(text: str, left: str) -> None:
    assert without_addresses(text, "*") == left
    assert has_address(text) == ("*" in left)


@given(st.text(alphabet="ab@.-[]() dot", max_size=80))
def test_places_are_in_order_and_hold_an_address(text: str) -> None:
    last = 0
    for start, end in address_spans(text):
        assert last <= start < end <= len(text)
        assert "@" in text[start:end] or "at" in text[start:end]
        last = end


@pytest.mark.parametrize(
    "text", ["QUJD" * 20_000, "a@" * 40_000, "a." * 40_000 + "@", "a@b.c" * 16_000, "[at]" * 20_000]
)
def test_a_long_text_takes_no_longer_than_its_length(text: str) -> None:
    began = time.process_time()
    has_address(text)
    without_addresses(text, "*")
    assert time.process_time() - began < 1  # seconds; searching at every letter took four
