"""The verdict's rules, one by one, and the order of its reasons."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from brand_mail import (
    ALERT,
    LURE,
    NOW,
    PROFILE,
    RECORD,
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
from forewarn.mail.resolver import UnableToResolve, ZoneResolver
from forewarn.verification.checking import Checker
from forewarn.verification.proving import KEY_GRACE, masked
from forewarn.verification.reasons import Code, Decision, Reason, VerdictKind, decide
from forewarn.verification.wording.words import headline
from outlook_file import msg_file

SIGNED_AT = NOW  # dkimpy signs with the clock of the test run


def kind(raw: bytes, **options: object) -> str:
    return check(raw, **options).kind.value  # type: ignore[arg-type]


# --- reasons ----------------------------------------------------------------------------------------------------------


def test_reasons_are_told_by_weight_each_once() -> None:
    reasons = [Reason(Code.UNSIGNED, 10), Reason(Code.EMPTY, 90), Reason(Code.UNSIGNED, 50, {"a": "b"})]
    decision = decide(VerdictKind.CANNOT_TELL, reasons)
    assert decision == Decision(VerdictKind.CANNOT_TELL, (reasons[1], reasons[2]))


def test_the_senders_address_is_told_first() -> None:
    lure = LURE.replace(b"\r\n\r\n", b"\r\nReply-To: x@evil.example\r\n\r\n", 1)
    assert codes(check(lure)) == ["from_lookalike", "name_only", "link_lookalike", "reply_to_elsewhere"]


def test_every_verdict_has_a_reason_and_a_next_step() -> None:
    for raw in (
        sign(),
        ALERT,
        LURE,
        b"",
        b"hello",
        attached(LURE),
        sign().replace(b"Hello", b"Hallo"),
        b"\xff\xd8\xff",
    ):
        verdict = check(raw)
        assert verdict.decision.reasons
        assert verdict.next_step()
        assert verdict.headline()


@pytest.mark.parametrize(
    ("address", "shown"), [("kim@customer.example", "k…@customer.example"), ("", "…"), ("nobody", "…")]
)
def test_addresses_are_masked(address: str, shown: str) -> None:
    assert masked(address) == shown


# --- keys in time -----------------------------------------------------------------------------------------------------


def with_dates(**dates: datetime) -> str:
    return kind(sign(), profile=replace(PROFILE, keys=(profile_key(**dates),)))


def test_keys_have_a_grace_for_mail_in_queues() -> None:
    signed = check(sign()).facts.signatures[0].result.signed_at
    assert signed is not None
    day = timedelta(days=1)
    assert with_dates(valid_until=signed - KEY_GRACE + day) == "sent_by_us"
    assert with_dates(valid_until=signed - KEY_GRACE - day) == "cannot_tell"
    assert with_dates(valid_from=signed + KEY_GRACE - day) == "sent_by_us"
    assert with_dates(valid_from=signed + KEY_GRACE + day) == "cannot_tell"


def test_key_in_dns_counts_when_the_history_does_not_know_it() -> None:
    zone = ZoneResolver.from_mapping({"s1._domainkey.acme.example": {"TXT": f"v=DKIM1; p={keys('brand').public_key}"}})
    assert Checker(replace(PROFILE, keys=()), zone).check(sign(), NOW).kind is VerdictKind.SENT_BY_US


def test_history_knows_better_than_dns() -> None:
    zone = ZoneResolver.from_mapping({"s1._domainkey.acme.example": {"TXT": "v=DKIM1; p="}})
    assert Checker(PROFILE, zone).check(sign(), NOW).kind is VerdictKind.SENT_BY_US
    verdict = Checker(replace(PROFILE, keys=()), zone).check(sign(), NOW)
    assert codes(verdict) == ["key_unusable"]


class Dead:
    """Name servers that do not answer."""

    def texts(self, name: str) -> list[str]:
        raise UnableToResolve("time-out")

    def addresses(self, name: str) -> list[str]:
        raise UnableToResolve("time-out")

    def mail_hosts(self, name: str) -> list[tuple[int, str]]:
        raise UnableToResolve("time-out")


def test_dead_dns_is_cannot_tell_not_a_lie() -> None:
    verdict = Checker(replace(PROFILE, keys=()), Dead()).check(sign(), NOW)
    assert (verdict.kind.value, codes(verdict)) == ("cannot_tell", ["key_unreachable"])
    assert Checker(PROFILE, Dead()).check(sign(), NOW).kind is VerdictKind.SENT_BY_US
    assert Checker(PROFILE, Dead()).check(LURE, NOW).kind is VerdictKind.NOT_OURS


def test_two_signatures_one_good() -> None:
    other = sign(ALERT, key="other", domain=b"provider.example")
    both = sign(other)
    assert kind(both) == "sent_by_us"
    stolen = replace(
        PROFILE, keys=(profile_key(compromised_since=NOW), ProfileKey("s2", "acme.example", keys("two").public_key))
    )
    assert kind(both, profile=stolen) == "cannot_tell"


def test_subdomains_of_ours_align() -> None:
    mail = ALERT.replace(b"safety@acme.example", b"safety@news.acme.example")
    assert kind(sign(mail)) == "sent_by_us"
    key = ProfileKey("s1", "mail.acme.example", keys("brand").public_key)
    assert kind(sign(mail, domain=b"mail.acme.example"), profile=replace(PROFILE, keys=(key,))) == "sent_by_us"


def test_another_domain_of_ours_does_not_align() -> None:
    key = ProfileKey("s1", "acme.co.uk", keys("brand").public_key)
    assert kind(sign(domain=b"acme.co.uk"), profile=replace(PROFILE, keys=(key,))) != "sent_by_us"


# --- the sender is ours, and nothing proves it ------------------------------------------------------------------------


def test_broken_signature_is_cannot_tell() -> None:
    broken = sign().replace(b"autumn", b"winter")
    assert (kind(broken), codes(check(broken))) == ("cannot_tell", ["signature_broken"])


def test_broken_signature_with_a_trap_is_not_ours() -> None:
    broken = sign().replace(b"autumn", b"winter").replace(b"www.acme.example", b"www.acme.example.evil.example")
    assert kind(broken) == "not_ours"


def test_malformed_signature_is_no_signature() -> None:
    assert kind(b"DKIM-Signature: v=1; a=rsa-sha256; d=acme.example\r\n" + ALERT) == "not_ours"


def test_old_algorithm_is_cannot_tell() -> None:
    raw = b"DKIM-Signature: v=1; a=rsa-sha1; d=acme.example; s=s1; h=from; bh=YQ==; b=YQ==\r\n" + ALERT
    assert codes(check(raw)) == ["key_unusable"]


def test_mail_before_we_signed_all() -> None:
    lax = replace(PROFILE, signs_all_mail_since=datetime(2026, 11, 10, tzinfo=UTC))
    assert codes(check(ALERT, lax)) == ["unsigned"]
    future = ALERT.replace(b"02 Nov 2026", b"02 Nov 2099")
    assert codes(check(future, lax))[0] == "unsigned_from_us"


def test_vendors_own_address() -> None:
    mail = ALERT.replace(b"safety@acme.example", b"acme@mail.sender.example")
    assert codes(check(mail)) == ["vendor_only"]
    assert "Postfach Ltd" in check(mail).reasons()[0][1]


def test_outlook_file_of_our_address() -> None:
    headers = "From: Acme <safety@acme.example>\r\nTo: kim@customer.example\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n"
    verdict = check(msg_file(headers, "Letter", "Hello"))
    assert (verdict.kind.value, codes(verdict)) == ("cannot_tell", ["outlook_file"])
    lure = check(msg_file(headers.replace("acme.example", "acme-post.example"), "Letter", "Hello"))
    assert lure.kind.value == "not_ours"
    assert check(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600).kind.value == "cannot_tell"


def test_nothing_to_check() -> None:
    assert codes(check(b"")) == ["empty"]
    assert codes(check(b"   \r\n")) == ["empty"]


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0" * 9, b"%PDF-1.7", b"PK\3\4\0\0" * 9])
def test_a_file_that_is_no_mail(data: bytes) -> None:
    verdict = check(data)
    assert (verdict.kind.value, codes(verdict)) == ("cannot_tell", ["not_a_mail"])
    assert "as an attachment" in verdict.next_step()


@pytest.mark.parametrize(
    ("more", "code"), [("", "empty"), ("--w\r\nContent-Type: image/png; name=a.png\r\n\r\nx\r\n", "not_a_mail")]
)
def test_nothing_is_said_of_a_reporters_own_words(more: str, code: str) -> None:
    report = (
        "From: kim@customer.example\r\nTo: check@acme.example\r\nSubject: question\r\nContent-Type: multipart/mixed; "
        f"boundary=w\r\n\r\n--w\r\n\r\nI got this. Is it yours?\r\n{more}--w--\r\n"
    ).encode()
    assert (kind(report), codes(check(report))) == ("cannot_tell", [code])


def test_only_a_picture() -> None:
    report = (
        b"From: kim@customer.example\r\nTo: check@acme.example\r\nSubject: Acme?\r\nContent-Type: text/html\r\n\r\n"
        b'<img src="cid:1" alt="">'
    )
    assert (kind(report), codes(check(report))) == ("cannot_tell", ["only_image"])


def test_no_sender() -> None:
    raw = b"To: kim@customer.example\r\nSubject: Your Acme account\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\nPay.\r\n"
    assert (kind(raw), codes(check(raw))[0]) == ("not_ours", "no_sender")


# --- words alone ------------------------------------------------------------------------------------------------------


def test_pasted_claim_without_more_is_cannot_tell() -> None:
    assert codes(check(b"Dear Acme customer, your parcel waits.")) == ["only_words"]


def test_pasted_trap_is_not_ours() -> None:
    assert kind(b"Dear Acme customer, your parcel waits: https://acme.example.evil.example/") == "not_ours"
    assert kind(b"Dear Acme customer: https://acmme.example/ and https://www.acme.example/") == "cannot_tell"


def test_pasted_text_that_names_nobody_is_not_about_us_and_not_said_to_be_from_others() -> None:
    verdict = check(b"Your parcel from somebody waits.")
    assert (verdict.kind, codes(verdict)) == (VerdictKind.NOT_ABOUT_US, ["words_name_nobody"])
    assert verdict.headline() == "This does not say that it is from us."
    assert "send us the mail" in verdict.next_step()
    for locale in ("en", "es", "fr", "de"):
        assert verdict.headline(locale) != headline(VerdictKind.NOT_ABOUT_US, locale)


def test_inline_names_without_addresses() -> None:
    block = "From: Acme Safety\r\nSent: 2 November 2026\r\nTo: Kim\r\nSubject: Your parcel\r\n\r\n"
    assert codes(check(inline(block, "Pay here."))) == ["only_words"]


def test_words_of_ours_inside_more_words() -> None:
    body = ALERT.partition(b"charset=utf-8\r\n\r\n")[2].partition(b"\r\n--alt")[0].decode()
    assert codes(check((body + "\n" + "Pay the fee now. " * 60).encode(), record=RECORD))[0] != "signed_by_us"
    assert check((body + "\nPS: fine.").encode(), record=RECORD).kind is VerdictKind.CANNOT_TELL


# --- the record -------------------------------------------------------------------------------------------------------


def test_record_needs_our_sender() -> None:
    elsewhere = ALERT.replace(b"safety@acme.example", b"safety@evil.example")
    assert kind(elsewhere, record=RECORD) == "not_ours"


def test_record_needs_a_source() -> None:
    headers = "From: Acme Safety <safety@acme.example>\r\nMessage-ID: <alert-2026-4@acme.example>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n"
    body = ALERT.partition(b"charset=utf-8\r\n\r\n")[2].partition(b"\r\n--alt")[0].decode()
    verdict = check(msg_file(headers, "What scammers send in our name this autumn", body), record=RECORD)
    assert verdict.kind is VerdictKind.CANNOT_TELL


def test_record_and_a_file_more() -> None:
    boundary = ALERT.replace(b"multipart/alternative", b"multipart/mixed").replace(
        b"--alt--",
        b'--alt\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="a.pdf"\r\n\r\nx\r\n--alt--',
    )
    assert kind(boundary, record=RECORD) not in ("sent_by_us",)


def test_record_is_not_asked_where_the_signature_speaks() -> None:
    class Broken:
        def by_message_id(self, message_id: str) -> None:
            return None

        def most_alike(self, mark: object) -> None:
            return None

    assert kind(sign(), record=Broken()) == "sent_by_us"


def test_campaign_seen_at_a_seed_is_one_for_all_readers() -> None:
    for_jo = ALERT.replace(b"Hello Kim", b"Hello Jo").replace(b"kim@customer.example", b"jo@customer.example")
    verdict = check(sign(for_jo), record=RECORD)
    assert verdict.facts.record is not None
    assert verdict.facts.record.differences.none
    assert verdict.facts.record.resemblance > 0.8


def test_oversigned_alert_in_every_wrapping() -> None:
    signed = oversigned()
    for raw in (
        signed,
        attached(signed),
        attached(attached(signed, sender="al@friend.example", to="kim@customer.example")),
    ):
        assert check(raw).kind is VerdictKind.SENT_BY_US


def test_user_text_is_warned_of_wherever_it_came_from() -> None:
    call = ALERT.replace(b"They say a parcel", b"Please call +1 888 555 0100. They say a parcel")
    bare = replace(PROFILE, phone_numbers=())
    assert "user_supplied_text" in codes(check(sign(call), bare))
    assert "user_supplied_text" not in codes(check(sign(ALERT.replace(b"Or call us on", b"Invoice no.")), bare))
    assert "user_supplied_text" in codes(check(sign(), PROFILE, record=type(RECORD)(sent(has_user_text=True))))
