"""The mails of removals: both parts in every language, and nothing in them that our own linter objects to."""

from __future__ import annotations

import pytest
import textstat
from selectolax.lexbor import LexborHTMLParser

from factories import NOW, make_brand
from forewarn.lint.context import LintContext
from forewarn.lint.engine import lint_mail
from forewarn.lint.severity import MessageClass
from forewarn.mail.composing.compiling import compile_letter
from forewarn.mail.composing.letters import Letter
from forewarn.outbound.single_mails.letters import render_single
from forewarn.profiles.queries import brand_profile
from forewarn.removals.rules.states import REASONS, Reason, Status
from forewarn.removals.wording import reason_in_words

pytestmark = pytest.mark.django_db
LINK = "https://safety.lantern.example/vendor-answer/aebagbafaydqqcikbmga2dqpcaireeyu/"
CUSTOMER = {"number": "23BC-45DF-67GH", "due": "23 December 2026", "public_host": "safety.lantern.example"}
VENDOR = {"vendor": "Parcel Lane", "number": "23BC-45DF-67GH/7", "due": "23 December 2026", "link": LINK}
VENDOR |= {"contact": "care@lantern.example"}
LOCALES = ("en", "es", "fr", "de")
T, O = MessageClass.TRANSACTIONAL, MessageClass.OPERATIONAL  # noqa: E741
KEPT = {locale: f"Parcel Lane: {reason_in_words('claim_not_covered', locale)}" for locale in LOCALES}
MAILS = {
    "received": ("removals/received", T, CUSTOMER | {"companies": "Parcel Lane, Quillpost", "by_staff": ""}),
    "told staff": ("removals/received", T, CUSTOMER | {"companies": "Parcel Lane, Quillpost", "by_staff": "yes"}),
    "longer": ("removals/longer", T, CUSTOMER | {"why": "A company keeps copies that it can only reach once a month."}),
    "done": ("removals/done", T, CUSTOMER | {"removed": "Parcel Lane, Quillpost", "nothing": "", "kept": ""}),
    "done, but": ("removals/done", T, CUSTOMER | {"removed": "Quillpost", "nothing": "Tidewell", "kept": KEPT}),
    "not done": ("removals/done", T, CUSTOMER | {"removed": "", "nothing": "", "kept": KEPT}),
    "nothing there": ("removals/done", T, CUSTOMER | {"removed": "", "nothing": "Tidewell", "kept": ""}),
    "ask": ("removals/ask", O, VENDOR),
    "remind": ("removals/remind", O, VENDOR),
    "staff": ("removals/staff", O, VENDOR),
}


@pytest.fixture
def brand():
    return make_brand("lantern")


def rendered(brand, name, locale):
    template, kind, context = MAILS[name]
    filled = {key: value[locale] if isinstance(value, dict) else value for key, value in context.items()}
    return kind, *render_single(template, filled, brand=brand, locale=locale)


@pytest.mark.parametrize(
    ("name", "locale"),
    [(name, locale) for name in MAILS for locale in LOCALES],
)
def test_both_parts_say_the_same_and_the_linter_has_no_objection(brand, name, locale):
    kind, document, text, html = rendered(brand, name, locale)
    assert document.locale == locale
    assert "23BC-45DF-67GH" in text + document.subject
    assert "{{" not in text + html + document.subject and "{%" not in text + html
    shown = LexborHTMLParser(html).body.text(separator=" ")
    for word in text.split():
        assert word in shown
    if kind is T:
        assert "http" not in text and "<a " not in html
    headers = (("Reply-To", brand.contact_address), ("Auto-Submitted", "auto-generated"))
    letter = Letter(brand.name, "safety@lantern.example", document.subject, text, html, headers, locale)
    raw = compile_letter(letter, signers=()).compose(
        {}, to_address="ana@people.example", message_id="<a@lantern.example>", date=NOW
    )
    facts = LintContext(solicited=True, locale=locale)
    report = lint_mail(raw, message_class=kind, profile=brand_profile(brand), context=facts, now=NOW)
    worst = 1 if kind is T else 2
    serious = [
        f"{f.severity} {f.rule} {f.message} «{f.where.text}»" for f in report.findings if f.severity.rank >= worst
    ]
    assert serious == []


@pytest.mark.parametrize("name", [name for name, (_, kind, _) in MAILS.items() if kind is T])
def test_customers_can_read_them(brand, name):
    _, _, text, _ = rendered(brand, name, "en")
    assert textstat.flesch_kincaid_grade(text.partition("Lantern Ltd")[0]) <= 8, text


@pytest.mark.parametrize("locale", LOCALES)
def test_every_reason_has_words(locale):
    kept = REASONS[Status.DENIED] - {Reason.NO_MATCH}  # where nothing was found, nothing is kept
    assert len({reason_in_words(reason.value, locale) for reason in kept}) == len(kept)
    assert reason_in_words("other", "pt-BR") == reason_in_words("other", "en")
