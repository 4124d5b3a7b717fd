"""Mail longer than what is read of it: the answer says so, denies nothing that may stand in the rest, and proves as before."""

from __future__ import annotations

import pytest

from brand_mail import ALERT, LURE, RECORD, attached, check, codes, inline, oversigned, sent, sign
from brand_mail import ListedRecord as Record
from forewarn.verification.reasons import VerdictKind

MORE = b"We wish you a good day.\r\n" * 15_000
LONG = ALERT.replace(b"Hello Kim,\r\n\r\n", b"Hello Kim,\r\n" + MORE + b"\r\n")
NEVER_SAID = ("no links", "no phone number", "does not ask")


@pytest.mark.parametrize("wrap", [bytes, attached])
def test_our_long_letter_is_ours_and_said_not_to_be_read_whole(wrap) -> None:
    verdict = check(wrap(oversigned(LONG)))
    assert verdict.kind is VerdictKind.SENT_BY_US
    assert codes(verdict)[-1] == "not_all_read"
    assert not [line for line in verdict.summary() if any(words in line for words in NEVER_SAID)]
    assert "not_all_read" not in codes(check(wrap(oversigned())))


@pytest.mark.parametrize("added", [b"Pay at https://acme-pay.example/.\r\n", b"Call +1 888 555 0100.\r\n"])
def test_what_is_added_where_nobody_reads_it_still_breaks_the_proof(added) -> None:
    signed = sign(LONG)
    changed = signed.replace(b"\r\nAcme, the safety team", b"\r\n" + added + b"\r\nAcme, the safety team", 1)
    assert check(changed).kind is VerdictKind.SENT_BY_US_ALTERED
    record = Record(sent(LONG))
    assert check(LONG, record=record).kind is VerdictKind.SENT_BY_US
    assert (
        check(changed.removeprefix(signed[: signed.index(b"From:")]), record=record).kind is not VerdictKind.SENT_BY_US
    )


def test_a_long_lure_is_a_lure() -> None:
    for raw in (
        LURE + MORE,
        attached(LURE + MORE),
        LURE.replace(b"\r\n\r\n", b"\r\nX-A: " + b"a\r\n " * 200_000 + b"\r\n\r\n", 1),
    ):
        assert check(raw).kind is VerdictKind.NOT_OURS
    assert codes(check(LURE + MORE))[-1] == "not_all_read"


def test_a_long_forward_says_so() -> None:
    block = "From: Acme <a@evil.example>\r\nTo: kim@customer.example\r\nSubject: Acme\r\nDate: 2026-11-03 10:00\r\n\r\n"
    assert "not_all_read" in codes(check(inline(block, MORE.decode())))


def test_our_signature_below_an_endless_head_proves_nothing() -> None:
    signed = oversigned()
    assert check(b"X-A: " + b"a" * 400_000 + b"\r\n" + signed).kind is VerdictKind.CANNOT_TELL
    assert check(b"X-A: a\r\n" * 3_000 + signed).kind is not VerdictKind.SENT_BY_US
    assert check(b"X-A: a\r\n" + signed, record=RECORD).kind is VerdictKind.SENT_BY_US


@pytest.mark.parametrize("padding", [b"x" * 25_000, b"a@acme.example, " * 2_000])
def test_an_address_for_answers_that_is_too_long_to_be_read_may_be_anybodys(padding) -> None:
    reply_to = b"Reply-To: " + padding + b" <a@evil.example>\r\n"
    names = (b"from", b"to", b"subject", b"date")
    verdict = check(reply_to + sign(ALERT, names=names))
    assert verdict.facts.fields_elsewhere == ("reply-to",)
    assert verdict.kind is VerdictKind.CANNOT_TELL
    assert check(b"Reply-To: a@acme.example\r\n" + sign(ALERT, names=names)).kind is VerdictKind.SENT_BY_US
