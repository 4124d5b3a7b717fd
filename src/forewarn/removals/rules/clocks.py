"""How long a removal may take: what the law of the customer's country says, and what the brand promised.

After research/evidence C.1. The clock starts on receipt and nothing stops it. Where no law is known, the stricter of those
that are counts. Days off are not taken from any clock, so that the product is never later than the law.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Profile:
    """The clocks of one law: to confirm receipt (business days, 0: at once with the answer), to answer (calendar days or
    months), and how much longer in a hard case, if the customer is told within the first time."""

    code: str
    label: str  # for staff
    answer_months: int = 0
    answer_days: int = 0
    longer_months: int = 0
    longer_days: int = 0
    confirm_business_days: int = 0


GDPR = Profile("gdpr", "GDPR, article 12(3)", answer_months=1, longer_months=2)
UK_GDPR = Profile("uk-gdpr", "UK GDPR, article 12(3)", answer_months=1, longer_months=2)
CCPA = Profile(
    "ccpa", "CCPA (California), sections 7021 and 7022", answer_days=45, longer_days=45, confirm_business_days=10
)
US = replace(CCPA, code="us", label="United States, not known to be California: as under the CCPA")
ELSEWHERE = Profile("elsewhere", "No law on record: as under the GDPR", answer_months=1, longer_months=2)

PROFILES = {profile.code: profile for profile in (GDPR, UK_GDPR, CCPA, US, ELSEWHERE)}
_CALIFORNIA = frozenset({"ca", "us-ca", "california", "calif", "calif."})  # as people and ISO 3166-2 write it
EEA = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "HR",
        "CY",
        "CZ",
        "DK",
        "EE",
        "FI",
        "FR",
        "DE",
        "GR",
        "HU",
        "IE",
        "IT",
        "LV",
        "LT",
        "LU",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SK",
        "SI",
        "ES",
        "SE",
        "IS",
        "LI",
        "NO",
    ]
)


def profile_for(country: str, state: str = "") -> Profile:
    """The profile of a country (ISO 3166-1 alpha-2) and, in the United States, of a state as somebody wrote it; each empty
    where it is not known. There is no federal law on this, and California is the only state whose clock is here."""
    code = country.upper()
    if code in EEA:
        return GDPR
    if code == "US":
        return CCPA if state.strip().casefold() in _CALIFORNIA else US
    return UK_GDPR if code == "GB" else ELSEWHERE


def law_due(profile: Profile, received: datetime, zone: ZoneInfo) -> datetime:
    """The end of the last day on which the law still counts the answer as in time."""
    return _end(received, profile.answer_months, profile.answer_days, zone)


def longest_due(profile: Profile, received: datetime, zone: ZoneInfo) -> datetime:
    """The same where the time was made longer."""
    months, days = profile.answer_months + profile.longer_months, profile.answer_days + profile.longer_days
    return _end(received, months, days, zone)


def confirm_due(profile: Profile, received: datetime, zone: ZoneInfo) -> datetime | None:
    """By when receipt must be confirmed; None where the law asks for none."""
    if not profile.confirm_business_days:
        return None
    day, left = received.astimezone(zone), profile.confirm_business_days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return _last_moment(day, zone)


def due_at(profile: Profile, received: datetime, *, promised_days: int, zone: ZoneInfo) -> datetime:
    """By when it must be done: the law's clock or the brand's promise, whichever ends first."""
    promise = _last_moment(received.astimezone(zone) + timedelta(days=promised_days), zone)
    return min(law_due(profile, received, zone), promise)


def vendor_due(due: datetime, received: datetime, *, days: int | None, others: Iterable[datetime] = ()) -> datetime:
    """By when a vendor must have done its part: the days agreed with it, and never later than the whole or than `others`
    (the day of a change that the customer was told of)."""
    ends = [due, *others]
    if days is not None:
        ends.append(received + timedelta(days=days))
    return min(ends)


def _end(received: datetime, months: int, days: int, zone: ZoneInfo) -> datetime:
    local = received.astimezone(zone)
    number = local.year * 12 + local.month - 1 + months
    year, month = divmod(number, 12)
    last = calendar.monthrange(year, month + 1)[1]
    moved = local.replace(year=year, month=month + 1, day=min(local.day, last)) + timedelta(days=days)
    return _last_moment(moved, zone)


def _last_moment(day: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(day.date(), time(23, 59, 59), zone)
