"""The single mails: an answer to a customer, reminders to staff; in both languages, both parts, past the linter."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from factories import NOW, make_brand
from forewarn.audit.rules import SYSTEM
from forewarn.lint.context import LintContext
from forewarn.lint.engine import lint_mail
from forewarn.lint.severity import MessageClass
from forewarn.mail.composing.compiling import compile_letter
from forewarn.mail.composing.letters import Letter
from forewarn.outbound.single_mails.letters import SINGLE_MAIL_LOCALES, render_single
from forewarn.profiles.queries import brand_profile
from forewarn.promises.actions import add_recommended

pytestmark = pytest.mark.django_db
MAILS = {
    "answer, kept out": ("vendor_changes/answer", {"vendor": "Mailwren", "kept_out": "yes"}),
    "answer, goes ahead": ("vendor_changes/answer", {"vendor": "Mailwren", "kept_out": ""}),
    "proof due": ("vendor_changes/proof_due", {"vendor": "Quillpost", "due": "1 May 2027"}),
    "proof late": ("vendor_changes/proof_late", {"vendor": "Quillpost", "due": "1 May 2027"}),
}


@pytest.fixture
def brand():
    brand = make_brand("lantern")
    add_recommended(brand=brand, by=SYSTEM, now=NOW)
    return brand


@pytest.mark.parametrize("locale", [*SINGLE_MAIL_LOCALES, "fr", "de"])
@pytest.mark.parametrize("name", list(MAILS))
def test_both_parts_say_the_same_link_to_nothing_and_pass_the_linter(brand, name, locale):
    template, context = MAILS[name]
    document, text, html = render_single(template, context, brand=brand, locale=locale)
    assert document.locale == locale
    assert "http" not in text and "<a " not in html
    assert "{{" not in text + html + document.subject and "{%" not in text + html
    assert context["vendor"] in document.subject and context.get("due", "") in text
    shown = LexborHTMLParser(html).body.text(separator=" ")
    for word in text.split():
        assert word in shown
    headers = (("Reply-To", brand.contact_address), ("Auto-Submitted", "auto-generated"))
    letter = Letter(brand.name, "safety@lantern.example", document.subject, text, html, headers, locale)
    raw = compile_letter(letter, signers=()).compose(
        {}, to_address="ana@people.example", message_id="<a@lantern.example>", date=NOW
    )
    kind = MessageClass.TRANSACTIONAL if template.endswith("answer") else MessageClass.OPERATIONAL
    facts = LintContext(solicited=True, locale=locale)
    report = lint_mail(raw, message_class=kind, profile=brand_profile(brand), context=facts, now=NOW)
    worst = 1 if kind is MessageClass.TRANSACTIONAL else 2
    assert [f"{f.rule} {f.message}" for f in report.findings if f.severity.rank >= worst] == []


def test_the_answer_says_whether_the_data_stays_out(brand):
    texts = [render_single(*MAILS[name], brand=brand, locale="en")[1] for name in list(MAILS)[:2]]
    assert "Your data stays out of it" in " ".join(texts[0].split())
    assert "for a reason that we give" in " ".join(texts[1].split())
