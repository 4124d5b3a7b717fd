"""The shipped library: every lesson whole in every language, readable, fair, and with names that nobody owns."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from forewarn.lessons.rules.reading.bodies import blocks, links, plain
from forewarn.lessons.rules.reading.loading import LIBRARY, load_folder, load_library
from forewarn.lessons.rules.reading.types import ItemText, Lesson, LessonText
from forewarn.lessons.rules.reading.words import CHANNELS, DIFFICULTIES, EXERCISES, FORMS, PARTS, SECTIONS
from forewarn.lint.catalogue import lessons as catalogue_lessons
from forewarn.lint.phish_scale import difficulties
from forewarn.lint.reading_grade import reading_grade
from forewarn.lint.table import BY_ID
from forewarn.promises.recommended import RECOMMENDED

ROOT = Path(__file__).parents[2]
LESSONS = load_library()
LOCALES = ("en", "es")
MAX_GRADE = 8.0
EACH = [pytest.param(lesson, id=lesson.slug) for lesson in LESSONS]
BOTH = [
    pytest.param(lesson, lesson.texts[locale], id=f"{lesson.slug}-{locale}") for lesson in LESSONS for locale in LOCALES
]


def test_every_folder_loads_without_a_problem() -> None:
    for folder in sorted(LIBRARY.glob("[0-9]*")):
        assert [str(problem) for problem in load_folder(folder).problems] == []


def test_there_are_twelve_lessons_three_a_quarter_and_each_kind_of_exercise() -> None:
    assert Counter(lesson.quarter for lesson in LESSONS) == {1: 3, 2: 3, 3: 3, 4: 3}
    assert {lesson.exercise.kind for lesson in LESSONS} == set(EXERCISES)
    assert {part.type for lesson in LESSONS for part in lesson.exercise.parts} == set(PARTS)
    assert {item.channel for lesson in LESSONS for item in lesson.items} == set(CHANNELS)


def test_the_linter_names_the_same_rules() -> None:
    """Its findings say which lesson a mistake would spoil, in the words of that lesson."""
    said = [text for name, text in vars(catalogue_lessons).items() if name.startswith("LESSON_")]
    for number, words in (re.fullmatch(r"Lesson (\d+): (.+)", text).groups() for text in said):  # type: ignore[union-attr]
        assert LESSONS[int(number) - 1].texts["en"].rule.startswith(words.removesuffix("."))


def test_lessons_are_numbered_from_one_in_the_order_of_the_year() -> None:
    assert [lesson.number for lesson in LESSONS] == list(range(1, len(LESSONS) + 1))
    assert [lesson.quarter for lesson in LESSONS] == [(number - 1) // 3 + 1 for number in range(1, len(LESSONS) + 1)]
    for lesson in LESSONS:
        assert (LIBRARY / f"{lesson.number:02}-{lesson.slug}").is_dir()


@pytest.mark.parametrize("lesson", EACH)
def test_a_lesson_speaks_english_and_spanish_and_depends_on_what_exists(lesson: Lesson) -> None:
    assert tuple(lesson.texts) == LOCALES
    assert set(lesson.rules) <= set(BY_ID) and lesson.rules
    assert set(lesson.promises) <= {promise.key for promise in RECOMMENDED}


@pytest.mark.parametrize("lesson", EACH)
def test_parallel_forms_are_matched_in_difficulty(lesson: Lesson) -> None:
    for form in FORMS:
        items = lesson.form(form)
        lures = [item for item in items if item.is_lure]
        assert Counter(item.difficulty for item in lures) == {"least": 2, "moderate": 2, "very": 1}
        assert len(items) - len(lures) >= 5
        assert any(item.odd for item in items if not item.is_lure)


@pytest.mark.parametrize("lesson", EACH)
def test_neither_day_nor_place_in_the_inbox_tells_a_fake(lesson: Lesson) -> None:
    """In every form fakes are as often newer than genuine messages as older; and nothing comes from the future."""
    assert all(item.days_ago >= 1 for item in lesson.items)
    for form in FORMS:
        fakes = [item.days_ago for item in lesson.form(form) if item.is_lure]
        genuine = [item.days_ago for item in lesson.form(form) if not item.is_lure]
        newer = sum(fake < other for fake in fakes for other in genuine) / (len(fakes) * len(genuine))
        assert 0.4 <= newer <= 0.6, (form, newer)


@pytest.mark.parametrize("lesson", EACH)
def test_difficulty_follows_from_the_cues_and_the_premise(lesson: Lesson) -> None:
    for item in lesson.items:
        if item.is_lure:
            assert item.difficulty in difficulties(item.cue_count, item.premise_rating), item.id


def test_every_difficulty_comes_out_of_the_table_of_the_phish_scale() -> None:
    assert difficulties(15, 10) == ("least",)
    assert difficulties(14, 10) == ("least", "moderate")
    assert difficulties(8, 10) == difficulties(15, 18) == difficulties(9, 17) == ("moderate",)
    assert difficulties(8, 11) == difficulties(14, 18) == ("very",)
    assert {word for cues in (1, 9, 15) for premise in (0, 11, 18) for word in difficulties(cues, premise)} == set(
        DIFFICULTIES
    )


def _feedback(item: ItemText) -> str:
    return f"{item.wanted}\n\n{item.how}\n\n{item.tell}"


def _said_in_exercise(text: LessonText) -> list[str]:
    found = [text.exercise.intro, text.exercise.done]
    for part in text.exercise.parts.values():
        found += [part.prompt, part.feedback]
        found += [str(thing.get(name, "")) for thing in part.things.values() for name in ("text", "detail", "feedback")]
        found += [words for node in part.nodes.values() for words in (*node["says"], node.get("end", ""))]
        found += [
            reply[name] for node in part.nodes.values() for reply in node.get("replies", ()) for name in ("text",)
        ]
        found += [step for ladder in part.ladders.values() for step in (ladder["situation"], *ladder["steps"])]
        found += [ladder.get("feedback", "") for ladder in part.ladders.values()]
    return [words for words in found if words]


def _ours(lesson: Lesson, text: LessonText) -> dict[str, str]:
    """Everything that we say ourselves, by file: words, feedback, exercise and genuine mail; no word of a lure."""
    return {
        f"{text.locale}.md": "\n\n".join(plain(getattr(text, name)) for name in SECTIONS),
        "feedback": "\n\n".join(map(_feedback, text.items.values())),
        "exercise": "\n\n".join(_said_in_exercise(text)),
        "genuine": "\n\n".join(plain(text.items[item.id].body) for item in lesson.items if not item.is_lure),
    }


@pytest.mark.parametrize(("lesson", "text"), BOTH)
def test_what_we_say_reads_at_grade_eight_or_below(lesson: Lesson, text: LessonText) -> None:
    for part, words in _ours(lesson, text).items():
        grade = reading_grade(words, text.locale)
        assert grade is not None and grade.grade <= MAX_GRADE, (part, grade)
    for name in ("story", "why", "closing"):
        grade = reading_grade(plain(getattr(text, name)), text.locale)
        assert grade is not None and grade.grade <= MAX_GRADE, (name, grade)


# What a lesson must never say (evidence D.1, law 3): a verdict, or a mark that would prove something.
FORBIDDEN = {
    "en": (
        r"\bsafe(?:ly|r)?\b",
        r"\bunsafe\b",
        r"\btypos?\b",
        r"spelling (?:mistakes?|errors?)",
        r"\bpadlock\b.{0,30}\b(?:means|shows|proves)\b(?! nothing)",
        r"\bhover\b",
        r"you should have",
        r"\byour fault\b(?<!not your fault)",
        r"\bprize for you\b",
        r"\bscore\b",
    ),
    "es": (
        r"\bsegur[oa]s?\b",
        r"faltas de ortografía",
        r"\bel candado\b.{0,30}\b(?:significa|demuestra|prueba)\b(?! nada)",
        r"pasa el ratón",
        r"deberías haber",
        r"\bpuntuación\b",
        r"\busted\b",
    ),
}


@pytest.mark.parametrize(("lesson", "text"), BOTH)
def test_no_lesson_gives_a_verdict_or_teaches_a_mark_as_proof(lesson: Lesson, text: LessonText) -> None:
    for part, words in _ours(lesson, text).items():
        unquoted = re.sub(
            r"«[^»]*»|“[^”]*”|\"[^\"]*\"|\S+\.(?:example|test)", "", words
        )  # a criminal's words and addresses
        for pattern in FORBIDDEN[text.locale]:
            assert not re.search(pattern, unquoted, re.IGNORECASE), (part, pattern, re.search(pattern, unquoted, re.I))


@pytest.mark.parametrize(("lesson", "text"), BOTH)
def test_each_part_is_short_enough_for_a_phone(lesson: Lesson, text: LessonText) -> None:
    words = {name: len(getattr(text, name).split()) for name in SECTIONS}
    assert words["rule"] <= 24
    assert words["story"] <= 260
    assert words["sheet"] <= 220  # one printed page
    assert sum(words.values()) <= 900  # about four minutes with the practice
    for item in lesson.items:
        assert len(_feedback(text.items[item.id]).split()) <= 90, item.id


@pytest.mark.parametrize(("lesson", "text"), BOTH)
def test_items_are_not_copies_of_each_other(lesson: Lesson, text: LessonText) -> None:
    """Five words in a row shared by half of two messages would make one the copy of the other."""
    shingles = {item.id: _shingles(text.items[item.id].body) for item in lesson.items}
    for one, other in ((a, b) for a in shingles for b in shingles if a < b):
        shared = len(shingles[one] & shingles[other]) / max(1, min(len(shingles[one]), len(shingles[other])))
        assert shared < 0.5, (one, other)


def _shingles(body: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[\w{}]+", plain(body).casefold())
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


@pytest.mark.parametrize("lesson", EACH)
def test_both_languages_show_the_same_thing(lesson: Lesson) -> None:
    """The same number of links and files, a subject in both or in none."""
    for item in lesson.items:
        en, es = (lesson.texts[locale].items[item.id] for locale in LOCALES)
        assert len(links(en.body)) == len(links(es.body)), item.id
        assert bool(en.subject) == bool(es.subject) and len(en.attachments) == len(es.attachments), item.id
        assert en.body != es.body, item.id


@pytest.mark.parametrize(("lesson", "text"), BOTH)
def test_genuine_mail_keeps_our_own_promises(lesson: Lesson, text: LessonText) -> None:
    for item in lesson.items:
        if not item.is_lure:
            shown = text.items[item.id]
            assert not shown.reply_to and not shown.sent_by, item.id
            assert all("{domain}" in target or "{safety}" in target for _, target in links(shown.body)), item.id
            buttons = [block for block in blocks(shown.body) if block.kind == "button"]
            assert not buttons or item.channel == "code", item.id  # a printed code is drawn as one


@pytest.mark.parametrize(("lesson", "text"), BOTH)
def test_telephone_numbers_ring_nowhere(lesson: Lesson, text: LessonText) -> None:
    """Ofcom and the North American plan keep these ranges for stories."""
    kept = re.compile(r"44207946 ?0\d{3}|447700900\d{3}|1202555 ?01\d{2}")
    for item in text.items.values():
        for number in re.findall(r"\+\d[\d ]{6,}\d", f"{item.from_name} {item.body}"):
            assert kept.fullmatch(number.replace(" ", "").lstrip("+")), (item.subject, number)


def test_the_published_schemas_are_the_ones_in_use() -> None:
    for ours, published in (("lesson", "lesson"), ("items", "lesson.items")):
        shipped = json.loads((LIBRARY / "schema" / f"{ours}.schema.json").read_text("utf-8"))
        assert shipped == json.loads((ROOT / "docs/schemas" / f"{published}.schema.json").read_text("utf-8"))


def test_titles_and_rules_are_all_different() -> None:
    for locale in LOCALES:
        texts = [lesson.texts[locale] for lesson in LESSONS]
        assert len({text.title for text in texts}) == len({text.rule for text in texts}) == len(LESSONS)
        subjects = Counter(item.subject for text in texts for item in text.items.values() if item.subject)
        assert [subject for subject, times in subjects.items() if times > 1] == []


def test_the_library_is_read_once() -> None:
    assert load_library() is load_library()
    assert all(one.number < other.number for one, other in pairwise(LESSONS))
