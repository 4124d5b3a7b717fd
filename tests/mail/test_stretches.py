"""Text looked at stretch by stretch: what is remembered changes no answer and stays bounded."""

from hypothesis import given
from hypothesis import strategies as st

from forewarn.mail import stretches
from forewarn.mail.stretches import LONGEST, Stretches


def letters(stretch):
    return tuple(stretch)


@given(st.lists(st.text(max_size=50)))
def test_what_is_remembered_is_what_was_seen(texts):
    seen = Stretches(letters)
    for _ in range(2):
        assert list(seen.of(texts)) == [tuple(text) for text in texts]


def test_each_is_seen_once():
    asked = []
    seen = Stretches(lambda stretch: (asked.append(stretch),))
    list(seen.of(["a", "b", "a"]))
    assert asked == ["a", "b"]


def test_long_ones_are_not_kept():
    seen = Stretches(letters)
    list(seen.of(["x" * LONGEST, "x" * (LONGEST + 1)]))
    assert list(seen) == ["x" * LONGEST]


def test_no_more_than_so_many_are_kept(monkeypatch):
    monkeypatch.setattr(stretches, "MOST", 3)
    seen = Stretches(letters)
    for number in range(10):
        list(seen.of([str(number)]))
        assert len(seen) <= 3
