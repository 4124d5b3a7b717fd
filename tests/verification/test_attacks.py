"""What attackers try, so that a mail of theirs passes for ours. A false "we sent this" is the worst bug there is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brand_mail import (
    ALERT,
    LURE,
    NOW,
    PROFILE,
    RECORD,
    ListedRecord,
    attached,
    check,
    codes,
    inline,
    keys,
    oversigned,
    profile_key,
    sent,
    sign,
)
from forewarn.mail.profile import ProfileKey
from forewarn.mail.resolver import ZoneResolver
from forewarn.verification.checking import Checker
from forewarn.verification.reasons import VerdictKind

SENT, ALTERED, NOT_OURS = VerdictKind.SENT_BY_US, VerdictKind.SENT_BY_US_ALTERED, VerdictKind.NOT_OURS
CANNOT_TELL, NOT_ABOUT_US = VerdictKind.CANNOT_TELL, VerdictKind.NOT_ABOUT_US


# --- the genuine mail, passed on --------------------------------------------------------------------------------------


def test_our_alert_is_ours() -> None:
    verdict = check(sign())
    assert (verdict.kind, codes(verdict)) == (SENT, ["signed_by_us"])


def test_our_alert_as_an_attachment_is_ours() -> None:
    verdict = check(attached(sign()))
    assert verdict.kind is SENT
    assert verdict.original.how.value == "attached"
    assert verdict.original.own_words == "Is this real?"


def test_replay_to_another_person_is_said() -> None:
    verdict = check(attached(sign(), sender="jo@elsewhere.example"))
    assert (verdict.kind, codes(verdict)) == (SENT, ["signed_by_us", "other_recipient"])
    assert "k…@customer.example" in verdict.reasons()[1][1]
    assert codes(check(sign(), reporter="jo@elsewhere.example")) == ["signed_by_us", "other_recipient"]
    assert codes(check(b"Delivered-To: jo@elsewhere.example\r\n" + sign())) == ["signed_by_us", "other_recipient"]
    assert codes(check(attached(sign(), sender="kim+shop@customer.example"))) == ["signed_by_us"]


# --- the head ---------------------------------------------------------------------------------------------------------

ADDED = {
    "Subject": b"Subject: Your account is locked, call +1 888 555 0100\r\n",
    "From": b"From: Acme <safety@acme-verify.example>\r\n",
    "Date": b"Date: Mon, 23 Nov 2026 09:00:00 +0000\r\n",
    "To": b"To: jo@elsewhere.example\r\n",
    "Content-Type": b"Content-Type: text/html\r\n",
    "MIME-Version": b"MIME-Version: 1.0\r\n",
}


@pytest.mark.parametrize("name", ADDED)
def test_signed_field_doubled_above(name: str) -> None:
    verdict = check(ADDED[name] + sign())
    assert verdict.kind is CANNOT_TELL
    assert codes(verdict)[0] in ("header_added", "several_senders")


@pytest.mark.parametrize("name", ADDED)
def test_signed_field_doubled_below(name: str) -> None:
    signed = sign()
    place = signed.index(b"\r\n\r\n")
    verdict = check(signed[:place] + b"\r\n" + ADDED[name].rstrip() + signed[place:])
    assert verdict.kind is (NOT_OURS if name == "From" else CANNOT_TELL)


@pytest.mark.parametrize("name", ADDED)
def test_oversigned_field_added(name: str) -> None:
    assert check(ADDED[name] + oversigned()).kind is (NOT_OURS if name == "From" else CANNOT_TELL)


def test_answers_sent_elsewhere() -> None:
    names = (b"from", b"to", b"subject", b"date")
    verdict = check(b"Reply-To: helper@acme-verify.example\r\n" + sign(names=names))
    assert (verdict.kind, codes(verdict)) == (CANNOT_TELL, ["reply_to_not_covered"])
    assert check(b"Reply-To: help@acme.example\r\n" + sign(names=names)).kind is SENT


def test_subject_that_the_signature_does_not_cover() -> None:
    changed = sign(names=(b"from", b"date")).replace(b"What scammers send", b"Call +1 888 555 0100: what")
    assert (check(changed).kind, codes(check(changed))) == (CANNOT_TELL, ["subject_not_covered"])


@pytest.mark.parametrize("stray", [b"X-Note: a\rFrom: boss@evil.example\r\n", b"X-Note: a\0b\r\n", b"not a field\r\n"])
def test_broken_head(stray: bytes) -> None:
    assert check(stray + sign()).kind is CANNOT_TELL


SENDERS = {
    "in a comment": b"From: x@evil.example (safety@acme.example)\r\n",
    "as the name": b'From: "safety@acme.example" <x@evil.example>\r\n',
    "as the name, encoded": b"From: =?utf-8?b?c2FmZXR5QGFjbWUuZXhhbXBsZQ==?= <x@evil.example>\r\n",
    "as a group": b"From: Acme safety@acme.example: x@evil.example;\r\n",
    "before the real one": b"From: <safety@acme.example> <x@evil.example>\r\n",
    "as a route": b"From: <@acme.example:x@evil.example>\r\n",
    "two in one field": b"From: safety@acme.example, x@evil.example\r\n",
    "with a null byte": b"From: safety@acme.example\0 <x@evil.example>\r\n",
    "below our domain's name": b"From: Acme <safety@acme.example.evil.example>\r\n",
    "look-alike in Cyrillic": "From: Acme <safety@а\u0441m\u0435.example>\r\n".encode(),
    "look-alike in punycode": b"From: Acme <safety@xn--m-7tbq2b.example>\r\n",
    "another ending": b"From: Acme <safety@acme.test>\r\n",
    "free mailbox": b"From: Acme Safety <acme.safety@mailbox.example>\r\n",
}


@pytest.mark.parametrize("trick", SENDERS)
def test_sender_tricks(trick: str) -> None:
    """Signed by the attacker's own domain, which verifies."""
    forged = SENDERS[trick] + ALERT.partition(b"\r\n")[2]
    zone = {"s1._domainkey.evil.example": {"TXT": f"v=DKIM1; p={keys('evil').public_key}"}}
    raw = sign(forged, key="evil", domain=b"evil.example")
    verdict = Checker(PROFILE, ZoneResolver.from_mapping(dict(zone))).check(raw, NOW)
    assert verdict.kind is NOT_OURS, codes(verdict)


