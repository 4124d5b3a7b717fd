"""A brand's version of a lesson: its files over the library's, told apart by hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from forewarn.lessons.rules.reading.loading import LESSON_FILE, LIBRARY, load_files, load_library, locales_in
from forewarn.lessons.rules.reading.types import Lesson, Loaded

MAX_FILES = 40  # lesson.yaml and two files for each of nineteen languages
MAX_BYTES = 1_000_000  # of all files of a lesson together; they are text written by people


@lru_cache
def library_files() -> Mapping[str, Mapping[str, str]]:
    """The files of every lesson that ships: slug → name → text."""
    slugs = {lesson.number: lesson.slug for lesson in load_library()}
    found: dict[str, Mapping[str, str]] = {}
    for folder in sorted({path.parent for path in LIBRARY.glob(f"*/{LESSON_FILE}")}):
        found[slugs[int(folder.name.split("-")[0])]] = _texts(folder)
    return found


def _texts(folder: Path) -> dict[str, str]:
    texts = {path.name: path.read_text(encoding="utf-8-sig") for path in sorted(folder.iterdir()) if path.is_file()}
    kept = {LESSON_FILE} | {f"{locale}{end}" for locale in locales_in(texts) for end in (".md", ".items.yaml")}
    return {name: text for name, text in texts.items() if name in kept}


def hash_of(files: Mapping[str, str]) -> str:
    """Sixteen digits that change when a file does."""
    return hashlib.sha256(json.dumps(sorted(files.items())).encode()).hexdigest()[:16]


def base_of(slug: str) -> Mapping[str, str]:
    """The library's files of a lesson; empty where the brand wrote it."""
    return library_files().get(slug, {})


def laid_over(slug: str, own: Mapping[str, str]) -> dict[str, str]:
    """The library's files with the brand's own in their place."""
    return {**base_of(slug), **own}


def read_files(files: Mapping[str, str]) -> Loaded:
    """What these files say; the same files are read once, since reading takes a tenth of a second."""
    return _read(tuple(sorted(files.items())))


@lru_cache(maxsize=128)
def _read(files: tuple[tuple[str, str], ...]) -> Loaded:
    return load_files(dict(files))


@lru_cache
def library_lessons() -> Mapping[str, Lesson]:
    """The lessons that ship, by slug, in order."""
    return {lesson.slug: lesson for lesson in load_library()}
