"""A brand's own words over a lesson of the library, lessons of its own, their order. What is in use was read whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.lessons.models import BrandLesson
from forewarn.lessons.queries.content import lessons_of
from forewarn.lessons.rules.adapting import (
    MAX_BYTES,
    MAX_FILES,
    base_of,
    hash_of,
    laid_over,
    library_lessons,
    read_files,
)
from forewarn.lessons.rules.reading.loading import LESSON_FILE, locales_in
from forewarn.lessons.rules.reading.types import Lesson, Problem

RESERVED = frozenset({"progress"})  # a page of ours has this name


class UnableToChangeLesson(Exception):
    """The lesson stays as it was; `problems` say file, line and field of each mistake."""

    def __init__(self, text: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(text)
        self.problems = tuple(problems)


@transaction.atomic
def take_files(*, brand: Brand, files: Mapping[str, str], slug: str = "", by: Actor, now: datetime) -> str:
    """Use these files: over the lesson `slug`, or as the lesson that their lesson.yaml names. Returns its slug.

    Raises UnableToChangeLesson where they cannot be read; the version in use stays.
    """
    _check_size(files)
    unknown = sorted(
        set(files) - {LESSON_FILE} - {f"{loc}{end}" for loc in locales_in(files) for end in (".md", ".items.yaml")}
    )
    if unknown:
        raise UnableToChangeLesson(
            f"“{unknown[0]}” is no file of a lesson. Name them lesson.yaml, en.md, en.items.yaml."
        )
    row = BrandLesson.objects.select_for_update().filter(brand=brand, slug=slug).first() if slug else None
    before = row.files if row else {}
    whole = laid_over(slug, {**before, **files}) if slug else dict(files)
    loaded = read_files(whole)
    if loaded.lesson is None:
        raise UnableToChangeLesson("The files have mistakes, so nothing was changed.", loaded.problems)
    _check_name(loaded.lesson, slug)
    name = loaded.lesson.slug
    if not slug and name in library_lessons():
        return take_files(brand=brand, files=files, slug=name, by=by, now=now)
    base = base_of(name)
    own = {key: text for key, text in {**before, **files}.items() if base.get(key) != text}
    values = {"files": own, "base_hash": hash_of(base) if base else "", "changed_at": now}
    saved, _ = BrandLesson.objects.update_or_create(brand=brand, slug=name, defaults=values)
    data = {"files": sorted(files)}
    record("lesson.changed", by=by, now=now, brand_id=brand.pk, target=("lesson", saved.pk, name), data=data)
    return name


def _check_size(files: Mapping[str, str]) -> None:
    if not files:
        raise UnableToChangeLesson("There is no file. Choose lesson.yaml and the files of at least one language.")
    if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_BYTES:
        raise UnableToChangeLesson(f"Too much: at most {MAX_FILES} files and {MAX_BYTES:,} characters together.")


def _check_name(lesson: Lesson, slug: str) -> None:
    if slug and lesson.slug != slug:
        raise UnableToChangeLesson(f"lesson.yaml calls itself “{lesson.slug}”; it belongs to “{slug}”. Keep the name.")
    if lesson.slug in RESERVED:
        raise UnableToChangeLesson(f"“{lesson.slug}” is the name of a page. Choose another name in lesson.yaml.")


@transaction.atomic
def back_to_library(*, brand: Brand, slug: str, by: Actor, now: datetime) -> None:
    """Give up the brand's own words: the library's hold again. A lesson of the brand's own is deleted."""
    row = BrandLesson.objects.filter(brand=brand, slug=slug).first()
    if row is None or not row.files:
        raise UnableToChangeLesson("The brand has no words of its own in this lesson.")
    target = ("lesson", row.pk, slug)
    if base_of(slug):
        row.files, row.base_hash, row.changed_at = {}, "", now
        row.save(update_fields=["files", "base_hash", "changed_at"])
    else:
        row.delete()
    record("lesson.reset", by=by, now=now, brand_id=brand.pk, target=target)


@transaction.atomic
def keep_own_words(*, brand: Brand, slug: str, by: Actor, now: datetime) -> None:
    """Say that the newer text of the library was looked at, and the brand's own words stay."""
    row = BrandLesson.objects.filter(brand=brand, slug=slug).first()
    if row is None or not row.files:
        raise UnableToChangeLesson("The brand has no words of its own in this lesson.")
    row.base_hash, row.changed_at = hash_of(base_of(slug)), now
    row.save(update_fields=["base_hash", "changed_at"])
    record("lesson.kept", by=by, now=now, brand_id=brand.pk, target=("lesson", row.pk, slug))


@transaction.atomic
def place_lesson(*, brand: Brand, slug: str, given: bool, quarter: int, by: Actor, now: datetime) -> None:
    """Switch a lesson on or off, and put it into a quarter."""
    if quarter not in (1, 2, 3, 4):
        raise UnableToChangeLesson("A year has four quarters: choose 1 to 4.")
    if slug not in {one.slug for one in lessons_of(brand)}:
        raise UnableToChangeLesson("There is no such lesson.")
    values = {"given": given, "quarter": quarter, "changed_at": now}
    row, _ = BrandLesson.objects.update_or_create(brand=brand, slug=slug, defaults=values)
    data = {"given": given, "quarter": quarter}
    record("lesson.placed", by=by, now=now, brand_id=brand.pk, target=("lesson", row.pk, slug), data=data)


@transaction.atomic
def move_lesson(*, brand: Brand, slug: str, up: bool, by: Actor, now: datetime) -> None:
    """Change places with the neighbour above or below."""
    order = [one.slug for one in lessons_of(brand)]
    if slug not in order:
        raise UnableToChangeLesson("There is no such lesson.")
    place = order.index(slug)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for position, name in enumerate(order):
        BrandLesson.objects.update_or_create(
            brand=brand,
            slug=name,
            defaults={"position": position},
            create_defaults={"position": position, "changed_at": now},
        )
    row = BrandLesson.objects.get(brand=brand, slug=slug)
    record("lesson.moved", by=by, now=now, brand_id=brand.pk, target=("lesson", row.pk, slug), data={"up": up})