def test_two_from_fields_unsigned() -> None:
    verdict = check(b"From: x@evil.example\r\n" + ALERT)
    assert verdict.kind is NOT_OURS
    assert "several_senders" in codes(verdict)


def test_our_address_without_a_signature() -> None:
    assert (check(ALERT).kind, codes(check(ALERT))[0]) == (NOT_OURS, "unsigned_from_us")
    lax = replace(PROFILE, signs_all_mail_since=None)
    assert (check(ALERT, lax).kind, codes(check(ALERT, lax))) == (CANNOT_TELL, ["unsigned"])
    old = ALERT.replace(b"02 Nov 2026", b"02 Nov 2019")
    assert check(old).kind is CANNOT_TELL
    undated = ALERT.replace(b"Date: Mon, 02 Nov 2026 10:00:00 +0000\r\n", b"")
    assert check(undated).kind is NOT_OURS


def test_listed_sender_at_a_mailbox_provider() -> None:
    mail = ALERT.replace(b"safety@acme.example", b"acme.help@mailbox.example")
    zone = {"s1._domainkey.mailbox.example": {"TXT": f"v=DKIM1; p={keys('mailbox').public_key}"}}
    checker = Checker(PROFILE, ZoneResolver.from_mapping(dict(zone)))
    assert checker.check(sign(mail, key="mailbox", domain=b"mailbox.example"), NOW).kind is SENT
    stranger = mail.replace(b"acme.help@", b"acme.helper@")
    assert checker.check(sign(stranger, key="mailbox", domain=b"mailbox.example"), NOW).kind is NOT_OURS


