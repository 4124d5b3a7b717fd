"""The sample brand's past year: customers, the alerts that were sent, and the draft that waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from forewarn.accounts.queries import staff_by_email
from forewarn.alerts.actions.releasing import Spread, approve_alert, schedule_alert, submit_alert
from forewarn.alerts.actions.writing import begin_alert, write_alert
from forewarn.alerts.rules import Outline, quarter_of
from forewarn.audience.importing import actions as importing
from forewarn.audience.importing.running import run_import
from forewarn.audit.rules import Actor
from forewarn.brands.queries import sending_domains
from forewarn.cli.sample.alerts import outlines
from forewarn.cli.sample.brand import BY, DOMAIN, renew_keys
from forewarn.cli.sample.delivering import deliver
from forewarn.cli.sample.people import customers_csv

if TYPE_CHECKING:
    from forewarn.alerts.models import Alert
    from forewarn.brands.models import Brand

WRITTEN_BEFORE = timedelta(days=9)  # between writing an alert and sending it
QUARTERS_BACK = 3


def add_customers(brand: Brand, *, count: int, now: datetime) -> None:
    """Import the sample customers as a brand would."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "customers.csv"
        path.write_text(customers_csv(count), encoding="utf-8")
        run = importing.take_up(brand=brand, source=importing.Source(path, path.name), by=BY, now=now)
        importing.start(run=run, by=BY, now=now)
        done = run_import(run.pk, clock=lambda: now)
    if done.problem:
        raise RuntimeError(f"the sample customers could not be imported: {done.problem}")


def staff(role: str) -> Actor:
    """A member of the sample staff by role."""
    user = staff_by_email(f"{role}@{DOMAIN}")
    if user is None:
        raise LookupError(f"the sample staff has no {role}")
    return Actor.staff(user.pk, str(user))


def _past_and_next(brand: Brand, now: datetime) -> tuple[list[Outline], Outline]:
    """The alerts of the last three quarters, oldest first, and that of this quarter."""
    year, quarter = quarter_of(now.astimezone(brand.zone).date())
    every = [outline for y in (year - 1, year) for outline in outlines(y)]
    here = next(i for i, o in enumerate(every) if (o.year, o.quarter) == (year, quarter))
    return every[here - QUARTERS_BACK : here], every[here]


def _written(brand: Brand, outline: Outline, *, now: datetime) -> Alert:
    editor = staff("editor")
    alert = begin_alert(brand=brand, year=outline.year, quarter=outline.quarter, by=editor, now=now)
    write_alert(alert=alert, outline=outline, by=editor, now=now + timedelta(hours=2))
    return alert


def send_earlier_alerts(brand: Brand, *, now: datetime) -> None:
    """Write, approve and deliver the alerts of the last three quarters, each at its time."""
    renewed = now - timedelta(days=90)
    for outline in _past_and_next(brand, now)[0]:
        at = datetime.combine(outline.planned_on, time(10), brand.zone)
        if at > renewed:
            _renew_once(brand, at=renewed)
        alert = _written(brand, outline, now=at - WRITTEN_BEFORE)
        submit_alert(alert=alert, by=staff("editor"), now=at - timedelta(days=7))
        approve_alert(alert=alert, by=staff("approver"), now=at - timedelta(days=5))
        schedule_alert(alert=alert, at=None, spread=Spread(at_any_hour=True), by=staff("approver"), now=at)
        if alert.mailing is None:
            raise LookupError("a submitted alert has a mailing")
        deliver(alert.mailing, at=at)

    _renew_once(brand, at=renewed)


def _renew_once(brand: Brand, *, at: datetime) -> None:
    """Each mail is signed with the key of its time: whoever checks it later looks at the dates."""
    if not any(key.valid_until for domain in sending_domains(brand) for key in domain.keys.all()):
        renew_keys(brand, now=at)


def draft_alert(brand: Brand, *, now: datetime) -> None:
    """This quarter's alert as a draft with a date that still lies ahead."""
    outline = _past_and_next(brand, now)[1]
    today = now.astimezone(brand.zone).date()
    last = (
        date(outline.year, 12, 31)
        if outline.quarter == 4
        else date(outline.year, outline.quarter * 3 + 1, 1) - timedelta(days=1)
    )
    on = min(today + timedelta(days=3), last)  # near enough to be sent today, as the README's walk does
    _written(brand, replace(outline, planned_on=on), now=now - timedelta(days=2))
