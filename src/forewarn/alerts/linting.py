"""The linter over an alert: the mail as it would leave, held against what the brand promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forewarn.alerts.models import Alert
from forewarn.alerts.queries.drafts import documents
from forewarn.alerts.queries.waivers import standing_waivers
from forewarn.alerts.refusals import UnableToChangeAlert
from forewarn.alerts.words import mail_words
from forewarn.intake.tokens import unsubscribe_token
from forewarn.lint.context import LintContext, Purpose
from forewarn.lint.engine import lint_mail
from forewarn.lint.findings import Finding, LintReport
from forewarn.lint.reading_grade import reading_grade
from forewarn.lint.severity import Severity
from forewarn.lint.waivers import Waiver
from forewarn.mail.composing.compiling import compile_letter
from forewarn.mail.composing.letters import UnableToCompose
from forewarn.mail.documents import Document, render_text
from forewarn.mailings.models import Mailing
from forewarn.mailings.rules.classes import MessageClass
from forewarn.mailings.rules.content import UNSUBSCRIBE, standard_headers
from forewarn.mailings.sending.letters import UnableToPrepare, facts_of, signers_for
from forewarn.profiles.queries import brand_profile

READER = "customer@people.example"  # a made-up customer; the mail is only looked at
CARE_CHOICE = 1  # the choice that a care mail's token names


def as_it_would_leave(alert: Alert, document: Document, *, now: datetime) -> bytes:
    """The mail of this note to a made-up customer: signed where a key is in use, with every header.

    Raises UnableToChangeAlert where the brand's set-up lacks what a mail needs.
    """
    words = mail_words(alert, document)
    mailing = Mailing(pk=alert.mailing_id or 0, brand=alert.brand, message_class=MessageClass.CARE.value)
    try:
        signers = signers_for(alert.brand, words.from_address)
    except UnableToPrepare:
        signers = []
    host = words.from_address.rpartition("@")[2]
    try:
        letter = words.letter(standard_headers(facts_of(mailing)))
        compiled = compile_letter(letter, slots={UNSUBSCRIBE}, signers=signers)
        token = unsubscribe_token(0, 1, CARE_CHOICE)
        return compiled.compose({UNSUBSCRIBE: token}, to_address=READER, message_id=f"<check@{host}>", date=now)
    except UnableToCompose as error:
        raise UnableToChangeAlert(f"{document.locale}: {error}") from error


@dataclass(frozen=True, slots=True)
class NoteReport:
    """What the linter says of one language of an alert; `trouble` where it could not be run, and what to set up."""

    findings: tuple[Finding, ...] = ()
    reading_grade: float | None = None
    phish_likeness: int = 0
    trouble: str = ""


def report_on(alert: Alert, document: Document, *, now: datetime) -> NoteReport:
    """Lint one language of an alert as it would leave now."""
    grade = reading_grade(render_text(document), document.locale.split("-")[0])
    try:
        report = _lint(alert, document, now=now)
    except UnableToChangeAlert as error:
        return NoteReport((), grade.grade if grade else None, 0, str(error))
    return NoteReport(report.findings, grade.grade if grade else None, report.phish_likeness)


def objections_to(alert: Alert, least: Severity, *, now: datetime) -> list[str]:
    """What keeps the alert back: findings of at least this severity that nobody waived, in every language."""
    found = []
    for locale, document in documents(alert).items():
        report = _lint(alert, document, now=now)
        held = [f for f in report.findings if f.gates and f.severity.rank >= least.rank]
        found += [f"{locale}: {f.rule} {f.message} {f.fix}".strip() for f in held]
    return found


def _lint(alert: Alert, document: Document, *, now: datetime) -> LintReport:
    return lint_mail(
        as_it_would_leave(alert, document, now=now),
        message_class=MessageClass.CARE.value,
        profile=brand_profile(alert.brand),
        context=LintContext(purpose=Purpose.ALERT, registered=True, locale=document.locale),
        waivers=_waivers(alert),
        now=now,
    )


def _waivers(alert: Alert) -> list[Waiver]:
    return [Waiver(rule=w.rule, person=w.person, reason=w.reason, expires=w.expires) for w in standing_waivers(alert)]
