"""The quarterly alert, decided: quarters, seasons, what an alert must hold, and what is due (evidence D.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

MAX_WORDS = 250  # words of the text part; longer notes are not read to the end
MAX_SCAMS = 3
MIN_PROMISES, MAX_PROMISES = 3, 5
MAX_PROTECTIONS = 2
MAX_STEPS = 5
MAX_PRACTICE = 3  # lessons a quarter
MAX_MINUTES = 10
MAX_SUBJECT = 60  # characters: what a phone shows
DRIFT_DAYS = 7  # the printed date and the first mail may differ by one week of waves


class Topic(StrEnum):
    """What the one thing to do is about; the year needs the first two once."""

    SPAM_FILTER = "spam_filter"
    ANTI_MALWARE = "anti_malware"
    PASSKEY = "passkey"
    UPDATES = "updates"
    BACKUP = "backup"
    SCREEN_LOCK = "screen_lock"
    SAVED_NUMBER = "saved_number"
    OTHER = "other"


REQUIRED_IN_A_YEAR = (Topic.SPAM_FILTER, Topic.ANTI_MALWARE)


@dataclass(frozen=True, slots=True)
class Scam:
    """What scammers are sending now: what it says, what it wants, how one can tell."""

    says: str
    wants: str
    tell: str


@dataclass(frozen=True, slots=True)
class Protection:
    """What the brand did this quarter to protect its customers, with its date."""

    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of an alert in one locale."""

    locale: str
    season: str
    scams: tuple[Scam, ...] = ()
    thing_title: str = ""
    thing_steps: tuple[str, ...] = ()
    protections: tuple[Protection, ...] = ()
    suppliers: str = ""
    signer_role: str = ""  # in this language; empty takes the brand's
    practice: tuple[str, ...] = ()  # the quarter's lessons, a line each


@dataclass(frozen=True, slots=True)
class Outline:
    """An alert as a whole: what holds for every locale, and the words of each."""

    year: int
    quarter: int
    planned_on: date
    promise_keys: tuple[str, ...]
    thing_topic: str
    thing_minutes: int
    words: dict[str, Words] = field(default_factory=dict)
    practice_keys: tuple[str, ...] = ()  # names of the lessons that the note tells of; none: it tells of none


@dataclass(frozen=True, slots=True)
class Gap:
    """Something an alert lacks or has too much of; a stopping gap keeps it from being submitted."""

    part: str  # subject, scams, promises, thing, practice, protections, suppliers, date, words
    locale: str  # empty where it holds for all
    text: str
    stops: bool = True


def quarter_of(day: date) -> tuple[int, int]:
    """The year and quarter (1 to 4) of a day."""
    return day.year, (day.month - 1) // 3 + 1


def quarter_bounds(year: int, quarter: int) -> tuple[date, date]:
    """The first and the last day of a quarter."""
    first = date(year, quarter * 3 - 2, 1)
    after = date(year + 1, 1, 1) if quarter == 4 else date(year, quarter * 3 + 1, 1)
    return first, after - timedelta(days=1)


def due_day(year: int, quarter: int) -> date:
    """The day by which the quarter's alert should be out: two months in, so that a late one still falls in its quarter."""
    return date(year, quarter * 3, 1) - timedelta(days=1)


_SOUTHERN = frozenset(
    {"AR", "AU", "BO", "BR", "BW", "CL", "LS", "MG", "MU", "MZ", "NA", "NZ", "PE", "PY", "SZ", "UY", "ZA", "ZM", "ZW"}
)


def season_index(quarter: int, country: str) -> int:
    """0 winter, 1 spring, 2 summer, 3 autumn, as the brand's country has it in that quarter."""
    return (quarter - 1 + (2 if country.upper() in _SOUTHERN else 0)) % 4


def gaps_in_outline(outline: Outline, locales: Sequence[str]) -> list[Gap]:
    """What does not depend on a locale, then each locale in the brand's order."""
    gaps = []
    first, last = quarter_bounds(outline.year, outline.quarter)
    if not first <= outline.planned_on <= last:
        gaps.append(Gap("date", "", f"The date must lie in the quarter, {first:%d %B} to {last:%d %B %Y}."))
    if not MIN_PROMISES <= len(outline.promise_keys) <= MAX_PROMISES:
        text = f"Choose {MIN_PROMISES} to {MAX_PROMISES} promises; there are {len(outline.promise_keys)}."
        gaps.append(Gap("promises", "", text))
    if outline.thing_topic not in set(Topic):
        gaps.append(Gap("thing", "", "Say what the one thing to do is about."))
    if not 1 <= outline.thing_minutes <= MAX_MINUTES:
        gaps.append(Gap("thing", "", f"The one thing should take {MAX_MINUTES} minutes or less."))
    counts = set()
    for locale in locales:
        words = outline.words.get(locale)
        if words is None:
            gaps.append(Gap("words", locale, "There are no words in this language yet."))
            continue
        counts.add((len(words.scams), len(words.protections), len(words.thing_steps), len(words.practice)))
        gaps += _gaps_in_words(words, outline)
    if len(counts) > 1:
        gaps.append(Gap("words", "", "The languages differ in how many entries they have: say the same to everybody."))
    return gaps


