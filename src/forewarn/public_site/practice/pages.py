"""What the practice pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from forewarn.lessons.queries.caveats import broken_rules, caveats_of
from forewarn.lessons.queries.content import GivenLesson, given_lessons, lesson_of, values_of
from forewarn.lessons.queries.visits import Message, Progress, finished_count
from forewarn.lessons.rules.exercises import show_part
from forewarn.lessons.rules.showing import Line, shown_lines, shown_message
from forewarn.public_site.site import Page, Site

HERE = "practice"
SECTIONS = ("rule", "objective", "story", "why", "myth", "closing", "action", "sheet")
RESERVED = frozenset({"progress"})  # names that are pages of ours, not lessons


def words_of(site: Site, given: GivenLesson) -> dict[str, Any]:
    """The words of a lesson in the reader's language, filled in."""
    text = given.text(site.locale)
    values = tuple(values_of(site.brand, text.locale, site.today).items())
    lines = {name: _lines(getattr(text, name), values) for name in SECTIONS}
    title = "".join(piece.text for line in _lines(text.title, values) for piece in line.pieces)
    return {
        "title": title,
        "locale": text.locale,
        "slug": given.slug,
        "minutes": given.lesson.minutes,
        **lines,
    }


@lru_cache(maxsize=2_048)
def _lines(markdown: str, values: tuple[tuple[str, str], ...]) -> tuple[Line, ...]:
    """The same words for the same brand and day are read once: reading them is most of a page's work."""
    return shown_lines(markdown, dict(values))


def all_lessons(site: Site) -> Page:
    """Every lesson that the brand gives, and how many people finished one."""
    found = [words_of(site, given) for given in given_lessons(site.brand)]
    return Page("practice/lessons.html", {"lessons": found, "finished": finished_count(site.brand)}, here=HERE)


def one_lesson(site: Site, slug: str, template: str, **more: Any) -> Page | None:
    """One lesson by the template that shows it."""
    given = lesson_of(site.brand, slug)
    if given is None:
        return None
    finished = finished_count(site.brand, slug=slug)
    context = {"lesson": words_of(site, given), "finished": finished, "broken": _broken(site, given), **more}
    return Page(f"practice/{template}", context, here=HERE)


def _broken(site: Site, given: GivenLesson) -> bool:
    """Whether our own mail of late broke what the lesson teaches."""
    return bool(caveats_of(given.lesson, broken_rules(site.brand, now=site.now)))


def _page(site: Site, progress: Progress, template: str, **more: Any) -> Page:
    visit = progress.visit
    context = {
        "lesson": words_of(site, progress.given),
        "visit": visit,
        "embedded": visit.embedded,
        "steps": progress.steps,
        "done": progress.done,
        **more,
    }
    return Page(f"practice/{template}", context, here=HERE)


def inbox(site: Site, progress: Progress, phase: str) -> Page:
    """The messages that wait, and those that were answered."""
    entries = [{"id": m.plan.id, "shown": _shown(site, progress, m), "answer": m.answer} for m in progress.of(phase)]
    fakes = sum(message.plan.is_lure for message in progress.of(phase))
    return _page(site, progress, "inbox.html", entries=entries, fakes=fakes, phase=phase)


def words(site: Site, progress: Progress) -> Page:
    """The lesson itself, on the way from the first messages to the exercise."""
    parts = progress.given.lesson.exercise.parts
    broken = _broken(site, progress.given)
    return _page(site, progress, "words.html", first_part=parts[0].id if parts else "", broken=broken)


def message(site: Site, progress: Progress, found: Message, *, missing: bool = False) -> Page:
    """One message, with the questions, or with what there is to learn from it once it was answered."""
    waiting = [other for other in progress.open(found.phase) if other.plan.id != found.plan.id]
    return _page(
        site,
        progress,
        "mail.html",
        item=found.plan,
        shown=_shown(site, progress, found),
        answer=found.answer,
        choices=_choices(site),
        following=waiting[0].plan.id if waiting else "",
        missing=missing,
    )


def exercise_part(site: Site, progress: Progress, part: str, given: Mapping[str, Sequence[str]] | None) -> Page | None:
    """One part of the exercise; `given` is what was handed in."""
    plan = next((one for one in progress.given.lesson.exercise.parts if one.id == part), None)
    if plan is None:
        return None
    text = progress.given.text(site.locale)
    values = values_of(site.brand, text.locale, site.today)
    parts = [one.id for one in progress.given.lesson.exercise.parts]
    place = parts.index(part)
    shown = show_part(plan, text.exercise.parts[part], values, given)
    intro = shown_lines(text.exercise.intro, values) if place == 0 else ()
    last = place == len(parts) - 1
    done = shown_lines(text.exercise.done, values) if last else ()
    return _page(
        site,
        progress,
        "part.html",
        part=shown,
        intro=intro,
        ending=done,
        following="" if last else parts[place + 1],
        kind=progress.given.lesson.exercise.kind,
    )


def ending(site: Site, progress: Progress) -> Page:
    """The end: what you now know, thanks, one thing to do."""
    address = site.links.to("practice-progress")
    key = progress.visit.key
    return _page(site, progress, "end.html", progress_href=f"{address}{'&' if '?' in address else '?'}visit={key}")


def _shown(site: Site, progress: Progress, found: Message) -> Any:
    text = progress.given.text(site.locale)
    return shown_message(found.plan, text.items[found.plan.id], values_of(site.brand, text.locale, site.today))


def _choices(site: Site) -> list[tuple[str, str]]:
    """What one can do with a message, in the words of the page."""
    with translation.override(site.interface):
        return [
            ("act", _("Do what it asks")),
            ("check", _("Check it my own way")),
            ("report", _("Report it")),
            ("leave", _("Leave it")),
        ]
