"""Quoted-printable in canonical form: whatever goes in comes out the same, and never breaks a line of SMTP or DKIM."""

import quopri
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forewarn.mail.composing.quoted_printable import LINE, encode

AWKWARD = st.text(
    st.one_of(st.sampled_from(" \t.=\r\nF-é€😀\u00a0\u2028\x00\x0b\x85"), st.characters(exclude_categories=["Cs"])),
    max_size=300,
)


def as_lines(text: str) -> bytes:
    return re.sub(r"\r\n|\r|\n", "\r\n", text).encode()


@settings(deadline=None)
@given(AWKWARD)
@example("")
@example(".")
@example("From here")
@example("x" * 75)
@example("x" * 76)
@example("x" * 74 + ".From me")
@example("x" * 75 + "From me")
@example("a  b")
@example(" both ends ")
@example("a\rb\nc\r\nd\n\n")
def test_it_decodes_to_what_went_in(text: str) -> None:
    assert quopri.decodestring(encode(text)) == as_lines(text)


@settings(deadline=None)
@given(AWKWARD)
@example("word " * 40)
@example("." * 200)
@example("F" * 200)
@example(" ." * 100)
def test_every_line_travels_unchanged(text: str) -> None:
    encoded = encode(text)
    assert encoded.isascii()
    for line in encoded.split(b"\r\n"):
        assert len(line) <= LINE
        assert b"\r" not in line and b"\n" not in line and b"\t" not in line and b"  " not in line
        assert not line.startswith((b".", b"From ", b" ")) and not line.endswith(b" ")
        assert all(33 <= octet <= 126 or octet == 32 for octet in line)


@settings(deadline=None)
@given(AWKWARD)
def test_there_is_room_for_a_soft_break_after_it(text: str) -> None:
    assert len(encode(text).rpartition(b"\r\n")[2]) < LINE


@pytest.mark.parametrize("text", ["Zoe", "Mary Ann", "https://brand.example/never/", "a" * 75, "1,234.50"])
def test_plain_words_pass_unchanged(text: str) -> None:
    assert encode(text) == text.encode()


def test_lone_surrogates_do_not_stop_a_mailing() -> None:
    assert encode("a\ud800b") == b"a?b"
