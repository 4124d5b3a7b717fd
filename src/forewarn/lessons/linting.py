"""The linter over what tells of lessons: the mail as it would leave, held against what the brand promises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from forewarn.intake.tokens import unsubscribe_token
from forewarn.lint.context import LintContext
from forewarn.lint.engine import lint_mail
from forewarn.lint.severity import Severity
from forewarn.mail.composing.compiling import compile_letter
from forewarn.mail.composing.letters import UnableToCompose
from forewarn.mailings.models import Mailing
from forewarn.mailings.queries.content import words_of
from forewarn.mailings.rules.content import UNSUBSCRIBE, Words, standard_headers
from forewarn.mailings.sending.letters import UnableToPrepare, facts_of, signers_for
from forewarn.profiles.queries import brand_profile

READER = "customer@people.example"  # a made-up customer; the mail is only looked at
CARE_CHOICE = 1  # the choice that a care mail's token names


def objections_to(mailing: Mailing, least: Severity, *, now: datetime) -> list[str]:
    """What keeps the invitation back: findings of at least this severity, in every language."""
    return objections_to_words(mailing, words_of(mailing), least, now=now)


def objections_to_words(mailing: Mailing, every: Sequence[Words], least: Severity, *, now: datetime) -> list[str]:
    """The same for words that are not kept yet; of the mailing only the brand and the class count."""
    found = []
    for words in every:
        try:
            raw = _as_it_would_leave(mailing, words, now)
        except UnableToCompose as error:
            found.append(f"{words.locale}: {error}")
            continue
        report = lint_mail(
            raw,
            message_class=mailing.message_class,
            profile=brand_profile(mailing.brand),
            context=LintContext(registered=True, locale=words.locale),
            now=now,
        )
        held = [f for f in report.findings if f.gates and f.severity.rank >= least.rank]
        found += [f"{words.locale}: {f.rule} {f.message} {f.fix}".strip() for f in held]
    return found


def _as_it_would_leave(mailing: Mailing, words: Words, now: datetime) -> bytes:
    try:
        signers = signers_for(mailing.brand, words.from_address)
    except UnableToPrepare:
        signers = []
    host = words.from_address.rpartition("@")[2]
    compiled = compile_letter(words.letter(standard_headers(facts_of(mailing))), slots={UNSUBSCRIBE}, signers=signers)
    token = unsubscribe_token(0, 1, CARE_CHOICE)
    return compiled.compose({UNSUBSCRIBE: token}, to_address=READER, message_id=f"<check@{host}>", date=now)
