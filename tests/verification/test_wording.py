"""What the customer reads: every reason in every language, short, calm, and never a promise of harmlessness."""

import re
import string
from datetime import date

import pytest
import textstat

from forewarn.lint.reading_grade import reading_grade
from forewarn.mail.dates import day_in_words
from forewarn.verification.reasons import Code, Decision, Reason, VerdictKind
from forewarn.verification.wording import french
from forewarn.verification.wording.words import LANGUAGES, headline, next_step, reason_text

SAMPLES = {
    "domain": "acme.com", "purpose": "the autumn letter", "address": "k…@mail.com", "numbers": "555 0100", "sent": "555 0101",
    "hosts": "evil.com", "host": "evil.com", "ours": "acme.com", "shown": "acme.com", "added": "2", "missing": "1", "name": "Acme",
    "subject": "The autumn letter", "fields": "Subject", "vendor": "Postfach", "date": "1 May",
}  # fmt: skip
TEXTS = [
    (locale, text)
    for locale, language in LANGUAGES.items()
    for text in (
        *language.HEADLINES.values(),
        *language.NEXT_STEPS.values(),
        language.NEXT_STEP_AFTER_WORDS,
        language.NEXT_STEP_ALONE,
        language.HEADLINE_NAMING_NOBODY,
        language.NEXT_STEP_NAMING_NOBODY,
        language.WHICH_MAIL.format(place=2),
        language.MORE_MAILS.format(count=3, most=10),
        *(words.format(**SAMPLES) for words in language.SUMMARY.values()),
        *(words.format(**SAMPLES) for pair in language.REASONS.values() for words in pair),
    )
]


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_code_and_verdict_has_words(locale: str) -> None:
    language = LANGUAGES[locale]
    assert set(language.REASONS) == set(Code)
    assert set(language.HEADLINES) == set(language.NEXT_STEPS) == set(VerdictKind)


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", Code)
def test_languages_fill_the_same_values(code: Code) -> None:
    wanted = _fields(LANGUAGES["en"].REASONS[code][0])
    for language in LANGUAGES.values():
        assert _fields(language.REASONS[code][0]) == wanted
        assert _fields(language.REASONS[code][1]) == set()


@pytest.mark.parametrize(("locale", "text"), TEXTS)
def test_never_says_safe(locale: str, text: str) -> None:
    assert not re.search(
        r"\b(?:safe|safely|secure|harmless|trust|segur[oa]s?|seguridad|confiable|fiar|sûre?s?|sécurité|confiance|sécurisée?|inoffensif|sicher|Sicherheit|vertrau\w*|harmlos)\b",
        text,
        re.IGNORECASE,
    )


@pytest.mark.parametrize(("locale", "text"), TEXTS)
def test_sentences_are_short(locale: str, text: str) -> None:
    for sentence in re.split(r"[.!?:](?:\s|$)", text):
        assert len(sentence.split()) <= 24, sentence


def test_english_reads_at_grade_eight_or_below() -> None:
    textstat.set_lang("en")
    english = " ".join(text for locale, text in TEXTS if locale == "en")
    assert textstat.flesch_kincaid_grade(english) <= 8


def test_spanish_reads_easily() -> None:
    textstat.set_lang("es")
    spanish = " ".join(text for locale, text in TEXTS if locale == "es")
    try:
        assert textstat.fernandez_huerta(spanish) >= 70
    finally:
        textstat.set_lang("en")


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_language_reads_at_grade_eight_or_below(locale: str) -> None:
    words = "\n\n".join(text for language, text in TEXTS if language == locale)
    found = reading_grade(words, locale)
    assert found is not None and found.grade <= 8, found


def test_values_are_filled_and_left_out_where_missing() -> None:
    reason = Reason(Code.OTHER_RECIPIENT, 1, {"address": "k…@x.example"})
    assert "k…@x.example" in reason_text(reason)
    assert "k…@x.example" in reason_text(reason, "es")
    assert "x.example" not in reason_text(reason, quoting=False)
    assert "()" not in reason_text(Reason(Code.WORDS_ARE_OURS, 1, {"purpose": ""}))


def test_locales() -> None:
    assert headline(VerdictKind.NOT_OURS, "es-MX") == headline(VerdictKind.NOT_OURS, "es")
    assert headline(VerdictKind.NOT_OURS, "xx") == headline(VerdictKind.NOT_OURS, "en")


def test_one_next_step_per_verdict() -> None:
    steps = {next_step(Decision(kind, ())) for kind in VerdictKind}
    assert len(steps) == len(VerdictKind)
    words = Decision(VerdictKind.CANNOT_TELL, (Reason(Code.ONLY_WORDS, 1),))
    assert next_step(words) not in steps


def test_summaries_say_the_same_in_every_language() -> None:
    wanted = {key: _fields(words) for key, words in LANGUAGES["en"].SUMMARY.items()}
    for language in LANGUAGES.values():
        assert {key: _fields(words) for key, words in language.SUMMARY.items()} == wanted
        assert len({day_in_words(date(2026, month, 1), language.DATES) for month in range(1, 13)}) == 12


def test_french_marks_never_stand_alone_at_the_begin_of_a_line() -> None:
    """The space inside « » and before : ; ? ! does not break (Lexique des règles typographiques)."""
    every = [*french.HEADLINES.values(), *french.NEXT_STEPS.values(), *french.SUMMARY.values(), french.OTHER_MAIL]
    every += [text for pair in french.REASONS.values() for text in pair]
    every += [french.MORE_MAILS, french.NEXT_STEP_AFTER_WORDS, french.NEXT_STEP_NAMING_NOBODY, french.NEXT_STEP_ALONE]
    for text in every:
        assert not re.search(r" [:;?!»]|« |«[^\u00a0]|[^\u00a0][:;?!»]", text), text