def test_forged_authentication_results_count_for_nothing() -> None:
    forged = b"Authentication-Results: mx.acme.example; dkim=pass header.d=acme.example; spf=pass; dmarc=pass\r\n"
    verdict = check(forged + ALERT)
    assert verdict.kind is NOT_OURS
    assert codes(verdict)[-1] == "check_claimed"
    assert check(forged + LURE).kind is NOT_OURS


# --- keys -------------------------------------------------------------------------------------------------------------


def with_key(**changes: object) -> object:
    return replace(PROFILE, keys=(profile_key(**changes),))


def test_stolen_key_proves_nothing_whatever_the_date() -> None:
    for since in (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)):
        verdict = check(sign(), with_key(compromised_since=since))  # type: ignore[arg-type]
        assert (verdict.kind, codes(verdict)) == (CANNOT_TELL, ["key_compromised"])


def test_stolen_key_under_a_new_selector_proves_nothing() -> None:
    stolen = replace(PROFILE, keys=(profile_key(selector="old", compromised_since=NOW),))
    zone = {"s1._domainkey.acme.example": {"TXT": f"v=DKIM1; p={keys('brand').public_key}"}}
    assert Checker(stolen, ZoneResolver.from_mapping(dict(zone))).check(sign(), NOW).kind is CANNOT_TELL


def test_stolen_key_beside_a_good_one() -> None:
    profile = replace(
        PROFILE, keys=(profile_key(compromised_since=NOW), ProfileKey("s2", "acme.example", keys("new").public_key))
    )
    assert check(sign(), profile).kind is CANNOT_TELL


def test_retired_key_after_its_time() -> None:
    retired = with_key(valid_until=datetime(2026, 6, 1, tzinfo=UTC))
    assert (check(sign(), retired).kind, codes(check(sign(), retired))) == (CANNOT_TELL, ["key_not_in_use"])  # type: ignore[arg-type]


def test_rotated_key_keeps_old_mail_ours() -> None:
    rotated = replace(
        PROFILE, keys=(ProfileKey("s2", "acme.example", keys("new").public_key), profile_key(valid_until=NOW))
    )
    assert check(sign(), rotated).kind is SENT


def test_unknown_key_is_no_verdict() -> None:
    verdict = check(sign(), replace(PROFILE, keys=()))
    assert (verdict.kind, codes(verdict)) == (CANNOT_TELL, ["key_unknown"])


def test_signature_of_our_key_under_another_domain() -> None:
    raw = sign(ALERT, domain=b"evil.example")
    zone = {"s1._domainkey.evil.example": {"TXT": f"v=DKIM1; p={keys('brand').public_key}"}}
    assert Checker(PROFILE, ZoneResolver.from_mapping(dict(zone))).check(raw, NOW).kind is not SENT


def test_vendors_signature_never_suffices() -> None:
    zone = {"s1._domainkey.sender.example": {"TXT": f"v=DKIM1; p={keys('vendor').public_key}"}}
    checker = Checker(replace(PROFILE, signs_all_mail_since=None), ZoneResolver.from_mapping(dict(zone)))
    ours = sign(ALERT, key="vendor", domain=b"sender.example")
    assert (checker.check(ours, NOW).kind, codes(checker.check(ours, NOW))) == (CANNOT_TELL, ["vendor_only"])
    theirs = sign(ALERT.replace(b"safety@acme.example", b"acme@sender.example"), key="vendor", domain=b"sender.example")
    assert checker.check(theirs, NOW).kind is CANNOT_TELL
    known = Checker(replace(PROFILE, signs_all_mail_since=None), ZoneResolver.from_mapping(dict(zone)), RECORD)
    assert (known.check(ours, NOW).kind, codes(known.check(ours, NOW))[0]) == (SENT, "in_our_record")


