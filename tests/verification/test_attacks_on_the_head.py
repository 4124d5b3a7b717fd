"""Heads that programs read in different ways, and fields that lead elsewhere, above a body that our key signed."""

from dataclasses import replace

import pytest

from brand_mail import ALERT, LURE, NOW, PROFILE, RECORD, check, codes, keys, sign
from forewarn.mail.profile import ProfileVendor
from forewarn.mail.resolver import ZoneResolver
from forewarn.verification.checking import Checker
from forewarn.verification.reasons import VerdictKind

SENT, ALTERED, NOT_OURS = VerdictKind.SENT_BY_US, VerdictKind.SENT_BY_US_ALTERED, VerdictKind.NOT_OURS
CANNOT_TELL = VerdictKind.CANNOT_TELL
FEW = (b"from", b"to", b"subject", b"date", b"message-id")  # as Google signs: no type
BODY = ALERT.partition(b"charset=utf-8\r\n\r\n")[2].partition(b"\r\n--alt")[0] + b"\r\n"
LETTER = ALERT.partition(b"\r\n\r\n")[0].replace(b'multipart/alternative; boundary="alt"', b"text/plain; charset=utf-8")
PLAIN = LETTER + b"\r\n\r\n" + BODY

# --- a listed sender at a provider of mailboxes, whose users write what stands around their own address ---------------

FORGED_SENDERS = {
    "in a comment in a comment": b"x@mailbox.example (a (b) acme.help@mailbox.example)",
    "in brackets in a comment": b"x@mailbox.example (<acme.help@mailbox.example>)",
    "in a comment below": b"<x@mailbox.example> (<acme.help@mailbox.example>)",
    "behind an escaped bracket": b"x@mailbox.example (\\) acme.help@mailbox.example)",
    "behind an open quote": b'x@mailbox.example "acme.help@mailbox.example',
    "in quotes above": b'"<acme.help@mailbox.example>" x@mailbox.example',
    "in quotes below": b'x@mailbox.example "<acme.help@mailbox.example>"',
    "in second brackets": b"<x@mailbox.example> <acme.help@mailbox.example>",
    "as a group": b"x@mailbox.example: acme.help@mailbox.example;",
    "as a route": b"<@mailbox.example,@x:acme.help@mailbox.example>",
    "in brackets in brackets": b"<x@mailbox.example<acme.help@mailbox.example>",
    "glued to a quote": b'"x@mailbox.example"acme.help@mailbox.example',
    "behind a word": b"x acme.help@mailbox.example",
    "with a blank inside": b"<acme .help@mailbox.example>",
    "with a comment inside": b"<acme(x).help@mailbox.example>",
    "behind a semicolon": b"x@mailbox.example; acme.help@mailbox.example",
    "behind an encoded address": b"=?utf-8?q?x=40mailbox.example?= <acme.help@mailbox.example>",
}


def at_provider(sender: bytes) -> VerdictKind:
    zone = {"s1._domainkey.mailbox.example": {"TXT": f"v=DKIM1; p={keys('mailbox').public_key}"}}
    mail = b"From: " + sender + b"\r\n" + ALERT.partition(b"\r\n")[2]
    raw = sign(mail, key="mailbox", domain=b"mailbox.example")
    return Checker(PROFILE, ZoneResolver.from_mapping(dict(zone))).check(raw, NOW).kind


@pytest.mark.parametrize("trick", FORGED_SENDERS)
def test_the_provider_vouches_for_one_address_only(trick: str) -> None:
    assert at_provider(FORGED_SENDERS[trick]) not in (SENT, ALTERED)


@pytest.mark.parametrize(
    "sender", [b"acme.help@mailbox.example", b'"Acme, help" <ACME.help@mailbox.example>', b"=?utf-8?q?Acm=C3=A9?= <acme.help@mailbox.example>"]
)  # fmt: skip
def test_the_listed_sender_itself(sender: bytes) -> None:
    assert at_provider(sender) is SENT


# --- the type of the body, which the signature leaves open ------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [
        b"text/html; charset=utf-8",
        b"text/plain; charset=utf-7",
        b"text/plain; charset=utf-16",
        b'message/external-body; access-type=URL; URL="https://evil.example/"',
        b"message/partial; id=x; number=1; total=2",
        b"multipart/mixed; boundary=x",
    ],
)
def test_another_type_above_plain_text(kind: bytes) -> None:
    signed = sign(PLAIN, names=FEW)
    assert check(signed).kind is SENT
    changed = signed.replace(b"text/plain; charset=utf-8", kind)
    assert (check(changed).kind, codes(check(changed))) == (CANNOT_TELL, ["header_malformed"])


@pytest.mark.parametrize("field", [b"Content-Transfer-Encoding: base64", b"Content-Disposition: attachment"])
def test_a_field_that_hides_the_text(field: bytes) -> None:
    changed = sign(PLAIN, names=FEW).replace(b"MIME-Version", field + b"\r\nMIME-Version")
    assert check(changed).kind is CANNOT_TELL


def test_a_boundary_taken_from_a_line_of_the_letter() -> None:
    """What stands above the line would not be shown any more."""
    dashed = PLAIN.replace(b"We never ask for a fee", b"\r\n-----\r\nContent\r\n\r\nWe never ask for a fee", 1)
    signed = sign(dashed, names=FEW)
    assert check(signed).kind is SENT
    hidden = signed.replace(b"text/plain; charset=utf-8", b'multipart/mixed; boundary="---"')
    assert check(hidden).kind is CANNOT_TELL


