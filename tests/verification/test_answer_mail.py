"""The mail that answers: both parts in every language, plain words, and nothing our own linter objects to."""

from __future__ import annotations

import pytest
import textstat
from asking import LURE, OURS, lantern, signed
from selectolax.lexbor import LexborHTMLParser

from brand_mail import NOW
from forewarn.brands.models import Brand
from forewarn.lint.engine import lint_mail
from forewarn.lint.severity import MessageClass
from forewarn.mail.composing.compiling import compile_letter
from forewarn.mail.composing.letters import Letter
from forewarn.outbound.single_mails.letters import render_single
from forewarn.profiles.queries import brand_profile
from forewarn.verification.answering import wording_context
from forewarn.verification.checking import Verdict
from forewarn.verification.facts import Facts
from forewarn.verification.queries import checker_for
from forewarn.verification.reasons import Code, Reason, VerdictKind, decide
from forewarn.verification.wording.words import LANGUAGES

pytestmark = pytest.mark.django_db
INVOICE = OURS.replace(b"They say a parcel waits and ask for a fee.", b"Note from seller: call +1 (888) 555-0100.")
MAILS = {
    "sent": signed(),
    "with users' words": signed(INVOICE),
    "altered": signed().replace(b"never ask", b"always ask"),
    "lure": LURE,
    "unrelated": b"From: jo@elsewhere.example\r\nTo: kim@people.example\r\nSubject: lunch\r\n\r\nSee you at one.\r\n",
    "several": (
        b"From: kim@people.example\r\nTo: check@mail.lantern.example\r\nSubject: these?\r\nContent-Type: multipart/mixed; "
        b"boundary=s\r\n\r\n--s\r\nContent-Type: message/rfc822\r\n\r\n"
        + signed()
        + b"\r\n--s\r\nContent-Type: message/rfc822"
        b"\r\n\r\n"
        + LURE
        + b"\r\n--s\r\nContent-Type: message/rfc822\r\n\r\n"
        + LURE.replace(b"locked", b"shut")
        + b"\r\n--s--\r\n"
    ),
    "words": b"Dear Lantern customer, your parcel waits.",
}


@pytest.fixture
def brand() -> Brand:
    return lantern()


def composed(brand: Brand, verdict: Verdict, locale: str) -> tuple[str, str, bytes]:
    """Text, HTML and the whole mail of the answer."""
    context = wording_context(verdict, "7KQ429XM", brand, locale, ["9QK427MX"] * len(verdict.others))
    document, text, html = render_single("verification/answer", context, brand=brand, locale=locale)
    headers = (("Reply-To", brand.contact_address), ("Auto-Submitted", "auto-replied"))
    letter = Letter(brand.name, "safety@lantern.example", document.subject, text, html, headers, locale)
    compiled = compile_letter(letter, signers=())
    raw = compiled.compose({}, to_address="kim@people.example", message_id="<a@lantern.example>", date=NOW)
    return text, html, raw


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("kind", MAILS)
def test_every_answer_in_every_language(brand: Brand, kind: str, locale: str) -> None:
    verdict = checker_for(brand).check(MAILS[kind], NOW)
    text, html, raw = composed(brand, verdict, locale)
    assert verdict.headline(locale) in " ".join(text.split())
    assert "7KQ4-29XM" in text
    assert "{{" not in text + html
    shown = LexborHTMLParser(html).body
    assert shown is not None
    for word in text.split():
        assert word in shown.text(separator=" ")
    assert not shown.css("a, img, form, script")
    report = lint_mail(raw, message_class=MessageClass.TRANSACTIONAL, profile=brand_profile(brand), now=NOW)
    serious = [f"{f.severity} {f.rule} {f.message} «{f.where.text}»" for f in report.findings if f.severity.rank >= 2]
    assert serious == []


@pytest.mark.parametrize("locale", LANGUAGES)
def test_no_reason_that_exists_quotes_the_mail_or_trips_the_linter(brand: Brand, locale: str) -> None:
    """Every code there is, with values as a lure would have them."""
    facts: Facts = checker_for(brand).check(LURE, NOW).facts
    names = "domain purpose address hosts numbers sent added missing host name fields ours shown date vendor"
    filled = dict.fromkeys(names.split(), "evil.example/x +1 888 555 0100")
    for code in Code:
        verdict = Verdict(decide(VerdictKind.NOT_OURS, [Reason(code, 90, filled)]), facts)
        text, _, raw = composed(brand, verdict, locale)
        assert "evil" not in text and "888" not in text, code
        report = lint_mail(raw, message_class=MessageClass.TRANSACTIONAL, profile=brand_profile(brand), now=NOW)
        assert [f"{f.rule} «{f.where.text}»" for f in report.findings if f.severity.rank >= 2] == [], code


def test_the_answer_can_be_read_by_a_tired_person(brand: Brand) -> None:
    for raw in MAILS.values():
        text, _, _ = composed(brand, checker_for(brand).check(raw, NOW), "en")
        said = text.partition("Lantern Ltd")[0].replace("\n- ", ".\n")
        assert textstat.flesch_kincaid_grade(said) <= 8, said
