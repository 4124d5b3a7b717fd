"""An answer in words, for the page: everything a person is told, as text alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forewarn.mail.forwards.originals import MAX_ATTACHED
from forewarn.verification.cases import shown_case
from forewarn.verification.checking import Verdict
from forewarn.verification.comparing import Differences
from forewarn.verification.reasons import VerdictKind
from forewarn.verification.wording.words import language_of, more_text, other_text, place_text

MAX_LINE = 300  # characters of a link or a sentence that are shown; a tracking link may have thousands


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of difference: what the copy has and what our mail had. `kind`: links, numbers, sentences or subject."""

    kind: str
    copy: tuple[str, ...]
    sent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The mail that was looked at, so that a reader sees whether it is the right one. `how`: a value of How."""

    how: str
    name: str
    address: str
    subject: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, in `language`."""

    kind: VerdictKind
    language: str
    headline: str
    found: Found
    summary: tuple[str, ...]
    reasons: tuple[str, ...]
    changes: tuple[Change, ...]
    next_step: str
    case: str = ""
    which: str = ""  # of several mails in one file the one that the answer is about
    others: tuple[str, ...] = ()  # the answers on the others, in short


def answer_of(verdict: Verdict, locale: str, case: str = "", other_cases: Sequence[str] = ()) -> Answer:
    """The answer in the reader's language."""
    original = verdict.original
    sender = original.sender
    altered = verdict.kind is VerdictKind.SENT_BY_US_ALTERED
    match = verdict.facts.copy_of if altered else None
    return Answer(
        verdict.kind,
        language_of(locale),
        verdict.headline(locale),
        Found(
            original.how.value,
            _cut(sender.name) if sender else "",
            _cut(sender.address) if sender else "",
            _cut(original.subject),
        ),
        tuple(verdict.summary(locale)),
        tuple(_cut(text) for _, text in verdict.reasons(locale)),
        tuple(_changes(match.told)) if match else (),
        verdict.next_step(locale),
        case,
        which_mail(verdict, locale),
        tuple(other_mails(verdict, other_cases, locale)),
    )


def which_mail(verdict: Verdict, locale: str) -> str:
    """Which of several mails the answer is about; nothing where there is one."""
    return place_text(verdict.original.place, locale) if verdict.others else ""


def other_mails(verdict: Verdict, cases: Sequence[str], locale: str) -> list[str]:
    """The answers on the other mails of the report, in short, each with its case number, and how many nobody looked at."""
    told = zip(verdict.others, cases, strict=True)
    lines = [other_text(one.original.place, one.headline(locale), shown_case(case), locale) for one, case in told]
    return [*lines, more_text(verdict.unread, MAX_ATTACHED, locale)] if verdict.unread else lines


def _changes(found: Differences) -> list[Change]:
    every = [
        Change("links", _lines(found.links_added), _lines(found.links_missing)),
        Change("numbers", _lines(found.numbers_added), _lines(found.numbers_missing)),
        Change("sentences", _lines(found.sentences_added), _lines(found.sentences_missing)),
    ]
    if found.subject:
        every.append(Change("subject", _lines((found.subject[1],)), _lines((found.subject[0],))))
    return [change for change in every if change.copy or change.sent]


def _lines(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_cut(text) for text in texts)


def _cut(text: str) -> str:
    """One line without what does not print, and not longer than a person reads."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return plain if len(plain) <= MAX_LINE else f"{plain[: MAX_LINE - 1]}…"
