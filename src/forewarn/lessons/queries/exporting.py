"""The report as rows: for CSV, for JSON, and for the table beside each chart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forewarn.lessons.queries.report import Report
from forewarn.lessons.rules.detection import Estimate

COLUMNS = (
    "lesson",
    "group",
    "people",
    "fakes_shown",
    "fakes_noticed",
    "genuine_shown",
    "genuine_called_fake",
    "d",
    "d_low",
    "d_high",
    "c",
    "c_low",
    "c_high",
    "trust",
)


def rows_of(report: Report) -> Iterator[dict[str, Any]]:
    """One row per group of answers; a group that is too small has empty figures."""
    for one in report.lessons:
        slug = one.given.slug
        yield _row(slug, "after the lesson", one.after)
        yield _row(slug, "before, least and moderate", one.before_like)
        yield _row(slug, "after, least and moderate", one.after_like)
        yield _row(slug, "refresher, least and moderate", one.refresh)
    for group in report.by_difficulty:
        yield _row("", f"difficulty {group.name}", group.estimate)
    for group in report.by_locale:
        yield _row("", f"language {group.name}", group.estimate)


def funnels_of(report: Report) -> Iterator[dict[str, Any]]:
    """Reach, start and finish per lesson; lessons that under twenty people began have empty figures."""
    for one in report.lessons:
        funnel = one.funnel
        yield {
            "lesson": one.given.slug,
            "customers": funnel.customers,
            "told": funnel.told,
            "started": funnel.started if funnel.shown else None,
            "finished": funnel.finished if funnel.shown else None,
            "kept_at_four_months": one.kept.value if one.kept else None,
        }


def items_of(report: Report) -> Iterator[dict[str, Any]]:
    """Every message that at least twenty people answered."""
    for one in report.items:
        yield {
            "lesson": one.lesson,
            "message": one.tally.item,
            "fake": one.tally.lure,
            "difficulty": one.tally.difficulty,
            "answers": one.tally.shown,
            "right": one.tally.right,
            "retire": one.proposal.value if one.proposal else "",
        }


def _row(lesson: str, group: str, found: Estimate | None) -> dict[str, Any]:
    if found is None:
        return dict.fromkeys(COLUMNS) | {"lesson": lesson, "group": group}
    numbers = (found.people, found.signals, found.hits, found.noises, found.false_alarms)
    d, c = found.d, found.c
    values = (d.value, d.low, d.high, c.value, c.low, c.high, found.trust)
    return dict(zip(COLUMNS, (lesson, group, *numbers, *(round(value, 4) for value in values)), strict=True))
