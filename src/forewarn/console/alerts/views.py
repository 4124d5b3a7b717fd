"""The year's calendar of alerts, and one alert."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from forewarn.accounts.rules import May
from forewarn.alerts.actions.writing import begin_alert
from forewarn.alerts.linting import report_on
from forewarn.alerts.queries.calendar import year_plan, years_with_alerts
from forewarn.alerts.queries.drafts import alert_of, documents, gaps, gaps_in_scams, outline_of
from forewarn.alerts.queries.waivers import standing_waivers, waivers_in_force
from forewarn.alerts.refusals import UnableToChangeAlert
from forewarn.audit.queries import events_about
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.audit.wording import in_words
from forewarn.foundation.clock import now
from forewarn.mail.documents import Document, render_text
from forewarn.mailings.rules.states import BEFORE_SENDING, State

if TYPE_CHECKING:
    from forewarn.alerts.models import Alert
    from forewarn.alerts.rules import Gap

YEARS_SHOWN = range(2000, 2100)
SALT = "console.alerts.paper"


def signed_words(note: Document) -> str:
    """A note as a token for the address of its preview, so that nothing need be stored to show it."""
    return signing.dumps(note.as_mapping(), salt=SALT, compress=True)


def alert_or_404(request: StaffRequest, alert_id: int) -> Alert:
    """The alert of this brand."""
    alert = alert_of(request.brand, alert_id)
    if alert is None:
        raise Http404("no such alert")
    return alert


def address(request: StaffRequest, name: str, *arguments: object) -> str:
    """The address of one of the alert screens."""
    return reverse(f"console:alerts-{name}", args=[request.brand.slug, *arguments])


@for_staff(May.LOOK)
def calendar(request: StaffRequest, year: int | None = None) -> HttpResponse:
    """Four quarters, each with its alert or what is due."""
    today = now().astimezone(request.brand.zone).date()
    year = year or today.year
    if year not in YEARS_SHOWN:
        raise Http404("no such year")
    context = {
        "plan": year_plan(request.brand, year, today=today),
        "years": sorted({*years_with_alerts(request.brand), today.year, today.year + 1}, reverse=True),
        "may_write": request.may(May.WRITE),
        "waivers": waivers_in_force(request.brand, today=today).count(),
    }
    return render(request, "console/alerts/calendar.html", context)


@for_staff(May.WRITE, methods=("POST",))
def begin(request: StaffRequest, year: int, quarter: int) -> HttpResponse:
    """Begin a quarter's alert and go on to write it."""
    try:
        alert = begin_alert(brand=request.brand, year=year, quarter=quarter, by=request.actor, now=now())
    except UnableToChangeAlert as error:
        messages.error(request, str(error))
        return redirect(address(request, "year", year))
    return redirect(address(request, "edit", alert.pk))


def _as_read(alert: Alert, locale: str, note: Document) -> dict[str, Any]:
    """One language of the alert as the screen shows it: the note, its preview, and what the checks found."""
    return {
        "locale": locale,
        "document": note,
        "paper": signed_words(note),
        "text": render_text(note),
        "report": report_on(alert, note, now=now()),
    }


def _gaps(alert: Alert, state: State) -> list[Gap]:
    """What keeps a draft from being handed in; of one that waits to go out, what became untrue since."""
    if alert.mailing is None:
        return gaps(alert.brand, outline_of(alert))
    return gaps_in_scams(alert.brand, outline_of(alert)) if state in BEFORE_SENDING else []


@for_staff(May.LOOK)
def show(request: StaffRequest, alert_id: int) -> HttpResponse:
    """One alert: where it stands, its notes, what the checks found, and the next step."""
    alert = alert_or_404(request, alert_id)
    notes = documents(alert)
    state = State(alert.mailing.state) if alert.mailing else State.DRAFT
    context = {
        "alert": alert,
        "state": state.value,
        "draft": alert.mailing is None,
        "editable": state in BEFORE_SENDING,
        "notes": [_as_read(alert, locale, note) for locale, note in notes.items()],
        "subject": next((note.subject for note in notes.values()), ""),
        "paper_address": address(request, "paper", alert.pk),
        "gaps": _gaps(alert, state),
        "waivers": standing_waivers(alert),
        "corrections": alert.corrections.all(),
        "events": [
            (event, in_words(event.verb))
            for event in events_about(brand_id=request.brand.pk, target_type="alert", target_id=alert.pk)[:12]
        ],
        "own": alert.mailing is not None and f"staff {request.user.pk}" in alert.mailing.authors,
        "may_write": request.may(May.WRITE),
        "may_approve": request.may(May.APPROVE),
    }
    return render(request, "console/alerts/show.html", context)
