"""What must not be readable, and what must not be forged."""

from __future__ import annotations

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from forewarn.foundation.secrets import UnableToUnseal, derived_key, keyed_hash, seal, unseal
from forewarn.foundation.signed_links import UnableToRead, make_token, read_token

numbers = st.lists(st.integers(0, 2**63 - 1), max_size=4)


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=200))
def test_what_is_sealed_opens_again_and_is_not_readable(text):
    sealed = seal(text)
    assert unseal(sealed) == text
    assert len(text) < 8 or text not in sealed


def test_another_secret_opens_nothing():
    sealed = seal("a private key")
    with (
        override_settings(SECRET_KEY="another secret of this installation"),
        pytest.raises(UnableToUnseal, match="FOREWARN_SECRET_KEY"),
    ):
        unseal(sealed)


@pytest.mark.parametrize("broken", ["", "not sealed", "gAAAAA==", "ü"])
def test_what_was_changed_does_not_open(broken):
    with pytest.raises(UnableToUnseal):
        unseal(broken)


def test_keys_and_hashes_differ_by_purpose():
    assert derived_key("one") != derived_key("other")
    assert keyed_hash("one", "a@b.example") != keyed_hash("other", "a@b.example")
    assert keyed_hash("one", "ab", "c") != keyed_hash("one", "a", "bc")
    assert keyed_hash("one", "a") == keyed_hash("one", "a")


@given(st.text(min_size=1, max_size=20), numbers)
def test_a_token_carries_its_numbers(purpose, values):
    token = make_token(purpose, *values)
    assert read_token(purpose, token) == tuple(values)
    assert read_token(purpose, token.upper()) == tuple(values)
    assert token.isalnum() or not token


def test_two_ids_fit_the_local_part_of_an_address():
    assert len("bounce+" + make_token("bounce", 10**9, 10**10)) <= 64


@given(numbers, st.integers(0, 30), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_changed_token_is_refused_or_means_the_same(values, place, letter):
    token = make_token("unsubscribe", *values)
    place %= len(token)
    forged = token[:place] + letter + token[place + 1 :]
    if forged == token:
        return
    try:
        assert read_token("unsubscribe", forged) == tuple(values)  # only unused bits of the last letter
        assert place == len(token) - 1
    except UnableToRead:
        pass


@pytest.mark.parametrize("token", ["", "a", "!!!", "ä" * 30, "a" * 500, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(UnableToRead):
        read_token("unsubscribe", token)


def test_a_token_for_one_purpose_opens_no_other():
    with pytest.raises(UnableToRead):
        read_token("preferences", make_token("unsubscribe", 7, 1))
