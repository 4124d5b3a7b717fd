"""Reading: the checker of a brand, questions and their cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from forewarn.brands.models import Brand
from forewarn.foundation.resolving import resolver
from forewarn.foundation.secrets import keyed_hash
from forewarn.profiles.queries import sender_profile
from forewarn.verification.brand_record import BrandRecord
from forewarn.verification.cases import typed_case
from forewarn.verification.checking import Checker
from forewarn.verification.models import Question
from forewarn.verification.reasons import VerdictKind
from forewarn.verification.wording.words import headline, language_of, next_step_for


def checker_for(brand: Brand) -> Checker:
    """What checks mails for this brand, with its keys and its sent record as they are now."""
    return Checker(sender_profile(brand), resolver(), BrandRecord(brand))


def questions(brand: Brand) -> QuerySet[Question]:
    """The brand's questions, newest first."""
    return Question.objects.filter(brand=brand).order_by("-asked_at", "-pk")


def questions_about(brand: Brand, mail_id: int) -> list[Question]:
    """The questions that a received mail held, newest first; the same file sent again by others is one mail."""
    return list(questions(brand).filter(mail_id=mail_id)[:50])


def question(brand: Brand, question_id: int) -> Question | None:
    """One question of the brand."""
    return questions(brand).filter(pk=question_id).first()


def source_hash(source: str) -> str:
    """What is kept of who asked: the same for the same source, and nothing to find it by."""
    return keyed_hash("question source", source)


def asked_by(brand: Brand, source: str) -> QuerySet[Question]:
    """What one source asked before."""
    return Question.objects.filter(brand=brand, source_hash=source_hash(source))


@dataclass(frozen=True, slots=True)
class Case:
    """What whoever has a case number may learn: when they asked, the answer then, and what was decided later."""

    asked_at: datetime
    answer: str
    decided_at: datetime | None
    decision: str
    next_step: str
    language: str


def case_of(brand: Brand, typed: str, *, locale: str) -> Case | None:
    """The case with the number that was typed; None where there is none."""
    number = typed_case(typed)
    found = questions(brand).filter(case=number).first() if number else None
    if found is None:
        return None
    last = VerdictKind(found.decided or found.verdict)
    return Case(
        found.asked_at,
        headline(VerdictKind(found.verdict), locale, found.reasons[0]["code"] if found.reasons else ""),
        found.decided_at,
        headline(VerdictKind(found.decided), locale) if found.decided else "",
        next_step_for(last, locale),
        language_of(locale),
    )
