"""When a change takes effect, and how much notice that is. Days are those of the brand's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

LEAD_DAYS = 30  # custom for notice of sub-processors; 10 to 45 are seen (evidence C.1)
DELETION_DAYS = 30  # from the day a vendor goes until its deletion must be confirmed
REMIND_DAYS = 7  # between two reminders to staff
LONGEST = 3_650  # days: ten years; more is a slip of the finger


def moment_of(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day, in UTC. Where the clocks skip midnight it is the moment of the skip."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The day of a moment at the brand."""
    return moment.astimezone(zone).date()


def days_of_notice(effective_on: date, announced_on: date) -> int:
    """Whole days from the announcement to the change."""
    return (effective_on - announced_on).days


def earliest(announced_on: date, lead_days: int) -> date:
    """The first day on which a change may take effect without an urgent reason."""
    return announced_on + timedelta(days=lead_days)


def reminder_due(reminded_at: datetime | None, left_at: datetime, now: datetime, every_days: int) -> bool:
    """Whether staff should hear again that a vendor's deletion is not confirmed."""
    return now >= (reminded_at or left_at) + timedelta(days=every_days)
