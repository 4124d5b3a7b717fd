"""The year at a glance: which quarter has its alert, and what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forewarn.alerts.models import Alert
from forewarn.alerts.rules import QuarterState, Topic, due_day, quarter_bounds, quarter_state, topics_missing
from forewarn.brands.models import Brand


@dataclass(frozen=True, slots=True)
class QuarterPlan:
    """One quarter of the year."""

    year: int
    quarter: int
    first: date
    last: date
    due: date
    state: QuarterState
    alert: Alert | None

    @property
    def may_begin(self) -> bool:
        """Whether an alert can be begun for it."""
        return self.alert is None and self.state is not QuarterState.MISSED


@dataclass(frozen=True, slots=True)
class YearPlan:
    """Four quarters, and which required topics their one-thing-to-do still lacks."""

    year: int
    quarters: tuple[QuarterPlan, ...]
    missing_topics: tuple[Topic, ...]
    too_late: bool


def year_plan(brand: Brand, year: int, *, today: date) -> YearPlan:
    """The plan of one year as it stands today."""
    alerts = {a.quarter: a for a in Alert.objects.filter(brand=brand, year=year).select_related("mailing")}
    quarters = tuple(_quarter(year, number, alerts.get(number), today) for number in (1, 2, 3, 4))
    topics = [alert.thing_topic for alert in alerts.values()]
    left = sum(q.may_begin for q in quarters)
    missing, too_late = topics_missing(topics, left)
    return YearPlan(year, quarters, missing, too_late)


def _quarter(year: int, number: int, alert: Alert | None, today: date) -> QuarterPlan:
    first, last = quarter_bounds(year, number)
    mailing_state = alert.mailing.state if alert and alert.mailing else None
    state = quarter_state(year, number, today, mailing_state, has_alert=alert is not None)
    return QuarterPlan(year, number, first, last, due_day(year, number), state, alert)


def years_with_alerts(brand: Brand) -> list[int]:
    """Years that have an alert, newest first."""
    return sorted(set(Alert.objects.filter(brand=brand).values_list("year", flat=True)), reverse=True)
