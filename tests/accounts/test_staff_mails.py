"""The mails to staff: both parts in every language, and nothing in them that our own linter objects to."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from factories import NOW, make_brand
from forewarn.lint.context import LintContext
from forewarn.lint.engine import lint_mail
from forewarn.lint.severity import MessageClass
from forewarn.mail.composing.compiling import compile_letter
from forewarn.mail.composing.letters import Letter
from forewarn.outbound.single_mails.letters import render_single
from forewarn.profiles.queries import brand_profile

pytestmark = pytest.mark.django_db

LINK = "https://safety.lantern.example/console/invitation/aebagbafaydqqcikbmga2dqpcaireeyu/"
MAILS = [
    ("accounts/invitation", {"inviter": "Olive", "role": "Viewer", "link": LINK, "until": "1 May 2027"}),
    ("accounts/new_password", {"link": LINK}),
]


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.mark.parametrize("locale", ["en", "es"])
@pytest.mark.parametrize(("template", "context"), MAILS, ids=lambda value: value if isinstance(value, str) else "")
class TestEveryMail:
    """Each mail in each language."""

    def test_both_parts_say_the_same(self, brand, template, context, locale):
        document, text, html = render_single(template, context, brand=brand, locale=locale)
        assert document.locale == locale
        assert document.subject
        assert LINK in text
        assert "{{" not in text + html
        shown = LexborHTMLParser(html).body.text(separator=" ")
        for word in text.split():
            assert word in shown

    def test_the_linter_has_no_objection(self, brand, template, context, locale):
        document, text, html = render_single(template, context, brand=brand, locale=locale)
        headers = (("Reply-To", brand.contact_address), ("Auto-Submitted", "auto-generated"))
        letter = Letter(brand.name, "safety@lantern.example", document.subject, text, html, headers, locale)
        compiled = compile_letter(letter, signers=())
        raw = compiled.compose({}, to_address="ana@people.example", message_id="<a@lantern.example>", date=NOW)
        facts = LintContext(solicited=True)
        report = lint_mail(
            raw, message_class=MessageClass.OPERATIONAL, profile=brand_profile(brand), context=facts, now=NOW
        )
        serious = [
            f"{f.severity} {f.rule} {f.message} «{f.where.text}»" for f in report.findings if f.severity.rank >= 2
        ]
        assert serious == []
