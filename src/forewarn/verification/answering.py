"""The answer by mail: what it says, and whether it may still go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forewarn.brands.models import Brand
from forewarn.mail.domains import organisational_domain
from forewarn.outbound.actions.single_mails import Recipient, UnableToQueue, Wording, queue_single
from forewarn.outbound.models import SingleMail
from forewarn.verification.answers import other_mails, which_mail
from forewarn.verification.cases import shown_case
from forewarn.verification.checking import Verdict
from forewarn.verification.limits import (
    ANSWERS_OF_BRAND,
    ANSWERS_TO_ADDRESS,
    ANSWERS_TO_ADDRESS_DAILY,
    ANSWERS_TO_DOMAIN,
    ANSWERS_TO_NETWORK,
    SAME_AGAIN,
    take_one,
)
from forewarn.verification.models import Question
from forewarn.verification.reporters import ANSWERED_WITHIN, Answered

TEMPLATE = "verification/answer"
MAX_REASONS = 4  # of one mail; the page shows them all
MAX_SUMMARY = 5
_KEY = "answer "  # of a single mail; the case number follows


@dataclass(frozen=True, slots=True)
class AnswerTo:
    """Whom an answer goes to, from which network the question came, and whether strangers have addresses at the host."""

    address: str
    customer_id: int | None
    network: str
    shared: bool
    once: str = ""  # what of the report is answered once a day; empty for a question about a mail


def wording_context(
    verdict: Verdict, case: str, brand: Brand, locale: str, other_cases: Sequence[str] = ()
) -> dict[str, str]:
    """What fills the answer's words. Nothing of the mail that was asked about is repeated: no link, number or name."""
    reasons = [text for _, text in verdict.reasons(locale, quoting=False)][:MAX_REASONS]
    summary = verdict.summary(locale, quoting=False)[:MAX_SUMMARY]
    return {
        "headline": verdict.headline(locale),
        "next_step": verdict.next_step(locale),
        "case": shown_case(case),
        "public_host": brand.public_host,
        **{f"reason_{place}": text for place, text in enumerate(reasons, 1)},
        **{f"fact_{place}": text for place, text in enumerate(summary, 1)},
        "which": which_mail(verdict, locale),
        "others": "\n".join(f"- {text}" for text in other_mails(verdict, other_cases, locale)),
    }


def answer_by_mail(
    *,
    questions: Sequence[Question],
    verdict: Verdict,
    to: AnswerTo,
    in_reply_to: str,
    now: datetime,
) -> None:
    """Queue the answer to the first of these questions, which tells of the others too, within the limits, and note on
    each whether it goes out."""
    question, *others = questions
    brand = question.brand
    if not _may(brand, to, now):
        _note(questions, Answered.LIMITED)
        return
    wording = Wording(
        TEMPLATE,
        wording_context(verdict, question.case, brand, question.locale, [one.case for one in others]),
        in_reply_to=in_reply_to,
        replies=True,
    )
    recipient = Recipient(to.address, question.locale, "", to.customer_id)
    try:
        queue_single(
            brand=brand,
            wording=wording,
            to=recipient,
            now=now,
            idempotency_key=f"{_KEY}{question.case}",
            lifetime=ANSWERED_WITHIN,
        )
    except UnableToQueue:
        _note(questions, Answered.NO_SENDER)  # the status page says that the brand has no sender


def case_of_answer(mail: SingleMail) -> str:
    """The case number of the question that a single mail answered; empty for a mail of another kind."""
    return mail.idempotency_key.removeprefix(_KEY) if mail.template == TEMPLATE else ""


def _may(brand: Brand, to: AnswerTo, now: datetime) -> bool:
    """Whether address, organisation, network and brand have not had their share; the narrowest is counted first."""
    wanted = [(SAME_AGAIN, f"{to.address.lower()} {to.once}")] if to.once else []
    wanted += [(ANSWERS_TO_ADDRESS, to.address.lower()), (ANSWERS_TO_ADDRESS_DAILY, to.address.lower())]
    if not to.shared:
        wanted.append((ANSWERS_TO_DOMAIN, organisational_domain(to.address.rpartition("@")[2])))
    if to.network:
        wanted.append((ANSWERS_TO_NETWORK, to.network))
    wanted.append((ANSWERS_OF_BRAND, ""))
    return all(take_one(brand, limit, source, now) for limit, source in wanted)


def _note(questions: Sequence[Question], answered: Answered) -> None:
    for question in questions:
        question.answered = answered.value
        question.save(update_fields=["answered"])
