"""The report: how many came, and what they can tell apart. Never one person, never a group under twenty."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.charts import bar_chart
from forewarn.console.lessons.wording import DIFFICULTIES, RETIRE
from forewarn.foundation.clock import now
from forewarn.lessons.queries.exporting import COLUMNS, funnels_of, items_of, rows_of
from forewarn.lessons.queries.report import report_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forewarn.lessons.queries.report import Group, LessonFigures
    from forewarn.lessons.rules.detection import Estimate


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table of d′ and c."""

    name: str
    estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and its numbers."""

    drawing: SafeString | None
    lines: tuple[Line, ...]


def _chart(title: str, lines: Sequence[Line]) -> Chart:
    known = [(line.name, line.estimate) for line in lines if line.estimate]
    values = [round(found.d.value, 2) for _name, found in known if found]
    drawing = (
        bar_chart(title=title, labels=[n for n, _e in known], series=[("d′", values)], height=190) if known else None
    )
    return Chart(drawing, tuple(lines))


def _before_after(lessons: Sequence[LessonFigures]) -> SafeString | None:
    pairs = [one for one in lessons if one.before_like and one.after_like]
    if not pairs:
        return None
    series = [
        (_("before"), [round(one.before_like.d.value, 2) for one in pairs if one.before_like]),
        (_("after"), [round(one.after_like.d.value, 2) for one in pairs if one.after_like]),
    ]
    labels = [str(one.given.lesson.number) for one in pairs]
    return bar_chart(title=_("d′ before and after each lesson"), labels=labels, series=series)


def _groups(groups: Sequence[Group], words: dict[str, object]) -> list[Line]:
    return [Line(str(words.get(group.name, group.name)), group.estimate) for group in groups]


@for_staff(May.LOOK)
def show(request: StaffRequest) -> HttpResponse:
    """Reach, start, finish; d′ and c by lesson, difficulty and language; what to retire."""
    found = report_of(request.brand, now=now())
    locale = request.brand.default_locale
    context = {
        "report": found,
        "lessons": [{"figures": one, "title": one.given.text(locale).title} for one in found.lessons],
        "before_after": _before_after(found.lessons),
        "difficulty": _chart(_("d′ by difficulty"), _groups(found.by_difficulty, dict(DIFFICULTIES))),
        "languages": _chart(_("d′ by language"), _groups(found.by_locale, {})),
        "retire_words": RETIRE,
    }
    return render(request, "console/lessons/report.html", context)


@for_staff(May.LOOK)
def as_csv(request: StaffRequest) -> HttpResponse:
    """The rows of the report for a spreadsheet."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows_of(report_of(request.brand, now=now())))
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="practice.csv"'
    return response


@for_staff(May.LOOK)
def as_json(request: StaffRequest) -> HttpResponse:
    """Everything in the report for a program."""
    moment = now()
    found = report_of(request.brand, now=moment)
    content = {
        "version": 1,
        "brand": request.brand.name,
        "as_of": moment.isoformat(),
        "confidence": 0.99,
        "smallest_group": 20,
        "lessons": list(funnels_of(found)),
        "groups": list(rows_of(found)),
        "messages": list(items_of(found)),
    }
    response = JsonResponse(content, json_dumps_params={"indent": 1, "ensure_ascii": False})
    response.headers["Content-Disposition"] = 'attachment; filename="practice.json"'
    return response