def test_html_whose_type_is_not_signed_is_still_ours() -> None:
    html = LETTER.replace(b"text/plain", b"text/html") + b"\r\n\r\n<html><body>Hello Kim</body></html>\r\n"
    assert check(sign(html, names=FEW)).kind is SENT
    assert check(sign(names=FEW)).kind is SENT


@pytest.mark.parametrize("blank", [b" ", b"\t ", b"   "])
def test_a_line_of_blanks_ends_the_head_for_some_programs(blank: bytes) -> None:
    line = b"\r\n" + blank + b"\r\nX-Note: now go to https://evil.example/\r\nDate:"
    assert check(sign().replace(b"\r\nDate:", line, 1)).kind is CANNOT_TELL


# --- fields that lead elsewhere ---------------------------------------------------------------------------------------

AWAY = {
    "unsubscribing": b"List-Unsubscribe: <https://evil.example/out>",
    "unsubscribing by mail": b"List-Unsubscribe: <mailto:out@evil.example>, <https://www.acme.example/out>",
    "a copy of the mail that unsubscribes": b"List-Unsubscribe: <mailto:out@acme.example?cc=x%40evil.example>",
    "sender": b"Sender: Acme Refunds <x@evil.example>",
    "answers to another customer of our vendor": b"Reply-To: x@evil.sender.example",
    "answers behind quotes": b'Reply-To: x@evil.example "<help@acme.example>"',
    "answers in a comment": b"Reply-To: x@evil.example (<help@acme.example>)",
    "answers to a quoted name": b'Reply-To: "x"@evil.example, help@acme.example',
    "answers to no host": b"Reply-To: x",
    "answers to a number": b"Reply-To: x@[192.0.2.1]",
}


@pytest.mark.parametrize("trick", AWAY)
def test_a_field_that_leads_elsewhere_and_is_not_signed(trick: str) -> None:
    raw = AWAY[trick] + b"\r\n" + sign(names=FEW)
    assert check(raw).kind is CANNOT_TELL
    assert check(AWAY[trick] + b"\r\n" + ALERT, record=RECORD).kind is not SENT


@pytest.mark.parametrize(
    "field",
    [
        b"List-Unsubscribe: <https://news.acme.example/out>, <mailto:out@acme.co.uk>",
        b"List-Unsubscribe: <https://click.sender.example/out>",
        b"List-Unsubscribe: <https://news.acme.example/out>,\r\n <mailto:out+abc@news.acme.example?subject=unsubscribe>",
        b"Sender: bounces@sender.example",
        b"Reply-To: help@acme.example",
        b"Reply-To: acme.help@mailbox.example",
    ],
)
def test_a_field_that_stays_with_us_needs_no_signature(field: bytes) -> None:
    assert check(field + b"\r\n" + sign(names=FEW)).kind is SENT


def test_a_signed_field_may_lead_anywhere() -> None:
    mail = AWAY["unsubscribing"] + b"\r\n" + ALERT
    assert check(sign(mail, names=(*FEW, b"list-unsubscribe"))).kind is SENT


# --- the record -------------------------------------------------------------------------------------------------------


def test_a_copy_equal_to_the_record_that_reached_another() -> None:
    verdict = check(b"Delivered-To: jo@elsewhere.example\r\n" + ALERT, record=RECORD)
    assert (verdict.kind, codes(verdict)) == (SENT, ["in_our_record", "other_recipient"])


def test_a_vendors_expired_signature_is_not_said_to_be_ours() -> None:
    profile = replace(PROFILE, vendors=(ProfileVendor("Postfach Ltd", ("sender.example",)),))
    verdict = check(sign(key="vendor", domain=b"sender.example"), profile, RECORD)
    assert codes(verdict) == ["in_our_record"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"text/html; charset=utf-8", b"text/html; charset=utf-7"),
        (b"text/html; charset=utf-8", b"text/html; charset=utf-16le"),
        (b"multipart/alternative", b"multipart/mixed"),
    ],
)
def test_the_same_bytes_shown_otherwise_are_not_our_record(old: bytes, new: bytes) -> None:
    assert check(ALERT.replace(old, new), record=RECORD).kind is not SENT


def test_a_relay_that_encodes_anew_changes_no_word() -> None:
    """Its body hash is broken, and the record shows that nothing a reader sees was changed."""
    html = b"Content-Type: text/html; charset=utf-8\r\n"
    encoded = (
        sign().replace(html, html + b"Content-Transfer-Encoding: quoted-printable\r\n").replace(b'href="', b'href=3D"')
    )
    assert check(encoded).kind is ALTERED
    verdict = check(encoded, record=RECORD)
    assert (verdict.kind, codes(verdict)) == (SENT, ["in_our_record"])


# --- names as they are shown ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sender",
    ["\u202eemcA\u202c <x@evil.example>", "\u202eemcA <x@evil.example>", "Acme: x@evil.example;", '"Acme Safety": x@evil.example;'],
)  # fmt: skip
def test_a_name_written_backwards_or_before_a_group_is_our_name(sender: str) -> None:
    lure = LURE.replace(b"Acme Security <security@acme-verify.example>", sender.encode())
    lure = lure.replace(b"Acme", b"Dear").replace(b"acme-verify", b"evil") if b"Acme <" in lure else lure
    plain = lure.split(b"\r\nSubject")[0] + b"\r\nSubject: Your account\r\n\r\nOpen https://evil.example/ today.\r\n"
    assert check(plain).kind is NOT_OURS
