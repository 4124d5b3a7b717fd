"""FW-ID: who the mail is from, what signs it, and what DNS says."""

import base64
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from forewarn.lint.context import LintContext, Network, PlannedSignature
from forewarn.mail.profile import ProfileKey
from forewarn.mail.resolver import UnableToResolve, ZoneResolver
from lint.mails import BRAND, found, lint, lint_page, mail, page, severities, skipped


@pytest.mark.parametrize(
    "sender",
    [
        "Alder <orders@a1der.example>",
        "Alder <orders@alder.example.evil.test>",
        "alder.example <orders@evil.test>",
        '"orders@alder.example" <x@evil.test>',
    ],
)
def test_id01_senders_that_are_not_the_brands(sender):
    assert severities(lint(mail(From=sender)), "FW-ID-01") == ["block"]


def test_id01_own_domains_and_listed_senders():
    assert not found(lint(mail()), "FW-ID-01")
    assert not found(lint(mail(From="Alder <x@news.alder.example>")), "FW-ID-01")
    from forewarn.mail.profile import SenderAddress

    profile = replace(BRAND, mailbox_domains=("post.example",), senders=(SenderAddress("Alder", "alder@post.example"),))
    assert not found(lint(mail(From="Alder <alder@post.example>"), profile=profile), "FW-ID-01")
    assert found(lint(mail(From="Alder <other@post.example>"), profile=profile), "FW-ID-01")


def test_id01_another_domain_of_the_brand_than_the_website():
    profile = replace(BRAND, domains=("alder.example", "alder-mail.test"))
    report = lint(mail(From="Alder <x@alder-mail.test>"), profile=profile)
    assert "website" in found(report, "FW-ID-01")[0].message


def test_id01_no_sender_and_several():
    assert "no From" in found(lint(mail(From=None)), "FW-ID-01")[0].message
    raw = b"From: orders@alder.example\nFrom: x@evil.test\nTo: a@b.example\n\nhello"
    messages = [f.message for f in found(lint(raw), "FW-ID-01")]
    assert any("several addresses" in message for message in messages)


def test_id01_without_a_profile_cannot_fail_and_says_so():
    report = lint(mail(From="Anyone <x@any.test>"), profile=None)
    assert not found(report, "FW-ID-01")
    assert "--profile" in skipped(report, "FW-ID-01")
    assert "any.test" in skipped(report, "profile")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("Support Team", "registered"),
        ("help@alder.example", "email address"),
        ("www.evil.test", "domain"),
        ("Аlder", "pose"),  # Cyrillic A
        ("A\u200blder", "hides"),
        ("𝗔𝗹𝗱𝗲𝗿", "pose"),
    ],
)
def test_id02_names_that_are_not_registered(name, what):
    report = lint(mail(From=f'"{name}" <orders@receipts.alder.example>'))
    assert severities(report, "FW-ID-02") == ["error"]
    assert what in found(report, "FW-ID-02")[0].message


@pytest.mark.parametrize("name", ["Alder", "alder", "Alder Shop", "Alder Orders"])
def test_id02_registered_names(name):
    assert not found(lint(mail(From=f"{name} <orders@receipts.alder.example>")), "FW-ID-02")


def test_id02_without_a_profile_only_tricks_are_found():
    assert not found(lint(mail(From="Any Name <x@any.test>"), profile=None), "FW-ID-02")
    assert found(lint(mail(From='"x@other.test" <x@any.test>'), profile=None), "FW-ID-02")


@pytest.mark.parametrize(
    ("headers", "message_class", "severity"),
    [
        ({"Reply_To": "noreply@alder.example"}, "care", "block"),
        ({"From": "Alder <do-not-reply@alder.example>"}, "mandated", "block"),
        ({"Reply_To": "desk@evil.test"}, "care", "block"),
        ({"Reply_To": "no-reply@alder.example"}, "transactional", "warn"),
    ],
)
def test_id03_answers_that_nobody_reads(headers, message_class, severity):
    assert severities(lint(mail(**headers), message_class), "FW-ID-03") == [severity]


def test_id03_a_reply_to_that_is_read():
    assert not found(
        lint(mail(From="Alder <noreply@alder.example>", Reply_To="desk@alder.example"), "care"), "FW-ID-03"
    )
    assert not found(lint(mail(), "care"), "FW-ID-03")


def signed(tags="v=1; a=rsa-sha256; d=alder.example; s=one; h=From:To:Subject:Date; b=x", **headers):
    return mail(DKIM_Signature=tags, **headers)


