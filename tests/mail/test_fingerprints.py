"""Fingerprints of texts: nearly equal texts, different ones, and storing."""

import time

from hypothesis import given
from hypothesis import strategies as st

from forewarn.mail.fingerprints import KEYS, MAX_CHARACTERS, SKETCH, Fingerprint, fingerprint

WORDS = [
    "the",
    "autumn",
    "letter",
    "tells",
    "customers",
    "what",
    "false",
    "mails",
    "say",
    "this",
    "year",
    "and",
    "what",
    "we",
    "never",
    "ask",
    "by",
    "mail",
    "such",
    "as",
    "passwords",
]
LETTER = " ".join(
    WORDS * 3 + ["parcels", "wait", "nowhere", "and", "fees", "are", "never", "due"] * 4 + WORDS[::-1] * 2
)


def test_names_numbers_and_links_do_not_change_it() -> None:
    one = fingerprint(f"Hello Kim, {LETTER} https://a.example/1 12345 kim@a.example")
    other = fingerprint(f"Hello Jo, {LETTER} https://b.example/2 67890 jo@b.example")
    assert one.resemblance(other) > 0.9
    assert set(one.keys) & set(other.keys)


def test_different_letters() -> None:
    other = fingerprint("quite another text about the weather in the mountains " * 5 + "and nothing else")
    assert fingerprint(LETTER).resemblance(other) < 0.1


def test_a_changed_sentence_shows() -> None:
    changed = LETTER.replace("parcels wait nowhere", "send your password today please", 1)
    assert 0.5 < fingerprint(LETTER).resemblance(fingerprint(changed)) < 1


def test_look_alike_letters_are_the_same_words() -> None:
    assert fingerprint(LETTER.replace("a", "а")).resemblance(fingerprint(LETTER)) == 1


def test_empty_texts_resemble_nothing() -> None:
    assert fingerprint("").resemblance(fingerprint("")) == 0
    assert fingerprint("12 34").runs == 0
    assert fingerprint("hello").runs == 1


def test_a_run_of_letters_is_read_once() -> None:
    """A search that begins anew at each letter takes minutes."""
    started = time.process_time()
    assert fingerprint("a" * MAX_CHARACTERS).runs == 1
    assert time.process_time() - started < 10


@given(st.text(max_size=400))
def test_stored_and_read_again(text: str) -> None:
    mark = fingerprint(text)
    assert Fingerprint.from_bytes(mark.to_bytes()) == mark
    assert len(mark.sketch) <= SKETCH
    assert len(mark.keys) <= KEYS
    assert mark.resemblance(mark) == (1 if mark.sketch else 0)
