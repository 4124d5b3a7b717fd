"""What can be wrong with the register: evidence that has run out, and versions that were changed by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from forewarn.brands.queries import brands
from forewarn.foundation.health import Problem, Severity
from forewarn.vendors.public import altered, register_on
from forewarn.vendors.rules import State, stale_rows


def problems(now: datetime) -> Iterator[Problem]:
    """Versions that are no longer what was written, and vendors at work whose evidence is out of date."""
    for brand in brands():
        for version in altered(brand):
            what = f"Version {version.number} of {version.vendor.name} is no longer what was written on {version.at:%Y-%m-%d}."
            fix = "Somebody changed the database by hand. Restore that version from a backup: its SHA-256 is public."
            yield Problem(Severity.ERROR, what, fix, brand.pk)
        day = now.astimezone(brand.zone).date()
        at_work = [one for one in register_on(brand, now) if one.now.said.state is not State.ENDED]
        stale = [one.name for one in at_work if stale_rows(one.now.said.facts, on=day)]
        if stale:
            what = f"What is said of the protection at {', '.join(stale)} is out of date, and the public page says so."
            fix = "Ask for newer evidence and enter it under Vendors, or take the statement out."
            yield Problem(Severity.WARNING, what, fix, brand.pk)
