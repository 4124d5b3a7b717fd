"""The lessons as one brand gives them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forewarn.brands.models import Brand
from forewarn.lessons.models import BrandLesson
from forewarn.lessons.rules.adapting import base_of, hash_of, laid_over, library_lessons, read_files
from forewarn.lessons.rules.reading.placeholders import BrandFacts, values_for
from forewarn.lessons.rules.reading.types import Lesson, LessonText
from forewarn.promises.queries import promises


@dataclass(frozen=True, slots=True)
class GivenLesson:
    """A lesson of a brand: what it says now, and how it stands to the library."""

    lesson: Lesson
    content: str  # hash of its files
    given: bool
    position: int
    quarter: int
    own_files: tuple[str, ...] = ()  # names of the files that the brand wrote
    in_library: bool = True
    newer_in_library: bool = False

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return self.lesson.slug

    def text(self, locale: str) -> LessonText:
        """Its words in a locale, else in that language, in English, or in whatever it has."""
        texts = self.lesson.texts
        for wanted in (locale, locale.split("-")[0], "en"):
            if wanted in texts:
                return texts[wanted]
        return next(iter(texts.values()))


def lessons_of(brand: Brand) -> list[GivenLesson]:
    """Every lesson of the brand in its order, those switched off included."""
    rows = {row.slug: row for row in BrandLesson.objects.filter(brand=brand)}
    found = [_from_library(lesson, rows.get(slug)) for slug, lesson in library_lessons().items()]
    own = (row for slug, row in rows.items() if slug not in library_lessons() and row.files)
    found += [made for row in own if (made := _own(row))]
    return sorted(found, key=lambda given: (given.position, given.lesson.number, given.slug))


def given_lessons(brand: Brand) -> list[GivenLesson]:
    """The lessons that customers see, in the brand's order."""
    return [lesson for lesson in lessons_of(brand) if lesson.given]


def lesson_of(brand: Brand, slug: str, *, any_state: bool = False) -> GivenLesson | None:
    """One lesson of the brand; None where there is none, or it is switched off and `any_state` is not set."""
    row = BrandLesson.objects.filter(brand=brand, slug=slug).first()
    shipped = library_lessons().get(slug)
    found = _from_library(shipped, row) if shipped else _own(row) if row and row.files else None
    return found if found and (found.given or any_state) else None


def files_of(brand: Brand, slug: str) -> dict[str, str]:
    """The files of a lesson as the brand gives it: name → text; empty where there is no such lesson."""
    row = BrandLesson.objects.filter(brand=brand, slug=slug).first()
    return laid_over(slug, row.files if row else {})


def _from_library(lesson: Lesson, row: BrandLesson | None) -> GivenLesson:
    base = base_of(lesson.slug)
    own = row.files if row else {}
    loaded = read_files(laid_over(lesson.slug, own)).lesson if own else lesson
    shown = loaded or lesson  # a newer library may not go with the brand's file any more; then the library's holds
    return GivenLesson(
        lesson=shown,
        content=hash_of(laid_over(lesson.slug, own) if loaded else base),
        given=row.given if row else True,
        position=row.position if row and row.position is not None else lesson.number,
        quarter=(row.quarter if row else None) or shown.quarter,
        own_files=tuple(sorted(own)),
        newer_in_library=bool(own) and row is not None and row.base_hash != hash_of(base),
    )


def _own(row: BrandLesson) -> GivenLesson | None:
    loaded = read_files(row.files).lesson
    if loaded is None:
        return None
    return GivenLesson(
        lesson=loaded,
        content=hash_of(row.files),
        given=row.given,
        position=row.position if row.position is not None else loaded.number,
        quarter=row.quarter or loaded.quarter,
        own_files=tuple(sorted(row.files)),
        in_library=False,
    )


def facts_of(brand: Brand) -> BrandFacts:
    """What the words of a lesson need to know of the brand."""
    return BrandFacts(
        name=brand.name,
        domain=brand.website or brand.public_host,
        safety_host=brand.public_host,
        has_app=bool(brand.app_name),
        check_address=brand.report_address,
        care_address=brand.contact_address,
        phone=str(brand.phone_numbers[0]) if brand.phone_numbers else "",
        signer=brand.signer_name,
    )


def values_of(brand: Brand, locale: str, today: date) -> dict[str, str]:
    """What stands for the placeholders in the words of a lesson."""
    return values_for(facts_of(brand), locale, today)


def missing_promises(brand: Brand, lesson: Lesson) -> tuple[str, ...]:
    """The promises that a lesson leans on and the brand does not make."""
    made = {line.key for line in promises(brand, locale=brand.default_locale)}
    return tuple(key for key in lesson.promises if key not in made)
