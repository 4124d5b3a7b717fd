"""How a quarter's lessons are named in our mail: in an invitation, and in the block of the quarterly alert."""

from __future__ import annotations

from datetime import datetime

from forewarn.alerts.signals import Practice
from forewarn.brands.models import Brand
from forewarn.brands.queries import care_sender
from forewarn.lessons.invitations import invitation, lesson_number
from forewarn.lessons.linting import objections_to_words
from forewarn.lessons.queries.content import GivenLesson, given_lessons
from forewarn.lint.severity import Severity
from forewarn.mail.documents import render_text
from forewarn.mailings.models import Mailing
from forewarn.mailings.rules.classes import MessageClass
from forewarn.mailings.rules.content import Words


def name_in_mail(given: GivenLesson, locale: str, *, by_number: bool) -> str:
    """A lesson's title; its number where the title holds what our mail must not, or is not in this language."""
    text = given.text(locale)
    if by_number or text.locale.split("-")[0] != locale.split("-")[0]:
        return lesson_number(locale, given.lesson.number, written_in=text.locale)
    return text.title


def practice_block(brand: Brand, quarter: int, *, now: datetime) -> Practice:
    """What a note tells of the lessons of a quarter; empty where the quarter has none."""
    lessons = [given for given in given_lessons(brand) if given.quarter == quarter]
    keys = tuple(given.slug for given in lessons)
    return Practice(keys, {locale: _lines(brand, lessons, locale, now) for locale in brand.locales or ["en"]})


def _lines(brand: Brand, lessons: list[GivenLesson], locale: str, now: datetime) -> tuple[str, ...]:
    titles = [(name_in_mail(given, locale, by_number=False), given.lesson.minutes) for given in lessons]
    if not _pass(brand, locale, titles, now):
        titles = [(name_in_mail(given, locale, by_number=True), given.lesson.minutes) for given in lessons]
    return tuple(title for title, _ in titles)  # a note has few words to spare


def _pass(brand: Brand, locale: str, titles: list[tuple[str, int]], now: datetime) -> bool:
    """Whether the linter lets these titles through; without a sender nothing can leave, so nothing is held back."""
    sender = care_sender(brand)
    if sender is None:
        return True
    document = invitation(brand, locale, titles, refresh=False)
    words = Words(locale, document.subject, sender.display_name, sender.address, render_text(document))
    mailing = Mailing(pk=0, brand=brand, message_class=MessageClass.CARE.value)
    return not objections_to_words(mailing, [words], Severity.ERROR, now=now)
