"""What an alert must hold, when it is due, and what the year still lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from forewarn.alerts.composing import compose, season_label
from forewarn.alerts.phrases import PHRASES
from forewarn.alerts.rules import (
    MAX_SUBJECT,
    MAX_WORDS,
    Outline,
    Protection,
    QuarterState,
    Scam,
    Topic,
    Words,
    due_day,
    gaps_in_length,
    gaps_in_outline,
    quarter_bounds,
    quarter_of,
    quarter_state,
    season_index,
    topics_missing,
)
from forewarn.brands.rules.signature import Signature
from forewarn.cli.sample.alerts import outlines
from forewarn.mail.documents import render_text
from forewarn.promises.recommended import RECOMMENDED

WORDS = Words(
    "en",
    "spring 2027",
    (Scam("“Pay 1.99”", "your card", "we never ask"),),
    "Turn on updates.",
    ("Open settings.", "Choose automatic."),
    (Protection(date(2027, 4, 3), "we closed a copy of our shop."),),
)
OUTLINE = Outline(
    2027,
    2,
    date(2027, 5, 4),
    ("password", "code", "card"),
    Topic.UPDATES,
    10,
    {"en": WORDS, "es": replace(WORDS, locale="es")},
)
SIGNATURE = Signature(
    "Lantern", "Lantern Ltd", "1 Quay Street, Bristol", "lantern.example", "", "Ana Ortiz", "Head of Customer Safety"
)


def parts(outline: Outline, locales=("en", "es")) -> set[str]:
    return {gap.part for gap in gaps_in_outline(outline, locales) if gap.stops}


def test_a_whole_alert_lacks_nothing():
    assert gaps_in_outline(OUTLINE, ["en", "es"]) == []


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"planned_on": date(2027, 7, 1)}, "date"),
        ({"planned_on": date(2027, 3, 31)}, "date"),
        ({"promise_keys": ("password", "code")}, "promises"),
        ({"promise_keys": tuple("abcdef")}, "promises"),
        ({"thing_topic": ""}, "thing"),
        ({"thing_topic": "juggling"}, "thing"),
        ({"thing_minutes": 11}, "thing"),
        ({"thing_minutes": 0}, "thing"),
    ],
)
def test_what_holds_for_every_language(change, part):
    assert parts(replace(OUTLINE, **change)) == {part}


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"season": " "}, "subject"),
        ({"scams": (Scam("a", "b", ""),)}, "scams"),
        ({"scams": (Scam("a", "b", "c"),) * 4}, "scams"),
        ({"thing_title": ""}, "thing"),
        ({"thing_steps": ()}, "thing"),
        ({"thing_steps": ("x",) * 6}, "thing"),
        ({"protections": (Protection(date(2027, 4, 3), "x"),) * 3}, "protections"),
        ({"protections": (Protection(date(2026, 4, 3), "x"),)}, "protections"),
        ({"protections": (Protection(date(2027, 4, 3), " "),)}, "protections"),
    ],
)
def test_what_each_language_needs(change, part):
    words = replace(WORDS, **change)
    assert parts(replace(OUTLINE, words={"en": words}), ["en"]) == {part}


def test_a_missing_language_and_one_that_says_less():
    assert parts(OUTLINE, ["en", "es", "fr"]) == {"words"}
    less = replace(OUTLINE, words={"en": WORDS, "es": replace(WORDS, locale="es", thing_steps=("uno",))})
    assert parts(less) == {"words"}


def test_no_scam_is_a_question_and_does_not_stop():
    quiet = replace(OUTLINE, words={"en": replace(WORDS, scams=())})
    gaps = gaps_in_outline(quiet, ["en"])
    assert [(gap.part, gap.stops) for gap in gaps] == [("scams", False)]


def test_length_has_limits_for_subject_and_words():
    assert gaps_in_length("en", "x" * MAX_SUBJECT, MAX_WORDS) == []
    assert {g.part for g in gaps_in_length("en", "x" * (MAX_SUBJECT + 1), MAX_WORDS + 1)} == {"subject", "words"}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 1), (2026, 1)),
        (date(2026, 3, 31), (2026, 1)),
        (date(2026, 4, 1), (2026, 2)),
        (date(2026, 12, 31), (2026, 4)),
    ],
)
def test_quarter_of_a_day(day, expected):
    assert quarter_of(day) == expected
    first, last = quarter_bounds(*expected)
    assert first <= day <= last


def test_due_two_months_into_the_quarter():
    assert due_day(2027, 1) == date(2027, 2, 28)
    assert due_day(2028, 1) == date(2028, 2, 29)
    assert due_day(2027, 4) == date(2027, 11, 30)


@pytest.mark.parametrize(("country", "names"), [("GB", [0, 1, 2, 3]), ("AU", [2, 3, 0, 1]), ("", [0, 1, 2, 3])])
def test_seasons_follow_the_hemisphere(country, names):
    assert [season_index(quarter, country) for quarter in (1, 2, 3, 4)] == names
    assert season_label("es", 2027, 2, "ES") == "primavera de 2027"


@pytest.mark.parametrize(
    ("today", "mailing", "has", "expected"),
    [
        (date(2027, 5, 1), None, False, QuarterState.DUE),
        (date(2027, 3, 1), None, False, QuarterState.LATER),
        (date(2027, 3, 1), None, True, QuarterState.DRAFT),
        (date(2027, 5, 1), None, True, QuarterState.DRAFT),
        (date(2027, 5, 1), "submitted", True, QuarterState.WAITING),
        (date(2027, 6, 1), None, True, QuarterState.OVERDUE),
        (date(2027, 6, 1), "submitted", True, QuarterState.OVERDUE),
        (date(2027, 6, 1), "scheduled", True, QuarterState.SCHEDULED),
        (date(2027, 7, 1), None, True, QuarterState.MISSED),
        (date(2027, 7, 1), "done", True, QuarterState.SENT),
        (date(2027, 7, 1), "paused", True, QuarterState.SENDING),
    ],
)
def test_how_a_quarter_stands(today, mailing, has, expected):
    assert quarter_state(2027, 2, today, mailing, has) is expected


def test_the_year_needs_spam_filter_and_anti_malware_once():
    assert topics_missing(["spam_filter", "anti_malware"], 0) == ((), False)
    assert topics_missing(["spam_filter", "updates"], 2) == ((Topic.ANTI_MALWARE,), False)
    assert topics_missing(["updates", "passkey"], 1) == ((Topic.SPAM_FILTER, Topic.ANTI_MALWARE), True)


def _statements(outline: Outline, locale: str) -> tuple[str, ...]:
    return tuple(r.texts[locale][0] for r in RECOMMENDED if r.key in outline.promise_keys)


@pytest.mark.parametrize("outline", outlines(2026), ids=lambda o: f"Q{o.quarter}")
@pytest.mark.parametrize("locale", ["en", "es"])
def test_the_sample_alerts_are_whole_and_short_enough(outline, locale):
    assert gaps_in_outline(outline, ["en", "es"]) == []
    note = compose(outline, outline.words[locale], signature=SIGNATURE, statements=_statements(outline, locale))
    assert gaps_in_length(locale, note.subject, note.words) == []


@pytest.mark.parametrize("locale", sorted(PHRASES))
def test_the_note_has_its_parts_in_order_in_every_language(locale):
    words = replace(WORDS, locale=locale)
    text = render_text(
        compose(OUTLINE, words, signature=SIGNATURE, statements=("We never ask for your password by email.",))
    )
    fixed = PHRASES[locale]
    flat = " ".join(text.split())
    places = [
        flat.index(part)
        for part in (
            fixed.opening.format(season=words.season)[:20],
            fixed.scams,
            "your card",
            fixed.never,
            "We never ask for your password",
            "Turn on updates.",
            "1. Open settings.",
            fixed.did,
            fixed.suppliers,
            fixed.check,
            "lantern.example",
            "Ana Ortiz",
            "1 Quay Street",
        )
    ]
    assert places == sorted(places)
    assert "http" not in text
    assert "{" not in text


def test_without_scams_the_note_says_that_none_is_known():
    text = render_text(compose(OUTLINE, replace(WORDS, scams=()), signature=SIGNATURE, statements=()))
    assert "We know of no new scam in our name this quarter." in text


def test_an_app_is_named_where_there_is_one():
    text = " ".join(
        render_text(compose(OUTLINE, WORDS, signature=replace(SIGNATURE, app_name="Lantern"), statements=())).split()
    )
    assert "Open the Lantern app, or type lantern.example" in text
