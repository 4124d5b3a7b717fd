"""Attacks beside those on the words: fields, files, carriers and ways of writing that lead around a proof."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from brand_mail import ALERT, LURE, NOW, PROFILE, RECORD, attached, check, oversigned, profile_key, sign
from forewarn.verification.reasons import VerdictKind

SENT, ALTERED = VerdictKind.SENT_BY_US, VerdictKind.SENT_BY_US_ALTERED
EVIL = b"boss@evil.example"
HEAD, BLANK, BODY = ALERT.partition(b"\r\n\r\n")


def above(field: bytes) -> Callable[[bytes], bytes]:
    return lambda raw: field + b"\r\n" + raw


def below(field: bytes) -> Callable[[bytes], bytes]:
    return lambda raw: raw.replace(b"\r\n\r\n", b"\r\n" + field + b"\r\n\r\n", 1)


# --- a genuine mail of ours, signed, with something done to it that a reader or a program would follow -----------------

DONE_TO_SIGNED: dict[str, Callable[[bytes], bytes]] = {
    "From in capitals above": above(b"FROM: " + EVIL),
    "From in small letters below": below(b"from: " + EVIL),
    "five thousand fields, then a second From": below(b"\r\n".join([b"X-A: b"] * 5_000) + b"\r\nFrom: " + EVIL),
    "a second From above five thousand fields": above(b"From: " + EVIL + b"\r\n" + b"\r\n".join([b"X-A: b"] * 5_000)),
    "a second Subject behind a field of a megabyte": above(b"X-Long: " + b"a" * 1_000_000 + b"\r\nSubject: Call +1 888 555 0100"),
    "a second Subject in an encoded word": above(b"Subject: =?utf-8?q?Call_+1_888_555_0100?="),
    "a Subject that folds over a second one": above(b"Subject: x\r\n Subject: y"),
    "a field below a bare line feed": above(b"X-A: b\nFrom: " + EVIL),
    "a field below a next-line sign": above("X-A: b\u0085Subject: pay".encode() + b"\r\nSubject: pay"),
    "a second From behind a form feed": above(b"X-A: b\x0cFrom: " + EVIL),
    "a second From behind a vertical tab": below(b"X-A: b\x0bFrom: " + EVIL),
    "a second From behind a line separator": above("X-A: b\u2028From: ".encode() + EVIL),
    "answers to a mailing list": below(b"Mail-Followup-To: " + EVIL),
    "answers by another name": below(b"Mail-Reply-To: " + EVIL),
    "a receipt to a stranger": below(b"Disposition-Notification-To: " + EVIL),
    "a place to write to": below(b"List-Post: <mailto:boss@evil.example>"),
    "a place for help": below(b"List-Help: <https://evil.example/help>"),
    "a place to subscribe": below(b"List-Subscribe: <https://evil.example/in>"),
    "the body cut off": lambda raw: raw[: raw.index(b"Or call us")],
    "a lure in one file below it": lambda raw: raw + b"\r\nFrom kim Mon Nov 23 10:00:00 2026\r\n" + LURE,
    "a lure in one file above it": lambda raw: b"From kim Mon Nov 23 10:00:00 2026\r\n" + LURE + b"\r\nFrom kim Mon Nov 23 10:00:01 2026\r\n" + raw,
    "two dots more in a link": lambda raw: raw.replace(b"www.acme.example/safety\r\n", b"www.acme.example..evil.example/safety\r\n"),
    "an invisible sign in a number": lambda raw: raw.replace(b"+44 20 7946 0000", b"+44 20 7946 0001"),
    "a type below that nobody signed twice": below(b"Content-Type: text/html"),
    "another version of MIME": below(b"MIME-Version: 2.0"),
    "words before the first part": lambda raw: raw.replace(b"\r\n\r\n--alt", b"\r\n\r\nPay now at https://evil.example\r\n--alt", 1),
    "words behind the last part": lambda raw: raw + b"Pay now at https://evil.example\r\n",
    "a third part": lambda raw: raw.replace(b"--alt--", b"--alt\r\nContent-Type: text/html\r\n\r\n<p>Pay at https://evil.example</p>\r\n--alt--"),
}  # fmt: skip


@pytest.mark.parametrize("trick", DONE_TO_SIGNED)
def test_a_signed_mail_with_something_done_to_it(trick: str) -> None:
    raw = DONE_TO_SIGNED[trick](sign())
    assert raw != sign()
    assert check(raw).kind is not SENT


@pytest.mark.parametrize("trick", DONE_TO_SIGNED)
def test_the_same_done_to_a_copy_that_only_the_record_knows(trick: str) -> None:
    assert check(DONE_TO_SIGNED[trick](ALERT), record=RECORD).kind is not SENT


# --- signatures that are written so that two programs read two things ---------------------------------------------------


def signature_changed(old: bytes, new: bytes) -> bytes:
    raw = sign()
    assert old in raw
    return raw.replace(old, new, 1)


SIGNATURES = {
    "a second domain": lambda: signature_changed(b"d=acme.example;", b"d=evil.example; d=acme.example;"),
    "a second selector": lambda: signature_changed(b"s=s1;", b"s=s2; s=s1;"),
    "no domain": lambda: signature_changed(b"d=acme.example;", b""),
    "the suffix alone": lambda: signature_changed(b"d=acme.example;", b"d=example;"),
    "a domain below ours that is somebody else's": lambda: signature_changed(b"d=acme.example;", b"d=acme.example.evil.example;"),
    "an algorithm nobody takes any more": lambda: signature_changed(b"a=rsa-sha256", b"a=rsa-sha1"),
    "no algorithm": lambda: signature_changed(b"a=rsa-sha256;", b""),
    "a version that there is not": lambda: signature_changed(b"v=1;", b"v=2;"),
    "a length of nothing": lambda: signature_changed(b"v=1;", b"v=1; l=0;"),
    "a length below nothing": lambda: signature_changed(b"v=1;", b"v=1; l=-1;"),
    "a length beyond the end": lambda: signature_changed(b"v=1;", b"v=1; l=99999999;"),
    "an identity elsewhere": lambda: signature_changed(b"v=1;", b"v=1; i=boss@evil.example;"),
    "another way of writing it down": lambda: signature_changed(b"c=relaxed/relaxed", b"c=simple/simple"),
    "as Google's own": lambda: signature_changed(b"DKIM-Signature:", b"X-Google-DKIM-Signature:"),
    "as that of a forwarder": lambda: signature_changed(b"DKIM-Signature:", b"ARC-Message-Signature: i=1;"),
    "below the letter": lambda: ALERT + b"\r\n" + sign()[: -len(ALERT)],
    "in a comment": lambda: b"Comments: " + sign(),
}  # fmt: skip


@pytest.mark.parametrize("trick", SIGNATURES)
def test_a_signature_that_can_be_read_in_two_ways(trick: str) -> None:
    assert check(SIGNATURES[trick]()).kind not in (SENT, ALTERED)


# --- what only says that somebody else has checked ----------------------------------------------------------------------

SAID = [
    b"ARC-Authentication-Results: i=1; mx.google.com; dkim=pass header.d=acme.example; dmarc=pass header.from=acme.example",
    b"ARC-Seal: i=1; a=rsa-sha256; cv=pass; d=google.com; s=arc; b=AAAA",
    b"Received-SPF: pass (sender SPF authorized) identity=mailfrom; envelope-from=safety@acme.example",
    b"X-Forefront-Antispam-Report: SFV:SKN; DKIM:PASS",
    b"Resent-From: Acme Safety <safety@acme.example>",
    b"Sender: Acme Safety <safety@acme.example>",
    b"Return-Path: <safety@acme.example>",
    b"BIMI-Selector: v=BIMI1; s=default",
    b"In-Reply-To: <alert-2026-4@acme.example>\r\nReferences: <alert-2026-4@acme.example>",
    b"Message-ID: <alert-2026-4@acme.example>",
]


@pytest.mark.parametrize("said", SAID)
def test_a_lure_that_says_it_was_checked(said: bytes) -> None:
    assert check(said + b"\r\n" + LURE, record=RECORD).kind is VerdictKind.NOT_OURS


# --- our genuine mail, carried by a lure whose words are few ------------------------------------------------------------


def carrier(part: bytes, sender: bytes = b"Parcel Service <post@evil.example>", inner: bytes | None = None) -> bytes:
    """A stranger's mail that carries our genuine one, as the customer got it."""
    return (
        b"From: " + sender + b"\r\nTo: kim@customer.example\r\nSubject: Fwd: your parcel\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="c"\r\n\r\n--c\r\n' + part + b"\r\n--c\r\nContent-Type: message/rfc822\r\n\r\n"
        + (inner or sign()) + b"\r\n--c--\r\n"
    )  # fmt: skip


HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n"
CARRIERS = {
    "a picture that is a link": HTML + b'<a href="https://evil.example/pay"><img src="https://evil.example/lure.png"></a>',
    "a picture alone": HTML + b'<img src="https://evil.example/lure.png">',
    "one word that is a link": HTML + b'<a href="https://evil.example/pay">See</a>',
    "a button": HTML + b'<form action="https://evil.example/pay"><input type="submit" value="See"></form>',
    "a picture that came along": HTML + b'<img src="cid:x">\r\n--c\r\nContent-Type: image/png\r\nContent-ID: <x>\r\n\r\nPNG',
    "a picture in the style": HTML + b'<div style="background:url(https://evil.example/lure.png);height:600px"></div>',
    "a map over a picture": HTML + b'<img usemap="#m" src="data:image/png;base64,AA=="><map name="m"><area href="https://evil.example"></map>',
    "an answer to a calendar": b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nURL:https://evil.example\r\nEND:VCALENDAR",
    "a drawing": HTML + b'<svg xmlns="http://www.w3.org/2000/svg"><a href="https://evil.example"><text>See</text></a></svg>',
    "a link without its scheme": b"Content-Type: text/plain\r\n\r\nevil.example/pay",
    "a place to write to": HTML + b'<a href="mailto:boss@evil.example">Reply</a>',
    "a telephone": HTML + b'<a href="tel:+18885550100">Call</a>',
}  # fmt: skip


@pytest.mark.parametrize("trick", CARRIERS)
@pytest.mark.parametrize("way", ["as it is", "reported"])
def test_a_lure_without_words_that_carries_our_mail(trick: str, way: str) -> None:
    raw = carrier(CARRIERS[trick])
    assert check(attached(raw) if way == "reported" else raw).kind not in (SENT, ALTERED)


# --- keys ---------------------------------------------------------------------------------------------------------------


def test_a_stolen_key_listed_twice_proves_nothing() -> None:
    """The same key under its own selector, good, and under another one, stolen."""
    keys = (profile_key(), profile_key(selector="s9", compromised_since=NOW))
    assert check(sign(), replace(PROFILE, keys=keys)).kind not in (SENT, ALTERED)
    assert check(sign(), replace(PROFILE, keys=keys[::-1])).kind not in (SENT, ALTERED)


def test_our_own_mail_with_a_second_message_id_above() -> None:
    for raw in (sign(), oversigned()):
        twice = b"Message-ID: <other@evil.example>\r\n" + raw
        assert check(twice).kind is not SENT
        assert check(twice, record=RECORD).kind is not SENT
    assert check(b"Message-ID: <other@evil.example>\r\n" + ALERT, record=RECORD).kind is not SENT