@pytest.mark.parametrize(
    ("tags", "what"),
    [
        ("v=1; a=rsa-sha256; d=birch.example; s=one; h=From:To:Subject:Date; b=x", "organisation"),
        ("v=1; a=rsa-sha1; d=alder.example; s=one; h=From:To:Subject:Date; b=x", "rsa-sha1"),
        ("v=1; a=rsa-sha256; d=alder.example; s=one; h=From:To:Subject:Date; l=100; b=x", "l="),
        ("v=1; a=rsa-sha256; d=alder.example; s=one; h=From; b=x", "to, subject, date"),
    ],
)
def test_id04_signatures_with_faults(tags, what):
    report = lint(signed(tags))
    assert severities(report, "FW-ID-04") == ["block"]
    assert what in found(report, "FW-ID-04")[0].message


def test_id04_a_good_signature_and_list_headers_left_out():
    assert not found(lint(signed()), "FW-ID-04")
    report = lint(signed(List_Unsubscribe="<https://alder.example/u/1>"))
    assert "list-unsubscribe" in found(report, "FW-ID-04")[0].message


def test_id04_unsent_mail_is_not_signed_yet_and_a_sent_one_must_be():
    assert "not signed yet" in skipped(lint(mail()), "FW-ID-04")
    assert (
        "no DKIM signature"
        in found(lint(mail(Received="from a by b; Mon, 23 Nov 2026 08:00:00 +0000")), "FW-ID-04")[0].message
    )


@pytest.mark.parametrize(
    ("planned", "what"),
    [
        (PlannedSignature("s", "birch.example", ("from", "to", "subject", "date")), "organisation"),
        (PlannedSignature("s", "alder.example", ("from", "to", "subject", "date"), key_bits=1024), "1024 bits"),
        (PlannedSignature("s", "alder.example", ("from", "to", "subject", "date"), body_length_limited=True), "l="),
        (PlannedSignature("s", "alder.example", ("from",)), "does not cover to"),
    ],
)
def test_id04_planned_signatures(planned, what):
    report = lint(mail(), context=LintContext(signature=planned))
    assert what in found(report, "FW-ID-04")[0].message
    good = PlannedSignature("s", "alder.example", ("from", "to", "subject", "date"))
    assert not found(lint(mail(), context=LintContext(signature=good)), "FW-ID-04")


def public_key(bits):
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits).public_key()
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def test_id04_the_size_of_the_key_from_profile_or_dns():
    weak = ProfileKey("one", "alder.example", public_key(1024))
    assert "1024 bits" in found(lint(signed(), profile=replace(BRAND, keys=(weak,))), "FW-ID-04")[0].message
    zone = ZoneResolver.from_mapping({"one._domainkey.alder.example": {"TXT": f"v=DKIM1; k=rsa; p={public_key(1024)}"}})
    assert "1024 bits" in found(lint(signed(), network=Network(zone)), "FW-ID-04")[0].message
    strong = ProfileKey("one", "alder.example", public_key(2048))
    assert not found(lint(signed(), profile=replace(BRAND, keys=(strong,))), "FW-ID-04")


def zone(policy, spf="v=spf1 -all"):
    records = {"alder.example": {"TXT": spf}, "receipts.alder.example": {"TXT": spf}}
    if policy:
        records["_dmarc.alder.example"] = {"TXT": policy}
    return Network(ZoneResolver.from_mapping(records))


@pytest.mark.parametrize(
    ("policy", "severity", "what"),
    [
        ("", "block", "no DMARC record"),
        ("v=DMARC1; p=none; np=reject", "warn", "policy of alder.example is none"),
        ("v=DMARC1; p=reject; pct=50", "warn", "historic tags: pct"),
        ("v=DMARC1; p=quarantine", "warn", "no np="),
    ],
)
def test_id05_policies(policy, severity, what):
    report = lint(signed(), network=zone(policy))
    assert severities(report, "FW-ID-05") == [severity]
    assert what in found(report, "FW-ID-05")[0].message


def test_id05_a_good_policy_and_a_mail_that_cannot_pass():
    assert not found(lint(signed(), network=zone("v=DMARC1; p=reject; np=reject")), "FW-ID-05")
    raw = mail(Received="from a by b; x", Return_Path="<b@birch.example>")
    report = lint(raw, network=zone("v=DMARC1; p=reject"))
    assert "DMARC will fail" in found(report, "FW-ID-05")[0].message


def test_id05_without_dns_or_with_a_dead_one_is_left_out():
    assert "--zone" in skipped(lint(mail()), "FW-ID-05")

    class Dead(ZoneResolver):
        def texts(self, name):
            raise UnableToResolve("time-out")

    assert "did not answer" in skipped(lint(mail(), network=Network(Dead())), "FW-ID-05")


def test_id06_foreign_return_path_and_message_id():
    raw = mail(Return_Path="<b-1@bounce.birch.example>", Message_ID="<1@mx.birch.example>")
    assert severities(lint(raw), "FW-ID-06") == ["warn", "warn"]
    assert not found(lint(mail(Return_Path="<b@bounce.alder.example>")), "FW-ID-06")


