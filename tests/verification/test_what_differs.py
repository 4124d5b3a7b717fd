"""What a customer is told of a copy that differs from ours: exactly what, in words that are true of it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from brand_mail import ALERT, PROFILE, RECORD, check, codes, sign
from forewarn.mail.letters import Letter
from forewarn.verification.answers import answer_of
from forewarn.verification.comparing import differences
from forewarn.verification.reasons import VerdictKind

WORDS = ALERT.partition(b"charset=utf-8\r\n\r\n")[2].partition(b"\r\n--alt")[0]


def changed(old: bytes, new: bytes, times: int = -1) -> bytes:
    """Our signed alert with the body altered on its way."""
    head, _, body = sign().partition(b"\r\n\r\n")
    assert old in body
    return head + b"\r\n\r\n" + body.replace(old, new, times)


def told(raw: bytes) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    answer = answer_of(check(raw, record=RECORD), "en")
    assert answer.kind is VerdictKind.SENT_BY_US_ALTERED
    return {change.kind: (change.copy, change.sent) for change in answer.changes}


def test_one_word_that_turns_the_sense_is_told_with_what_ours_said() -> None:
    copy, ours = told(changed(b"never ask for a fee", b"always ask for a fee"))["sentences"]
    assert copy == ("We always ask for a fee by email.",)
    assert ours == ("We never ask for a fee by email.",)


def test_a_change_in_one_alternative_is_told_with_what_stood_there() -> None:
    copy, ours = told(changed(b"never ask for a fee", b"always ask for a fee", 1))["sentences"]
    assert (copy, ours) == (("We always ask for a fee by email.",), ("We never ask for a fee by email.",))


def test_a_host_in_the_words_counts_as_a_link() -> None:
    """Mail programs make links of hosts that are only written."""
    sent, copy = (Letter(f"Open our app, or type {host} yourself.") for host in ("acme.example", "acme-login.example"))
    found = differences(copy, sent)
    assert (found.hosts_added, found.links_missing) == (("acme-login.example",), ("https://acme.example",))
    assert differences(sent, sent).none


@pytest.mark.parametrize(
    "text", ["one.Two three", "2.99 today", "kim@people.example writes", "a... b", "file.v2-final"]
)
def test_what_is_no_host_is_no_link(text: str) -> None:
    assert differences(Letter(text), Letter("")).links_added == ()


def test_hosts_and_sentences_are_found_in_time() -> None:
    started = time.process_time()
    for run in ("a" * 100_000, "a." * 50_000, "a-" * 50_000, "." * 100_000, "x.!" * 30_000):
        differences(Letter(run), Letter(""))
    assert time.process_time() - started < 20


def test_an_added_number_is_not_called_a_changed_one() -> None:
    raw = changed(b"Acme, the safety team", b"Call +1 888 555 0100 today. Acme, the safety team")
    reasons = dict(check(raw, record=RECORD).reasons())
    assert reasons["numbers_differ"] == "It gives a phone number that ours did not give: +1 888 555 0100."


def test_words_that_are_not_all_ours_are_not_called_ours() -> None:
    assert codes(check(WORDS, record=RECORD)) == ["words_are_ours"]
    assert codes(check(WORDS.replace(b"safety team", b"safety gang"), record=RECORD)) == ["words_are_like_ours"]


def test_where_answers_would_go_is_told_even_where_we_cannot_tell() -> None:
    verdict = check(b"Reply-To: help@acme-help.example\r\n" + sign().replace(b"To: kim@", b"To: ana@"))
    assert verdict.kind is VerdictKind.CANNOT_TELL
    assert "reply_to_elsewhere" in codes(verdict)


def test_a_link_that_passes_for_ours_weighs_more_than_that_we_see_only_words() -> None:
    verdict = check(b"Dear Acme customer, your account: https://acme-verify.example/login")
    assert codes(verdict)[0] == "link_lookalike"
    assert verdict.next_step().startswith("Do not ")


@pytest.mark.parametrize("data", [b"  hi ", b"hello there", b"ok"])
def test_a_slip_of_the_hand_is_nobodys_mail(data: bytes) -> None:
    assert codes(check(data)) == ["empty"]


@pytest.mark.parametrize(
    ("locale", "day"), [("en", "January 1, 2020"), ("es", "1 de enero de 2020"), ("de", "1. Januar 2020")]
)
def test_a_day_is_told_as_people_write_it(locale: str, day: str) -> None:
    verdict = check(ALERT, replace(PROFILE, signs_all_mail_since=datetime(2020, 1, 1, tzinfo=UTC)))
    assert day in dict(verdict.reasons(locale))["unsigned_from_us"]
