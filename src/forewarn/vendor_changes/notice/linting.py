"""The linter over a notice: every variant as it would leave, held against what the brand promises."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from forewarn.brands.models import Brand
from forewarn.lint.context import LintContext, PromisedDate, Purpose
from forewarn.lint.engine import lint_mail
from forewarn.lint.findings import LintReport
from forewarn.lint.severity import Severity
from forewarn.mail.composing.compiling import compile_letter
from forewarn.mail.composing.letters import UnableToCompose
from forewarn.mailings.models import Mailing
from forewarn.mailings.rules.classes import MessageClass
from forewarn.mailings.rules.content import Words, standard_headers
from forewarn.mailings.sending.letters import UnableToPrepare, facts_of, signers_for
from forewarn.profiles.queries import brand_profile
from forewarn.vendor_changes.models import VendorChange
from forewarn.vendor_changes.refusals import UnableToChangeNotice
from forewarn.vendor_changes.rules.dates import day_of

READER = "customer@people.example"  # a made-up customer; the mail is only looked at


def as_it_would_leave(brand: Brand, words: Words, *, mailing_id: int = 0, now: datetime) -> bytes:
    """The mail to a made-up customer, signed where a key is in use. Raises UnableToChangeNotice where the brand's set-up
    lacks what a mail needs."""
    mailing = Mailing(pk=mailing_id, brand=brand, message_class=MessageClass.TRANSACTIONAL.value)
    try:
        signers = signers_for(brand, words.from_address)
    except UnableToPrepare:
        signers = []
    host = words.from_address.rpartition("@")[2]
    try:
        letter = words.letter(standard_headers(facts_of(mailing)))
        compiled = compile_letter(letter, slots=set(), signers=signers)
        return compiled.compose({}, to_address=READER, message_id=f"<check@{host}>", date=now)
    except UnableToCompose as error:
        raise UnableToChangeNotice(f"{words.locale}: {error}") from error


def report_on(change: VendorChange, words: Words, *, now: datetime) -> LintReport:
    """Lint one variant as it would leave now. Raises UnableToChangeNotice."""
    promised = PromisedDate(
        what="notice before the change",
        days_promised=change.lead_days,
        sent_on=day_of(change.published_at or now, change.brand.zone),
        effective_on=change.effective_on,
        urgent_reason=change.urgency,
    )
    return lint_mail(
        as_it_would_leave(change.brand, words, mailing_id=change.mailing_id or 0, now=now),
        message_class=MessageClass.TRANSACTIONAL.value,
        profile=brand_profile(change.brand),
        context=LintContext(purpose=Purpose.VENDOR_CHANGE, registered=True, locale=words.locale, promised=promised),
        now=now,
    )


def objections_to(change: VendorChange, variants: Iterable[Words], least: Severity, *, now: datetime) -> list[str]:
    """What keeps the notice back: findings of at least this severity in any variant, each once."""
    found = []
    for words in variants:
        for finding in report_on(change, words, now=now).findings:
            if finding.gates and finding.severity.rank >= least.rank:
                found.append(f"{words.locale}: {finding.rule} {finding.message} {finding.fix}".strip())
    return list(dict.fromkeys(found))