def test_expired_signature_is_still_ours() -> None:
    import dkim

    signature = dkim.sign(
        ALERT,
        b"s1",
        b"acme.example",
        keys("brand").private_pem.encode(),
        include_headers=[b"from", b"subject", b"date"],
    )
    assert check(signature + ALERT).kind is SENT


# --- the body ---------------------------------------------------------------------------------------------------------

CHANGES = {
    "link": (b'href="https://www.acme.example/safety"', b'href="https://acme-verify.example/safety"', "links_differ", "acme-verify.example"),
    "link in the text": (b"our site: https://www.acme.example/safety", b"our site: https://login.example/safety", "links_differ", "login.example"),
    "number": (b"+44 20 7946 0000", b"+44 20 7946 0999", "numbers_differ", "+44 20 7946 0999"),
    "sentence": (b"We never ask for your password.", b"Please send your password to unlock it.", "sentences_differ", "unlock"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_signed_alert_changed(change: str) -> None:
    old, new, code, shown = CHANGES[change]
    verdict = check(sign().replace(old, new), record=RECORD)
    assert verdict.kind is ALTERED
    assert codes(verdict)[0] == "body_changed"
    assert code in codes(verdict)
    assert shown in str(verdict.facts.record)


@pytest.mark.parametrize("change", CHANGES)
def test_changed_without_a_record(change: str) -> None:
    old, new, _, _ = CHANGES[change]
    assert check(sign().replace(old, new)).kind is ALTERED


def test_the_changed_host_is_named_without_a_record() -> None:
    old, new, _, shown = CHANGES["link"]
    verdict = check(sign().replace(old, new))
    assert shown in verdict.facts.hosts_elsewhere
    assert shown in dict(verdict.reasons())["links_elsewhere"]
    assert shown not in str(verdict.reasons(quoting=False))


@pytest.mark.parametrize("change", CHANGES)
def test_unsigned_copy_with_our_message_id(change: str) -> None:
    old, new, code, _ = CHANGES[change]
    verdict = check(ALERT.replace(old, new), record=RECORD)
    assert verdict.kind is ALTERED
    assert codes(verdict)[:2] == ["record_differs", code]


@pytest.mark.parametrize("change", CHANGES)
def test_copy_that_merely_resembles_ours(change: str) -> None:
    old, new, _, _ = CHANGES[change]
    forged = ALERT.replace(old, new).replace(b"<alert-2026-4@acme.example>", b"<x@evil.example>")
    assert check(forged, record=RECORD).kind is NOT_OURS
    elsewhere = forged.replace(b"safety@acme.example", b"safety@acme-verify.example")
    verdict = check(elsewhere, record=RECORD)
    assert verdict.kind is NOT_OURS
    assert "resembles_ours" in codes(verdict)


def test_unsigned_copy_equal_to_our_record() -> None:
    verdict = check(ALERT, record=RECORD)
    assert (verdict.kind, codes(verdict)) == (SENT, ["in_our_record"])
    assert check(b"Reply-To: x@evil.example\r\n" + ALERT, record=RECORD).kind is not SENT
    assert (
        check(ALERT.replace(b"Subject: What", b"Subject: URGENT: call +1 888 555 0100, what"), record=RECORD).kind
        is not SENT
    )


def put(extra: bytes) -> bytes:
    return ALERT.replace(b"<p>Hello Kim,</p>", b"<p>Hello Kim,</p>" + extra)


SMUGGLED = {
    "picture": put(b'<img src="https://evil.example/lure.png">'),
    "picture with words": put(b'<img alt="Call us" src="https://evil.example/lure.png">'),
    "background": put(b'<p style="background:url(https://evil.example/a.png)">x</p>'),
    "form": put(b'<form action="https://evil.example/f"><input name="password"></form>'),
    "two words": put(b"<p>PIN please!</p>"),
    "host as text": put(b"<p>evil.example</p>"),
    "one word turned": ALERT.replace(b"We never ask for your password.", b"We now ask for your password."),
    "promise hidden": ALERT.replace(b"<body>", b"<body><style>p{display:none}</style>"),
    "links moved": ALERT.replace(b"<html>", b'<html><head><base href="https://evil.example/"></head>'),
    "redirect": put(b'<meta http-equiv="refresh" content="0;url=https://evil.example/">'),
    "frame": put(b'<iframe src="https://evil.example/"></iframe>'),
    "drawing": put(b'<svg><a href="https://evil.example"><text>Sign in</text></a></svg>'),
    "another form of it": ALERT.replace(b"\r\n--alt--", b"\r\n--alt\r\nContent-Type: text/x-amp-html\r\n\r\n<p>Call evil now</p>\r\n--alt--"),
    "calendar": ALERT.replace(b"\r\n--alt--", b"\r\n--alt\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n--alt--"),
    "inline file": ALERT.replace(b"\r\n--alt--", b"\r\n--alt\r\nContent-Type: image/png\r\nContent-Disposition: inline\r\n\r\nPNG\r\n--alt--"),
    "name": ALERT.replace(b"Acme Safety", b"Acme Refunds, call 888 555"),
    "subject": ALERT.replace(b"this autumn", b"this autumn 888 555"),
}  # fmt: skip


@pytest.mark.parametrize("trick", SMUGGLED)
def test_an_unsigned_copy_with_anything_put_in_is_never_ours(trick: str) -> None:
    """With our Message-ID and address, so that only the record could speak for it."""
    assert check(ALERT, record=RECORD).kind is SENT
    verdict = check(SMUGGLED[trick], record=RECORD)
    assert verdict.kind in (ALTERED, NOT_OURS, CANNOT_TELL), codes(verdict)


@pytest.mark.parametrize("trick", SMUGGLED)
def test_a_signed_copy_with_anything_put_in_is_never_ours(trick: str) -> None:
    signature = sign().removesuffix(ALERT)
    for record in (None, RECORD):
        verdict = check(signature + SMUGGLED[trick], record=record) if record else check(signature + SMUGGLED[trick])
        assert verdict.kind is not SENT, codes(verdict)


def test_a_token_in_a_link_is_no_change_but_a_destination_is() -> None:
    tagged = ALERT.replace(b'/safety"', b'/safety/u/8f3a9b2c4d5e6f70?utm=kim"')
    record = ListedRecord(sent(tagged))
    other = tagged.replace(b"8f3a9b2c4d5e6f70", b"0a1b2c3d4e5f6071")
    assert check(tagged, record=record).kind is SENT
    assert check(sign(other), record=record).kind is SENT
    assert check(other, record=record).kind is NOT_OURS  # without a signature only the very links will do
    assert check(other, replace(PROFILE, signs_all_mail_since=None), record=record).kind is CANNOT_TELL
    away = tagged.replace(b"?utm=kim", b"?u=https://evil.example/")
    assert check(away, record=record).kind is ALTERED


def test_text_appended_below_l() -> None:
    verdict = check(sign(length=True) + b"Call +1 888 555 0100 to unlock.\r\n")
    assert (verdict.kind, codes(verdict)[0]) == (ALTERED, "text_appended")
    assert check(sign(length=True)).kind is SENT


def test_users_words_in_a_genuine_mail() -> None:
    invoice = ALERT.replace(
        b"They say a parcel waits and ask for a fee.", b"Note from seller: call +1 (888) 555-0100 to cancel."
    )
    verdict = check(sign(invoice))
    assert (verdict.kind, codes(verdict)) == (SENT, ["signed_by_us", "user_supplied_text"])
    assert "888" not in str(verdict.reasons(quoting=False))
    template = ListedRecord(sent(has_user_text=True))
    assert "user_supplied_text" in codes(check(sign(), record=template))


# --- forwarded, pasted, quoted ----------------------------------------------------------------------------------------

BODY = ALERT.partition(b"charset=utf-8\r\n\r\n")[2].partition(b"\r\n--alt")[0].decode()
BLOCKS = {
    "gmail": "---------- Forwarded message ---------\r\nFrom: Acme Safety <safety@acme.example>\r\nDate: Mon, Nov 2, 2026 at 10:00 AM\r\n"
    "Subject: What scammers send in our name this autumn\r\nTo: <kim@customer.example>\r\n\r\n",
    "outlook": "________________________________\r\nFrom: Acme Safety <safety@acme.example>\r\nSent: Monday, November 2, 2026 10:00\r\n"
    "To: kim@customer.example\r\nSubject: What scammers send in our name this autumn\r\n\r\n",
    "german": "Von: Acme Safety <safety@acme.example>\r\nGesendet: Montag, 2. November 2026 10:00\r\nAn: kim@customer.example\r\n"
    "Betreff: What scammers send in our name this autumn\r\n\r\n",
    "thunderbird": "-------- Forwarded Message --------\r\nSubject: \tWhat scammers send in our name this autumn\r\nDate: \tMon, 2 Nov 2026 10:00:00 +0000\r\n"
    "From: \tAcme Safety <safety@acme.example>\r\nTo: \tkim@customer.example\r\n\r\n",
    "reply": "On Mon, 2 Nov 2026 at 10:00, Acme Safety <safety@acme.example> wrote:\r\n\r\n",
    "yahoo": "  ----- Forwarded Message ----- From: Acme Safety <safety@acme.example>To: kim@customer.example <kim@customer.example>"
    "Sent: Monday, November 2, 2026 at 10:00:00 AM GMTSubject: What scammers send in our name this autumn\r\n",
}  # fmt: skip


@pytest.mark.parametrize("program", BLOCKS)
def test_real_alert_forwarded_inline(program: str) -> None:
    verdict = check(inline(BLOCKS[program], BODY), record=RECORD)
    assert verdict.original.how.value == "inline"
    assert (verdict.kind, codes(verdict)) == (CANNOT_TELL, ["words_are_ours"])
    assert "our autumn safety letter" in verdict.reasons()[0][1]
    assert check(inline(BLOCKS[program], BODY)).kind is CANNOT_TELL


@pytest.mark.parametrize("program", BLOCKS)
def test_lure_forwarded_inline(program: str) -> None:
    block = BLOCKS[program].replace("safety@acme.example", "safety@acme-verify.example")
    assert check(inline(block, BODY), record=RECORD).kind is NOT_OURS


def test_words_pasted() -> None:
    verdict = check(BODY.encode(), record=RECORD)
    assert verdict.original.how.value == "pasted"
    assert (verdict.kind, codes(verdict)) == (CANNOT_TELL, ["words_are_ours"])


def test_source_pasted_below_a_question_is_read_as_the_mail() -> None:
    report = b"From: kim@customer.example\r\nTo: check@acme.example\r\nSubject: is this you\r\n\r\nPlease look:\r\n\r\n"
    verdict = check(report + sign())
    assert (verdict.original.how.value, verdict.kind) == ("pasted", SENT)
    assert check(report + sign().replace(b"never ask", b"always ask")).kind is ALTERED


def test_lure_with_our_mail_quoted_under_it() -> None:
    lure = LURE + b"\r\n" + BLOCKS["gmail"].encode() + BODY.encode()
    assert check(lure, record=RECORD).kind is NOT_OURS
    assert check(attached(lure), record=RECORD).kind is NOT_OURS


def test_our_genuine_mail_attached_to_a_lure() -> None:
    lure = attached(
        sign(),
        sender="Acme Security <help@acme-verify.example>",
        to="kim@customer.example",
        text="Open the attached letter and call us.",
    )
    assert check(lure, record=RECORD).kind is NOT_OURS
    stranger = attached(
        sign(),
        sender="Help desk <help@evil.example>",
        to="kim@customer.example",
        text="Your letter is attached. Call +1 888 555 0100 now.",
    )
    assert check(stranger, record=RECORD).kind is NOT_ABOUT_US
    spoofed = attached(sign(), sender="Acme <help@acme.example>", to="kim@customer.example")
    assert check(spoofed, record=RECORD).kind is NOT_OURS


def test_forward_of_a_forward() -> None:
    verdict = check(attached(attached(sign(), sender="al@friend.example", to="kim@customer.example")))
    assert (verdict.kind, verdict.original.how.value) == (SENT, "attached")


def test_unrelated_mail() -> None:
    plain = b"From: jo@elsewhere.example\r\nTo: kim@customer.example\r\nSubject: lunch\r\n\r\nSee you at one.\r\n"
    assert (check(plain).kind, codes(check(plain))) == (NOT_ABOUT_US, ["not_named"])
    named = plain.replace(b"See you", b"I saw it at Acme. See you")
    assert (check(named).kind, codes(check(named))) == (NOT_ABOUT_US, ["mentioned_only"])


@pytest.mark.parametrize("name", [b"From", b"Subject", b"Date", b"Content-Type", b"Message-ID"])
def test_a_blank_before_the_colon_ends_the_head_for_some_programs(name: bytes) -> None:
    """The relaxed signature still holds, and what follows, which nobody signed, may be shown as the letter's first words."""
    raw = sign().replace(b"\r\n" + name + b":", b"\r\n" + name + b" :", 1)
    said = raw.replace(b"\r\n\r\n", b"\r\nX-Note: now go to https://evil.example/\r\n\r\n", 1)
    assert raw != sign()
    for copy in (said, attached(said)):
        assert check(copy).kind not in (SENT, ALTERED)


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw + b"\r\nNow go to https://evil.example/\r\n",
        lambda raw: raw.replace(b"\r\n\r\n--alt", b"\r\n\r\nNow go to https://evil.example/\r\n--alt", 1),
        lambda raw: raw.replace(b'boundary="alt"', b'boundary="alt"\r\n see evil.example', 1),
        lambda raw: raw.replace(b'boundary="alt"', b'boundary="alt"; boundary=evil.example x', 1),
    ],
    ids=["below the last part", "above the first part", "in the content type", "a second boundary"],
)
def test_words_outside_of_the_parts_of_an_unsigned_copy(change: Callable[[bytes], bytes]) -> None:
    """Few programs show them, but the record says nothing of them: such a copy is not equal to ours."""
    assert check(ALERT, record=RECORD).kind is SENT
    assert check(change(ALERT), record=RECORD).kind is not SENT
    standard = ALERT.replace(b"\r\n\r\n--alt", b"\r\n\r\nThis is a multi-part message in MIME format.\r\n--alt", 1)
    assert check(standard, record=RECORD).kind is SENT