@pytest.mark.parametrize(
    ("foot", "missing"),
    [
        ("", "a named person with a role, a postal address"),
        ("Mara Lindqvist, Head of Care\nAlder", "a postal address"),
        ("Alder Ltd, 12 Harbour Street, Dublin D02 XY45", "a named person with a role"),
    ],
)
def test_id07_what_the_foot_lacks(foot, missing):
    raw = f"From: Alder <a@alder.example>\nTo: c@people.example\nSubject: s\n\nYour Alder note.\n\n{foot}\n".encode()
    report = lint(raw, "care")
    assert severities(report, "FW-ID-07") == ["error"]
    assert found(report, "FW-ID-07")[0].message == f"The mail does not give {missing}."


@pytest.mark.parametrize(
    "foot",
    [
        "Mara Lindqvist, Head of Care\nAlder Ltd, 12 Harbour Street, Dublin D02 XY45",
        "Jana Weiß, Leiterin Kundenschutz\nAlder GmbH, Hafenstraße 12, 20457 Hamburg",
        "Ana Ruiz, Directora de Seguridad\nAlder S.L., Calle Mayor 12, 28013 Madrid",
        "Luc Petit, Responsable de la sécurité\nAlder SARL, 12 rue du Port, 44000 Nantes",
        "Ann Lee, Chief Privacy Officer\nAlder Inc, 350 Fifth Avenue, New York, NY 10118",
    ],
)
def test_id07_feet_that_have_all(foot):
    raw = f"From: Alder <a@alder.example>\nTo: c@people.example\nSubject: s\n\nYour Alder note is here.\n\n{foot}\n".encode()
    assert not found(lint(raw, "care"), "FW-ID-07")


def test_id07_is_a_warning_elsewhere():
    raw = b"From: Alder <a@alder.example>\nTo: c@people.example\nSubject: s\n\nYour Alder note.\n"
    assert severities(lint(raw), "FW-ID-07") == ["warn"]


@pytest.mark.parametrize(
    ("sender", "message_class", "fires"),
    [
        ("a@news.alder.example", "care", True),
        ("a@promo.alder.example", "transactional", True),
        ("a@safety.alder.example", "marketing", True),
        ("a@orders.alder.example", "marketing", True),
        ("a@safety.alder.example", "care", False),
        ("a@news.alder.example", "marketing", False),
        ("a@alder.example", "care", False),
    ],
)
def test_id08_streams_apart(sender, message_class, fires):
    assert severities(lint(mail(From=f"Alder <{sender}>"), message_class), "FW-ID-08") == (["warn"] if fires else [])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Call +1 888 555 0134 to cancel", "phone number"),
        ("see www.evil.test", "web address"),
        ("You were charged $399 today", "amount of money"),
    ],
)
def test_id09_words_of_others_with_a_scam_in_them(text, what):
    raw = mail(f"A note for you: {text}", html=f"<blockquote>{text}</blockquote>")
    report = lint(raw, context=LintContext(user_texts=(text,)))
    assert severities(report, "FW-ID-09") == ["block"]
    assert what in found(report, "FW-ID-09")[0].message


def test_id09_quoted_clean_and_unknown_words():
    html = "<blockquote>Happy birthday</blockquote>"
    assert not found(lint(mail(html=html), context=LintContext(user_texts=("Happy birthday",))), "FW-ID-09")
    unquoted = lint(mail(html="<p>Happy birthday</p>"), context=LintContext(user_texts=("Happy birthday",)))
    assert "not set apart" in found(unquoted, "FW-ID-09")[0].message
    assert "not known" in skipped(lint(mail()), "FW-ID-09")


def test_id10_the_sent_record():
    assert severities(lint(mail(), "care", context=LintContext(registered=False)), "FW-ID-10") == ["block"]
    assert severities(lint(mail(), context=LintContext(registered=False)), "FW-ID-10") == ["error"]
    assert not found(lint(mail(), context=LintContext(registered=True)), "FW-ID-10")
    assert skipped(lint(mail()), "FW-ID-10")


def test_html_alone_leaves_header_rules_out():
    report = lint_page(page("<p>Hello there, your parcel is here.</p>"))
    for rule in ("FW-ID-01", "FW-ID-02", "FW-ID-03", "FW-PR-04", "FW-PV-03", "FW-HD-04"):
        assert skipped(report, rule) == "an HTML file has no headers"


def test_id04_each_signature_is_found_in_its_own_place():
    field = (
        "v=1; a=rsa-sha1; d={}; s=s; h=from:to:subject:date:message-id:content-type:reply-to:mime-version; bh=x; b=y"
    )
    signatures = "".join(f"DKIM-Signature: {field.format(d)}\r\n" for d in ("alder.example", "receipts.alder.example"))
    report = lint(signatures.encode() + mail())
    places = [(f.where.line, f.where.text) for f in found(report, "FW-ID-04") if "rsa-sha1" in f.message]
    assert [line for line, _ in places] == [1, 2]
    assert "d=receipts.alder.example" in places[1][1]
