"""`forewarn alert`: the quarterly alert without a browser."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from forewarn.accounts.queries import membership_of, staff_by_email
from forewarn.accounts.rules import May, role_may
from forewarn.alerts.actions import releasing, writing
from forewarn.alerts.linting import report_on
from forewarn.alerts.queries.drafts import alert_by_id, alert_of_quarter, alerts_of, documents, gaps, outline_of
from forewarn.alerts.refusals import UnableToChangeAlert
from forewarn.alerts.rules import quarter_of
from forewarn.audit.rules import Actor
from forewarn.cli.alert_files import UnableToReadAlert, as_toml, read_alert
from forewarn.cli.choosing import Refused, chosen_brand
from forewarn.foundation.clock import now
from forewarn.mail.documents import render_text

if TYPE_CHECKING:
    from forewarn.alerts.models import Alert
    from forewarn.brands.models import Brand
    from forewarn.lint.findings import Finding

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
by_option = click.option("--by", "by_email", required=True, help="Email address of the member of staff who does it.")


@click.group()
def command() -> None:
    """Write, hand in, approve and schedule the quarterly alert."""


def _alert(alert_id: int) -> Alert:
    alert = alert_by_id(alert_id)
    if alert is None:
        raise Refused(f"There is no alert {alert_id}. `forewarn alert show` lists them.")
    return alert


def _actor(brand: Brand, email: str, may: May) -> Actor:
    """The member of staff as actor. Exits with 2 where the role does not allow it."""
    user = staff_by_email(email)
    membership = membership_of(user, brand_slug=brand.slug) if user and user.is_active else None
    if user is None or membership is None:
        raise Refused(f"{email} does not work for {brand}.")
    if not role_may(membership.role, may):
        raise Refused(f"{email} is {membership.role} at {brand}: this needs a role that may {may.value}.")
    return Actor.staff(user.pk, str(user))


def _as_mapping(alert: Alert) -> dict[str, Any]:
    mailing = alert.mailing
    return {
        "id": alert.pk,
        "brand": alert.brand.slug,
        "year": alert.year,
        "quarter": alert.quarter,
        "date": alert.planned_on.isoformat(),
        "state": mailing.state if mailing else "draft",
        "mailing": mailing.pk if mailing else None,
        "content_hash": mailing.content_hash if mailing else None,
        "published_at": alert.published_at.isoformat() if alert.published_at else None,
        "scheduled_for": mailing.scheduled_for.isoformat() if mailing and mailing.scheduled_for else None,
        "page": f"https://{alert.brand.public_host}/messages/{alert.slug}/",
    }


def _finding(finding: Finding) -> dict[str, Any]:
    where = finding.where
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "where": {"part": where.part, "line": where.line, "column": where.column, "text": where.text},
        "message": finding.message,
        "fix": finding.fix,
        "waived_by": finding.waived_by,
    }


def _say(alert: Alert, as_json: bool, done: str) -> None:
    fresh = _alert(alert.pk)
    click.echo(json.dumps(_as_mapping(fresh), ensure_ascii=False) if as_json else f"{done} (alert {fresh.pk})")


def _attempt(step: Any) -> None:
    try:
        step()
    except UnableToChangeAlert as error:
        raise Refused(str(error)) from error


@command.command()
@click.option("--brand", "slug", help="The brand's short name; may be left out where there is one brand.")
@click.option("--year", type=int, help="This year by default.")
@click.option("--quarter", type=click.IntRange(1, 4), help="This quarter by default.")
@click.option("--file", "path", type=click.Path(path_type=Path), help="A TOML file with the words; see docs/alerts.md.")
@by_option
@as_json_option
def new(
    slug: str | None, year: int | None, quarter: int | None, path: Path | None, by_email: str, as_json: bool
) -> None:
    """Begin the alert of a quarter, or write a draft's words again from a file."""
    brand = chosen_brand(slug)
    by, moment = _actor(brand, by_email, May.WRITE), now()
    this_year, this_quarter = quarter_of(moment.astimezone(brand.zone).date())
    year, quarter = year or this_year, quarter or this_quarter
    alert = alert_of_quarter(brand, year, quarter)
    if alert is not None and path is None:
        raise Refused(f"Quarter {quarter} of {year} has alert {alert.pk} already. Give --file to write its words.")
    from django.db import transaction

    try:
        with transaction.atomic():
            alert = alert or writing.begin_alert(brand=brand, year=year, quarter=quarter, by=by, now=moment)
            if path is not None:
                writing.write_alert(alert=alert, outline=read_alert(path, outline_of(alert)), by=by, now=moment)
    except (UnableToReadAlert, UnableToChangeAlert) as error:
        raise Refused(str(error)) from error
    _say(alert, as_json, "Written")


