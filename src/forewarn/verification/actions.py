"""Answering questions and writing them down; deciding later what a mail was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.intake.actions import UnableToReceive, keep_read
from forewarn.intake.outcomes import Outcome
from forewarn.intake.rules import Destination, Route, Source
from forewarn.intake.storable import storable
from forewarn.mail.forwards.originals import may_be_mail
from forewarn.verification.answers import Answer, answer_of
from forewarn.verification.cases import new_case
from forewarn.verification.checking import Verdict
from forewarn.verification.limits import CASES, MAX_UPLOAD_BYTES, PAGE_QUESTIONS, take_one
from forewarn.verification.lures import report_lure
from forewarn.verification.models import Channel, Question
from forewarn.verification.presenting import facts_mapping
from forewarn.verification.queries import Case, case_of, checker_for, source_hash
from forewarn.verification.reasons import Code, Reason, VerdictKind
from forewarn.verification.reasons import decide as decide_reasons
from forewarn.verification.reporters import Answered

CHECKED = "checked"  # what intake notes of a mail that was judged
TRIES = 5  # at a case number that nobody has; two in 282 thousand million are the same by chance
KNOWN = 98  # weight: it is told before all else but a sender that passes for ours
DECIDABLE = (VerdictKind.NOT_OURS, VerdictKind.NOT_ABOUT_US)  # "we sent this" takes a proof, nobody's word


class UnableToAsk(Exception):
    """The question cannot be answered; `why` is empty, too_large, not_a_mail or too_many."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class UnableToDecide(Exception):
    """The question cannot be decided so; the text says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a question came: from where (kept as a keyed hash), in which language it is answered, and its mail, if stored."""

    channel: Channel
    source: str
    locale: str
    at: datetime
    mail_id: int | None = None
    people: tuple[tuple[str, str], ...] = ()  # name and address of who asked, to be taken out of what they sent


def ask_on_page(*, brand: Brand, data: bytes, source: str, locale: str, now: datetime) -> Answer:
    """Judge a file or a pasted text, write the question down, and give the answer. Raises UnableToAsk.

    `source` is the asker's network address. Customers or not, everybody gets the same: nobody is looked up.
    """
    if not data.strip():
        raise UnableToAsk("empty")
    if len(data) > MAX_UPLOAD_BYTES:
        raise UnableToAsk("too_large")
    if not may_be_mail(data):
        raise UnableToAsk("not_a_mail")
    if not take_one(brand, PAGE_QUESTIONS, source, now):
        raise UnableToAsk("too_many")
    verdict = checker_for(brand).check(data, now, may_report=False)
    with transaction.atomic():
        mail_id = _kept(brand, data, verdict, source, now)
        asked = Asked(Channel.PAGE, source, locale, now, mail_id)
        noted = note_questions(brand=brand, verdict=verdict, asked=asked, answered=Answered.ON_PAGE, now=now)
    return answer_of(as_known(verdict, noted[0]), locale, noted[0].case, [one.case for one in noted[1:]])


def _kept(brand: Brand, data: bytes, verdict: Verdict, source: str, now: datetime) -> int | None:
    """The mail as intake stores it, for staff to look at; None where it was only counted."""
    address = f"check@{brand.intake_domain or brand.public_host}"
    to = Destination(brand.pk, Route.CHECK, "", address)
    outcome = Outcome(CHECKED, None, {"verdict": verdict.kind.value})
    try:
        return keep_read(raw=data, to=to, source=Source.PAGE, now=now, peer=source, outcome=outcome).mail_id
    except UnableToReceive:
        return None


def note_questions(
    *, brand: Brand, verdict: Verdict, asked: Asked, answered: Answered, now: datetime
) -> list[Question]:
    """Write down a question, and one for each other mail that came with it, in the order of the verdicts."""
    return [
        note_question(brand=brand, verdict=one, asked=asked, answered=answered, now=now)
        for one in (verdict, *verdict.others)
    ]


def as_known(verdict: Verdict, question: Question) -> Verdict:
    """The verdict with what people had found out of the same lure before this question came."""
    if question.decided != VerdictKind.NOT_OURS.value:
        return verdict
    reasons = [Reason(Code.KNOWN_SCAM, KNOWN), *verdict.decision.reasons]
    return replace(verdict, decision=decide_reasons(verdict.kind, reasons))


def note_question(*, brand: Brand, verdict: Verdict, asked: Asked, answered: Answered, now: datetime) -> Question:
    """Write a question down with the verdict on it, under a new case number."""
    sender = verdict.original.sender
    reasons = [{"code": code, "text": storable(text, 500)} for code, text in verdict.reasons()]
    values = {
        "mail_id": asked.mail_id,
        "channel": asked.channel.value,
        "source_hash": source_hash(asked.source),
        "locale": asked.locale[:10],
        "asked_at": asked.at,
        "judged_at": now,
        "answered": answered.value,
        "verdict": verdict.kind.value,
        "reasons": reasons,
        "facts": storable_facts(facts_mapping(verdict.facts)),
        "how": verdict.original.how.value,
        "subject": storable(verdict.original.subject, 200),
        "sender": storable(sender.address, 320) if sender else "",
    }
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                question = Question.objects.create(brand=brand, case=new_case(), **values)
        except IntegrityError:
            continue
        if verdict.kind is VerdictKind.NOT_OURS:
            report_lure(question=question, verdict=verdict, people=asked.people, now=now)
        return question
    raise UnableToAsk("too_many")


def storable_facts(value: object) -> object:
    """Facts as a database takes them: no NUL and no half characters, nothing endless."""
    if isinstance(value, str):
        return storable(value, 500)
    if isinstance(value, dict):
        return {str(key): storable_facts(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [storable_facts(inner) for inner in value[:50]]
    return value


@transaction.atomic
def decide(*, question: Question, verdict: VerdictKind, by: Actor, now: datetime) -> None:
    """Set down what people found out later; whoever has the case number can read it. Raises UnableToDecide."""
    if verdict not in DECIDABLE:
        raise UnableToDecide(
            "Only “not from us” can be decided by hand. “We sent this” takes a signature or the record."
        )
    if VerdictKind(question.verdict) in (VerdictKind.SENT_BY_US, VerdictKind.SENT_BY_US_ALTERED):
        raise UnableToDecide("Our signature or our record proves where this mail came from.")
    question.decided, question.decided_at = verdict.value, now
    question.save(update_fields=["decided", "decided_at"])
    target = ("question", question.pk, str(question))
    record("question.decided", by=by, now=now, brand_id=question.brand_id, target=target, data={"as": verdict.value})


def ask_about_case(*, brand: Brand, typed: str, source: str, locale: str, now: datetime) -> Case | None:
    """What came of an earlier question; None where there is no such case. Raises UnableToAsk where too many are tried."""
    if not take_one(brand, CASES, source, now):
        raise UnableToAsk("too_many")
    return case_of(brand, typed, locale=locale)