def _gaps_in_words(words: Words, outline: Outline) -> list[Gap]:
    gaps = (
        [Gap("subject", words.locale, "Name the season for the subject, such as “spring 2027”.")]
        if not words.season.strip()
        else []
    )
    gaps += _gaps_in_scams(words)
    if not words.thing_title.strip() or not words.thing_steps:
        gaps.append(Gap("thing", words.locale, "The one thing to do needs a title and at least one step."))
    if len(words.thing_steps) > MAX_STEPS:
        gaps.append(Gap("thing", words.locale, f"At most {MAX_STEPS} steps."))
    if len(words.practice) > MAX_PRACTICE:
        gaps.append(Gap("practice", words.locale, f"At most {MAX_PRACTICE} lessons: more is not begun."))
    return gaps + _gaps_in_protections(words, outline)


def _gaps_in_scams(words: Words) -> list[Gap]:
    gaps = []
    if len(words.scams) > MAX_SCAMS:
        gaps.append(Gap("scams", words.locale, f"At most {MAX_SCAMS}: more is not remembered."))
    if not words.scams:
        text = "No scam is named. The note will say that we know of none: is that true?"
        gaps.append(Gap("scams", words.locale, text, stops=False))
    for number, scam in enumerate(words.scams, 1):
        if not (scam.says.strip() and scam.wants.strip() and scam.tell.strip()):
            text = f"Entry {number} needs all three: what it says, what it wants, and the tell."
            gaps.append(Gap("scams", words.locale, text))
    return gaps


def _gaps_in_protections(words: Words, outline: Outline) -> list[Gap]:
    gaps = []
    if len(words.protections) > MAX_PROTECTIONS:
        gaps.append(Gap("protections", words.locale, f"At most {MAX_PROTECTIONS} lines on what we did."))
    first, last = quarter_bounds(outline.year, outline.quarter)
    for protection in words.protections:
        if not protection.text.strip():
            gaps.append(Gap("protections", words.locale, "A dated line has no words."))
        if not first - timedelta(days=92) <= protection.on <= last:
            text = f"{protection.on:%d %B %Y} is not this quarter or the one before."
            gaps.append(Gap("protections", words.locale, text))
    return gaps


def gaps_in_length(locale: str, subject: str, words: int) -> list[Gap]:
    """Whether subject and text are short enough."""
    gaps = []
    if len(subject) > MAX_SUBJECT:
        gaps.append(
            Gap(
                "subject",
                locale,
                f"The subject has {len(subject)} characters; {MAX_SUBJECT} is the most a phone shows.",
            )
        )
    if words > MAX_WORDS:
        gaps.append(Gap("words", locale, f"{words} words; the most is {MAX_WORDS}. Shorten the entries."))
    return gaps


class QuarterState(StrEnum):
    """How a quarter stands in the year's calendar."""

    SENT = "sent"
    SENDING = "sending"
    SCHEDULED = "scheduled"
    WAITING = "waiting for approval"
    DRAFT = "draft"
    OVERDUE = "overdue"
    DUE = "due"
    LATER = "later"
    MISSED = "missed"


def quarter_state(year: int, quarter: int, today: date, mailing_state: str | None, has_alert: bool) -> QuarterState:
    """How the quarter stands; `mailing_state` is the state of the alert's mailing, None before it was submitted."""
    match mailing_state:
        case "done":
            return QuarterState.SENT
        case "sending" | "paused":
            return QuarterState.SENDING
        case "scheduled" | "approved":
            return QuarterState.SCHEDULED
    first, last = quarter_bounds(year, quarter)
    if today > last:
        return QuarterState.MISSED
    if today > due_day(year, quarter):
        return QuarterState.OVERDUE
    if mailing_state == "submitted":
        return QuarterState.WAITING
    if has_alert:
        return QuarterState.DRAFT
    return QuarterState.DUE if today >= first else QuarterState.LATER


def topics_missing(topics: Sequence[str], quarters_left: int) -> tuple[tuple[Topic, ...], bool]:
    """Which required topics the year's alerts lack, and whether the quarters left can no longer hold them all."""
    missing = tuple(topic for topic in REQUIRED_IN_A_YEAR if topic not in topics)
    return missing, len(missing) > quarters_left
