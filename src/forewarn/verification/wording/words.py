"""The words of a verdict in the reader's language."""

from __future__ import annotations

from datetime import date
from types import ModuleType

from forewarn.mail.dates import day_in_words
from forewarn.verification.reasons import Code, Decision, Reason, VerdictKind
from forewarn.verification.summary import SummaryLine
from forewarn.verification.wording import english, french, german, spanish

LANGUAGES: dict[str, ModuleType] = {"en": english, "es": spanish, "fr": french, "de": german}
_WORDS_ONLY = frozenset(
    {
        Code.ONLY_WORDS,
        Code.WORDS_ARE_OURS,
        Code.WORDS_ARE_LIKE_OURS,
        Code.OUTLOOK_FILE,
        Code.NOT_A_MAIL,
    }
)
# What to do now where the first reason asks for something else than the answer does.
_NEXT_AFTER = {
    **dict.fromkeys(_WORDS_ONLY, "NEXT_STEP_AFTER_WORDS"),
    Code.BESIDE_ANOTHER: "NEXT_STEP_ALONE",
    Code.WORDS_NAME_NOBODY: "NEXT_STEP_NAMING_NOBODY",
}


def _language(locale: str) -> ModuleType:
    return LANGUAGES[language_of(locale)]


def language_of(locale: str) -> str:
    """The language in which a verdict is told to readers of this locale."""
    language = locale.replace("_", "-").split("-")[0].lower()
    return language if language in LANGUAGES else "en"


def headline(kind: VerdictKind, locale: str = "en", first: str = "") -> str:
    """The verdict in one sentence; `first` is the code of its first reason: words alone show nobody's mail."""
    language = _language(locale)
    return str(language.HEADLINE_NAMING_NOBODY if first == Code.WORDS_NAME_NOBODY else language.HEADLINES[kind])


def reason_text(reason: Reason, locale: str = "en", *, quoting: bool = True) -> str:
    """A reason in words. Without `quoting` it names no host, number or name of the mail: for answers by mail."""
    language = _language(locale)
    full, plain = language.REASONS[reason.code]
    if not quoting or not all(reason.values.values()):
        return str(plain)
    values = dict(reason.values)
    if "date" in values:
        values["date"] = day_in_words(date.fromisoformat(values["date"]), language.DATES)
    return str(full.format(**values))


def next_step(decision: Decision, locale: str = "en") -> str:
    """The one thing to do now."""
    language = _language(locale)
    first = decision.reasons[0].code if decision.reasons else None
    if first in _NEXT_AFTER:
        return str(getattr(language, _NEXT_AFTER[first]))
    return str(language.NEXT_STEPS[decision.kind])


def place_text(place: int, locale: str = "en") -> str:
    """Which of several attached mails an answer is about."""
    return str(_language(locale).WHICH_MAIL.format(place=place))


def other_text(place: int, headline: str, case: str, locale: str = "en") -> str:
    """The answer on another mail of the same report, in short, with its case number."""
    return str(_language(locale).OTHER_MAIL.format(place=place, headline=headline, case=case))


def more_text(count: int, most: int, locale: str = "en") -> str:
    """How many attached mails nobody looked at, and how many are looked at together."""
    return str(_language(locale).MORE_MAILS.format(count=count, most=most))


def next_step_for(kind: VerdictKind, locale: str = "en") -> str:
    """The one thing to do after this answer, whatever led to it."""
    return str(_language(locale).NEXT_STEPS[kind])


def summary_text(line: SummaryLine, locale: str = "en") -> str:
    """One sentence of what the mail was, asks for, or does not."""
    language = _language(locale)
    values = dict(line.values)
    if line.when is not None:
        values["date"] = day_in_words(line.when, language.DATES)
    return str(language.SUMMARY[line.key].format(**values))