# --- whatever is changed ----------------------------------------------------------------------------------------------

SIGNED = sign()
GENUINE = check(SIGNED)


@settings(max_examples=400, deadline=None)
@given(
    place=st.integers(0, len(SIGNED) - 1),
    cut=st.integers(0, 40),
    new=st.one_of(
        st.binary(max_size=12),
        st.sampled_from(
            [
                b"\r\n\r\n",
                b"\r\nSubject: x",
                b"\r\nFrom: a@evil.example",
                b'<a href="https://evil.example">',
                b"=\r\n",
                b"--alt--",
                b"\0",
            ]
        ),
    ),
)
def test_nothing_changed_is_called_ours(place: int, cut: int, new: bytes) -> None:
    """Whatever is cut or put in, "we sent this" is said only of what reads as we wrote it."""
    verdict = check(SIGNED[:place] + new + SIGNED[place + cut :])
    if verdict.kind is SENT:
        copy, ours = verdict.original, GENUINE.original
        assert copy.sender == ours.sender
        assert " ".join(copy.subject.split()) == " ".join(ours.subject.split())
        assert " ".join(copy.letter.all_text.split()) == " ".join(ours.letter.all_text.split())
        assert [link.href for link in copy.letter.all_links] == [link.href for link in ours.letter.all_links]
