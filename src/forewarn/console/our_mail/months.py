"""Our mail month by month: how much of it cares, sells or tells, and how much broke a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forewarn.console.charts import bar_chart
from forewarn.journal.queries import MonthCount
from forewarn.lint.severity import MessageClass

MONTHS = 12
SELLS = frozenset({MessageClass.MARKETING.value, MessageClass.MIXED.value})


@dataclass(frozen=True, slots=True)
class Month:
    """The campaigns first seen in a month; `breached` broke a rule at block or error; `likeness` is of 100."""

    day: date
    cares: int
    sells: int
    tells: int
    breached: int
    likeness: int

    @property
    def campaigns(self) -> int:
        """All of them."""
        return self.cares + self.sells + self.tells


def first_of_months(moment: datetime) -> datetime:
    """The beginning of the first of the months that are shown, this one being the last."""
    begin = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    number = begin.year * 12 + begin.month - MONTHS
    return begin.replace(year=number // 12, month=number % 12 + 1)


def by_month(counts: Sequence[MonthCount]) -> list[Month]:
    """One row per month, oldest first, from the first with any mail; months without mail between stand with noughts."""
    found: list[Month] = []
    for month, group in groupby(counts, key=lambda one: one.month):
        rows = list(group)
        found += _empty_between(found[-1].day, month.date()) if found else []
        all_of_them = sum(one.campaigns for one in rows)
        cares = sum(one.campaigns for one in rows if one.message_class == MessageClass.CARE)
        sells = sum(one.campaigns for one in rows if one.message_class in SELLS)
        likeness = sum(one.phish_likeness * one.campaigns for one in rows) / all_of_them
        breached = sum(one.breached for one in rows)
        found.append(Month(month.date(), cares, sells, all_of_them - cares - sells, breached, round(likeness)))
    return found


def _empty_between(last: date, day: date) -> list[Month]:
    numbers = range(last.year * 12 + last.month, day.year * 12 + day.month - 1)
    return [Month(date(number // 12, number % 12 + 1, 1), 0, 0, 0, 0, 0) for number in numbers]


def drawing_of(months: Sequence[Month]) -> SafeString | None:
    """All campaigns beside those that broke a rule; nothing where one month would stand alone."""
    if len(months) < 2:
        return None
    series = [
        (_("campaigns"), [one.campaigns for one in months]),
        (_("broke a rule"), [one.breached for one in months]),
    ]
    labels = [date_format(one.day, "M Y") for one in months]
    return bar_chart(
        title=_("Campaigns a month, and those that broke a rule"), labels=labels, series=series, height=190
    )
