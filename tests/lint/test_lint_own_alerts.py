"""The product's own quarterly alerts pass the linter: nothing at error or above, in every language they come in.

An alert tells what scammers say. In care mail, words in quotation marks and the lines under “What scammers send” report
what others ask: they are no request, pressure, bait, offer or QR code of ours. “Open the … app” sends nobody to install
something, “the newest system update” names the device's own menu, and a postal address is one in any language.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from forewarn.alerts.composing import compose
from forewarn.brands.rules.signature import Signature
from forewarn.cli.sample.alerts import outlines
from forewarn.lint.context import LintContext, Purpose
from forewarn.lint.engine import lint_mail
from forewarn.mail.composing.compiling import compile_letter
from forewarn.mail.composing.letters import Letter
from forewarn.mail.documents import Look, render_html, render_text
from forewarn.mail.profile import BrandProfile, ProfilePromise, SenderAddress
from forewarn.mailings.rules.classes import MessageClass
from forewarn.mailings.rules.content import UNSUBSCRIBE, HeaderFacts, standard_headers
from forewarn.promises.recommended import RECOMMENDED

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NAME, HOST = "Harbour & Pine", "harbourpine.example"
SIGNATURE = Signature(
    NAME, f"{NAME} Ltd", "1 Quay Street, Bristol BS1 4DJ, United Kingdom", HOST, NAME, "Ana Ortiz", "Customer Safety"
)
PROFILE = BrandProfile(
    NAME,
    domains=(HOST,),
    senders=(SenderAddress(NAME, f"safety@{HOST}"),),
    website=HOST,
    promises=tuple(
        ProfilePromise(r.key, {lo: text for lo, (text, _) in r.texts.items()}, r.rules) for r in RECOMMENDED
    ),
)
FACTS = HeaderFacts(
    1, MessageClass.CARE, NAME, "harbour-pine", f"safety.{HOST}", f"mail.{HOST}", f"care@{HOST}", "harbourpine"
)
TOKEN = "aebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6"


def alert_mail(quarter: int, locale: str) -> bytes:
    outline = outlines(2026)[quarter - 1]
    statements = tuple(r.texts[locale][0] for r in RECOMMENDED if r.key in outline.promise_keys)
    note = compose(outline, outline.words[locale], signature=SIGNATURE, statements=statements)
    html = render_html(note, Look(NAME))
    letter = Letter(NAME, f"safety@{HOST}", note.subject, render_text(note), html, standard_headers(FACTS), locale)
    compiled = compile_letter(letter, slots={UNSUBSCRIBE}, signers=())
    return compiled.compose({UNSUBSCRIBE: TOKEN}, to_address="c@people.example", message_id=f"<a.1@{HOST}>", date=NOW)


@pytest.mark.parametrize(
    "facts", [LintContext(), LintContext(purpose=Purpose.ALERT, registered=True)], ids=["file", "console"]
)
@pytest.mark.parametrize("locale", ["en", "es"])
@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_our_own_alerts_have_no_finding_at_error_or_above(quarter, locale, facts):
    report = lint_mail(alert_mail(quarter, locale), message_class="care", profile=PROFILE, context=facts, now=NOW)
    found = [f"{f.severity} {f.rule} {f.message} «{f.where.text}»" for f in report.findings if f.severity.rank >= 2]
    assert found == []
