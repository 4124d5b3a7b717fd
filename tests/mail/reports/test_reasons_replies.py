"""Codes and stages out of prose."""

import pytest

from forewarn.mail.reports.kinds import BounceReason
from forewarn.mail.reports.reasons import reason_of
from forewarn.mail.reports.replies import SmtpStage, enhanced_status, joined, reply_code, says_nothing, stage_of


@pytest.mark.parametrize(
    ("text", "reply", "status"),
    [
        ("550 5.1.1 <x@example.com>... User unknown", "550", "5.1.1"),
        ("550-5.1.1 gone", "550", "5.1.1"),
        ("smtp;550 5.4.1 All recipient addresses rejected", "550", "5.4.1"),
        ("host mx[192.0.2.1] said: 554 No Resent-From field given", "554", ""),
        ("550 #5.1.0 Address rejected.", "550", "5.1.0"),
        ("Sorry, no mailbox here by that name. (#5.1.1)", "", "5.1.1"),
        ("ERROR_CODE :421, ERROR_CODE :, Host not reachable.", "421", ""),
        ("mailbox unavailable. [SMTP Error Code 550]", "550", ""),
        ("Address: <x@example.jp>, ResponseCode 421, , Host not reachable.", "421", ""),
        ("192.0.2.5 does not like recipient", "", ""),
        ("received at 10:55:22 from 5.1.1.2", "", ""),
        ("it has 550 words", "", ""),
        ("", "", ""),
    ],
)
def test_codes(text: str, reply: str, status: str) -> None:
    assert (reply_code(text), enhanced_status(text)) == (reply, status)


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("said: 550 no (in reply to rcpt to command)", SmtpStage.RCPT),
        ("192.0.2.1 does not like recipient.", SmtpStage.RCPT),
        ("smtp error from remote mail server after rcpt to:<x@example.com>:", SmtpStage.RCPT),
        ("550 no\n[rcpt_to]", SmtpStage.RCPT),
        ("smtp error from remote mail server after end of data:", SmtpStage.DATA),
        ("192.0.2.1 failed after i sent the message.", SmtpStage.DATA),
        ("smtp error from remote mail server after mail from:<a@b.example>", SmtpStage.MAIL),
        ("nothing told", SmtpStage.UNKNOWN),
    ],
)
def test_stage(text: str, stage: SmtpStage) -> None:
    assert stage_of(text) is stage


def test_a_long_reply_becomes_one_line() -> None:
    assert (
        joined("550-5.1.1 The account does\n550-5.1.1 not exist.\n550 5.1.1 Bye")
        == "The account does not exist. 550 5.1.1 Bye"
    )


def test_user_unknown_is_believed_by_stage_and_status() -> None:
    words = "550 user unknown"
    assert reason_of(words, stage=SmtpStage.RCPT) is BounceReason.USER_UNKNOWN
    assert reason_of(words, stage=SmtpStage.DATA) is BounceReason.FILTERED
    assert reason_of(words, stage=SmtpStage.MAIL) is BounceReason.FILTERED
    assert reason_of(words, status="5.1.1", stage=SmtpStage.DATA) is BounceReason.USER_UNKNOWN
    assert reason_of(words, status="5.7.1") is BounceReason.FILTERED
    assert reason_of(words, status="5.7.1", stage=SmtpStage.RCPT) is BounceReason.USER_UNKNOWN
    assert reason_of(words, reply="450") is BounceReason.FILTERED


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("5.1.1", BounceReason.USER_UNKNOWN),
        ("5.1.2", BounceReason.HOST_UNKNOWN),
        ("5.1.6", BounceReason.MOVED),
        ("5.2.2", BounceReason.MAILBOX_FULL),
        ("5.3.2", BounceReason.ACCEPTS_NO_MAIL),
        ("4.3.2", BounceReason.NETWORK),
        ("5.7.1", BounceReason.POLICY),
        ("4.4.7", BounceReason.EXPIRED),
        ("2.1.5", BounceReason.DELIVERED),
        ("5.0.0", BounceReason.UNKNOWN),
        ("", BounceReason.UNKNOWN),
    ],
)
def test_without_words_the_status_decides(status: str, reason: BounceReason) -> None:
    assert reason_of("", status) is reason


def test_says_nothing() -> None:
    assert says_nothing("") and says_nothing("5.0.0") and says_nothing("4.0.0")
    assert not says_nothing("5.1.1")


def test_long_text_costs_little() -> None:
    assert reason_of("user " * 200_000) in BounceReason
