"""Mail that brings back an answer of ours: a robot that answers each answer would have us write for ever (RFC 3834)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import QuerySet

from forewarn.brands.models import Brand
from forewarn.mail.forwards.originals import NO_ORIGINAL, Original
from forewarn.mail.reading.message import ParsedMail
from forewarn.outbound.queries import single_mail_named
from forewarn.verification.answering import case_of_answer
from forewarn.verification.cases import shown_cases
from forewarn.verification.checking import Verdict
from forewarn.verification.models import Question
from forewarn.verification.queries import asked_by

MAX_NAMED = 20  # Message-IDs of a thread that are looked up; the newest stand last
OUR_ANSWERS = "our answers"
_MESSAGE_ID = re.compile(r"<[^<>\s]{3,250}>")


@dataclass(frozen=True, slots=True)
class Echo:
    """`refused`: it replies to an answer of ours and brings no mail. `once`: what of it is answered once a day."""

    refused: bool = False
    once: str = ""


def echo_in(mail: ParsedMail, verdict: Verdict, *, brand: Brand, source: str) -> Echo:
    """How far a report is an echo. Only answers to the same `source` make it one: a lure may name the case of somebody
    else, and whoever reports that lure shall be answered."""
    asked = asked_by(brand, source)
    brought = [one.original for one in (verdict, *verdict.others)]
    if any(_is_a_mail(original) and not _names_a_case(original, asked) for original in brought):
        return Echo()
    if any(_is_a_mail(original) for original in brought):
        return Echo(once=OUR_ANSWERS)
    [words] = brought
    if _names_a_case(words, asked) or _replies_to_an_answer(mail, brand, asked):
        return Echo(refused=True)
    return Echo(once=" ".join(words.letter.text.lower().split()))


def _is_a_mail(original: Original) -> bool:
    """Whether the report brings a mail, and not only words or a picture."""
    return NO_ORIGINAL not in original.notes


def _names_a_case(original: Original, asked: QuerySet[Question]) -> bool:
    cases = shown_cases(original.letter.all_text)
    return bool(cases) and asked.filter(case__in=cases).exists()


def _replies_to_an_answer(mail: ParsedMail, brand: Brand, asked: QuerySet[Question]) -> bool:
    named = [one for name in ("references", "in-reply-to") for one in _MESSAGE_ID.findall(mail.value(name))]
    answers = (single_mail_named(one, brand_id=brand.pk) for one in named[-MAX_NAMED:])
    cases = [case for answer in answers if answer is not None and (case := case_of_answer(answer))]
    return bool(cases) and asked.filter(case__in=cases).exists()
