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
        Code.BESIDE_ANOTHER,
        Code.NOT_A_MAIL,
    }
)


def _language(locale: str) -> ModuleType:
    return LANGUAGES[language_of(locale)]


def language_of(locale: str) -> str:
    """The language in which a verdict is told to readers of this locale."""
    language = locale.replace("_", "-").split("-")[0].lower()
    return language if language in LANGUAGES else "en"


def headline(kind: VerdictKind, locale: str = "en") -> str:
    """The verdict in one sentence."""
    text: str = _language(locale).HEADLINES[kind]
    return text


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
    if decision.kind is VerdictKind.CANNOT_TELL and decision.reasons and decision.reasons[0].code in _WORDS_ONLY:
        return str(language.NEXT_STEP_AFTER_WORDS)
    return str(language.NEXT_STEPS[decision.kind])


def place_text(place: int, locale: str = "en") -> str:
    """Which of several attached mails an answer is about."""
    return str(_language(locale).WHICH_MAIL.format(place=place))


def other_text(place: int, kind: VerdictKind, case: str, locale: str = "en") -> str:
    """The answer on another mail of the same report, in short, with its case number."""
    return str(_language(locale).OTHER_MAIL.format(place=place, headline=headline(kind, locale), case=case))


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
