"""Reading lessons from their files: nothing is half read, and every problem says file, line and field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from forewarn.lessons.rules.reading.checks import problems_between
from forewarn.lessons.rules.reading.lesson_words import read_words
from forewarn.lessons.rules.reading.schema_check import problems_of
from forewarn.lessons.rules.reading.types import (
    Attachment,
    ExercisePlan,
    ExerciseText,
    ItemPlan,
    ItemText,
    Lesson,
    LessonText,
    Loaded,
    PartPlan,
    PartText,
    Problem,
)
from forewarn.lessons.rules.reading.words import RIGHT_FOR
from forewarn.lessons.rules.reading.yaml_files import Document, read

LIBRARY = Path(__file__).parents[2] / "library"
LESSON_FILE = "lesson.yaml"
MAX_FILE_BYTES = 1_000_000  # a file is text written by people
_LOCALE_FILE = re.compile(r"(?P<locale>[a-z]{2}(?:-[A-Z]{2})?)\.(?P<kind>md|items\.yaml)")
_FROM = re.compile(r'"?(?P<name>[^<"]*?)"?\s*(?:<(?P<address>[^<>]*)>)?\s*')


class BrokenLibrary(Exception):
    """A lesson of the shipped library cannot be read; the message lists every problem."""


def load_library(folder: Path = LIBRARY) -> tuple[Lesson, ...]:
    """All lessons that ship, in order of number. Raises `BrokenLibrary`: what ships is tested."""
    return _library(folder)


@lru_cache
def _library(folder: Path) -> tuple[Lesson, ...]:
    lessons: list[Lesson] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob(f"*/{LESSON_FILE}")):
        loaded = load_folder(path.parent)
        problems += [replace(problem, file=f"{path.parent.name}/{problem.file}") for problem in loaded.problems]
        lessons += [loaded.lesson] if loaded.lesson else []
    if problems:
        raise BrokenLibrary("\n".join(map(str, problems)))
    return tuple(sorted(lessons, key=lambda lesson: lesson.number))


def load_folder(folder: Path) -> Loaded:
    """The lesson in a folder: `lesson.yaml` and per locale `en.md` and `en.items.yaml`. Other files are left alone."""
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted(folder.iterdir()):
        if path.name != LESSON_FILE and not _LOCALE_FILE.fullmatch(path.name):
            continue
        text = _text(path)
        if isinstance(text, Problem):
            problems.append(text)
        else:
            files[path.name] = text
    return Loaded(None, tuple(problems)) if problems else load_files(files)


def _text(path: Path) -> str | Problem:
    if path.stat().st_size > MAX_FILE_BYTES:
        return Problem(path.name, 1, "", f"the file is larger than {MAX_FILE_BYTES} bytes")
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Problem(path.name, raw.count(b"\n", 0, error.start) + 1, "", "is not UTF-8 text; save it as UTF-8")


def load_files(files: Mapping[str, str]) -> Loaded:
    """The lesson in files given as name → text, such as an upload or a brand's own version."""
    if LESSON_FILE not in files:
        return Loaded(None, (Problem(LESSON_FILE, 1, "", "the file is missing"),))
    plan, problems = _document(LESSON_FILE, files[LESSON_FILE], "lesson")
    words: dict[str, dict[str, str]] = {}
    items: dict[str, Document] = {}
    for locale in locales_in(files):
        for name in (f"{locale}.md", f"{locale}.items.yaml"):
            if name not in files:
                problems.append(Problem(name, 1, "", "the file is missing"))
            elif name.endswith(".md"):
                words[locale], found = read_words(name, files[name])
                problems += found
            else:
                document, found = _document(name, files[name], "items")
                problems += found
                items |= {locale: document} if document else {}
    if not items and not problems:
        problems.append(Problem("en.md", 1, "", "there is no language; a lesson needs at least one"))
    if plan is not None and not problems:
        problems += problems_between(plan, items)
    if plan is None or problems:
        return Loaded(None, tuple(problems))
    return Loaded(_lesson(plan.value, words, {locale: found.value for locale, found in items.items()}), ())


def locales_in(files: Mapping[str, str]) -> list[str]:
    """The locales that have at least one file, in order."""
    return sorted({match["locale"] for name in files if (match := _LOCALE_FILE.fullmatch(name))})


def _document(name: str, text: str, schema: str) -> tuple[Document | None, list[Problem]]:
    document = read(name, text)
    if isinstance(document, Problem):
        return None, [document]
    return document, problems_of(document, schema)


def _lesson(plan: Any, words: Mapping[str, Mapping[str, str]], items: Mapping[str, Any]) -> Lesson:
    return Lesson(
        slug=plan["slug"],
        number=plan["number"],
        version=plan["version"],
        quarter=plan["quarter"],
        minutes=plan["minutes"],
        rules=tuple(plan["rules"]),
        promises=tuple(plan["promises"]),
        sensitive=plan.get("sensitive", False),
        items=tuple(map(_item, plan["items"])),
        exercise=ExercisePlan(plan["exercise"]["kind"], tuple(map(_part, plan["exercise"]["parts"]))),
        texts={locale: _text_of(locale, words[locale], items[locale]) for locale in items},
    )


def _item(item: Any) -> ItemPlan:
    return ItemPlan(
        id=item["id"],
        kind=item["kind"],
        forms=tuple(item.get("forms") or [item["form"]]),
        difficulty=item.get("difficulty", ""),
        channel=item.get("channel", "mail"),
        poses_as=item.get("poses_as", "brand"),
        odd=item.get("odd", False),
        cues=item.get("cues", {}),
        premise=tuple(item.get("premise", ())),
        right=tuple(item.get("right", RIGHT_FOR[item["kind"]])),
        days_ago=item.get("days_ago", 0),
        time=item.get("time", "09:30"),
    )


def _part(part: Any) -> PartPlan:
    return PartPlan(part["id"], part["type"], part.get("right", {}), tuple(part.get("bins", ())), part.get("start", ""))


def _text_of(locale: str, words: Mapping[str, str], items: Any) -> LessonText:
    exercise = items["exercise"]
    return LessonText(
        locale=locale,
        **words,
        items={key: _item_text(item) for key, item in items["items"].items()},
        exercise=ExerciseText(
            intro=exercise["intro"],
            done=exercise["done"],
            parts={key: PartText(**part) for key, part in exercise["parts"].items()},
        ),
    )


def _item_text(item: Any) -> ItemText:
    match = _FROM.fullmatch(item["from"])
    name, address = (match["name"], match["address"] or "") if match else (item["from"], "")
    return ItemText(
        from_name=name,
        from_address=address,
        subject=item.get("subject", ""),
        body=item["body"].strip(),
        wanted=item["wanted"].strip(),
        how=item["how"].strip(),
        tell=item["tell"].strip(),
        reply_to=item.get("reply_to", ""),
        sent_by=item.get("sent_by", ""),
        attachments=tuple(Attachment(a["name"], a["size"]) for a in item.get("attachments", ())),
    )