@command.command()
@click.argument("alert_id", type=int, required=False)
@click.option("--brand", "slug", help="The brand whose alerts are listed.")
@click.option("--toml", "toml", is_flag=True, help="Print the words as a TOML file.")
@as_json_option
def show(alert_id: int | None, slug: str | None, toml: bool, as_json: bool) -> None:
    """Show one alert with its text, what it lacks and what the checks found; without a number, list them."""
    if alert_id is None:
        rows = [_as_mapping(alert) for alert in alerts_of(chosen_brand(slug))]
        if as_json:
            click.echo(json.dumps({"alerts": rows}, ensure_ascii=False))
        for row in [] if as_json else rows:
            click.echo(f"{row['id']:>6}  {row['year']} Q{row['quarter']}  {row['date']}  {row['state']}")
        return
    alert = _alert(alert_id)
    if toml:
        click.echo(as_toml(outline_of(alert)), nl=False)
        return
    notes = documents(alert)
    lacks = gaps(alert.brand, outline_of(alert)) if alert.mailing is None else []
    found = {locale: report_on(alert, note, now=now()) for locale, note in notes.items()}
    if as_json:
        row = _as_mapping(alert) | {
            "texts": {
                locale: {"subject": note.subject, "text": render_text(note), "words": note.words}
                for locale, note in notes.items()
            },
            "missing": [{"part": g.part, "locale": g.locale, "text": g.text, "stops": g.stops} for g in lacks],
            "findings": {locale: [_finding(f) for f in report.findings] for locale, report in found.items()},
        }
        click.echo(json.dumps(row, ensure_ascii=False))
        return
    for locale, note in notes.items():
        click.echo(f"── {locale} ── {note.subject}\n\n{render_text(note)}")
        for finding in found[locale].findings:
            click.echo(f"   {finding.severity.value}: {finding.rule} {finding.message}")
    for gap in lacks:
        click.echo(f"{'missing' if gap.stops else 'ask yourself'}: {gap.locale + ': ' if gap.locale else ''}{gap.text}")


@command.command()
@click.argument("alert_id", type=int)
@by_option
@as_json_option
def submit(alert_id: int, by_email: str, as_json: bool) -> None:
    """Hand an alert in for approval."""
    alert = _alert(alert_id)
    by = _actor(alert.brand, by_email, May.WRITE)
    _attempt(lambda: releasing.submit_alert(alert=alert, by=by, now=now()))
    _say(alert, as_json, "Handed in")


@command.command()
@click.argument("alert_id", type=int)
@click.option("--emergency", default="", help="Approve one's own alert: the reason, which is recorded and shown.")
@by_option
@as_json_option
def approve(alert_id: int, emergency: str, by_email: str, as_json: bool) -> None:
    """Approve an alert that another person wrote."""
    alert = _alert(alert_id)
    by = _actor(alert.brand, by_email, May.APPROVE)
    _attempt(lambda: releasing.approve_alert(alert=alert, by=by, now=now(), emergency_reason=emergency))
    _say(alert, as_json, "Approved")


@command.command()
@click.argument("alert_id", type=int)
@click.option(
    "--at", "at_text", help="When, such as 2027-03-03T09:00; the brand's time zone unless it has one. Now by default."
)
@click.option("--waves", default=1, show_default=True, help="How many waves.")
@click.option("--wave-days", default=1, show_default=True, help="Days between waves.")
@click.option("--at-any-hour", is_flag=True, help="Also during the quiet hours of the customers' countries.")
@by_option
@as_json_option
def schedule(
    alert_id: int, at_text: str | None, waves: int, wave_days: int, at_any_hour: bool, by_email: str, as_json: bool
) -> None:
    """Schedule an approved alert; the public page comes first."""
    alert = _alert(alert_id)
    by = _actor(alert.brand, by_email, May.APPROVE)
    at = _moment(at_text, alert.brand)
    spread = releasing.Spread(waves, wave_days, at_any_hour)
    _attempt(lambda: releasing.schedule_alert(alert=alert, at=at, spread=spread, by=by, now=now()))
    _say(alert, as_json, "Scheduled" if at else "Started")


def _moment(text: str | None, brand: Brand) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"--at {text}: write a moment such as 2027-03-03T09:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=brand.zone)
