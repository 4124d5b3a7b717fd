"""From the draft to the customers: test, hand in, approve, schedule, correct."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.alerts.actions import releasing, testing, waiving, writing
from forewarn.alerts.refusals import UnableToChangeAlert
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.alerts.forms import ApproveForm, CorrectionForm, ScheduleForm, WaiveForm
from forewarn.console.alerts.views import address, alert_or_404
from forewarn.foundation.clock import now


def _attempt(request: StaffRequest, alert_id: int, step: Callable[[], Any], done: str) -> HttpResponse:
    """Do a step; say that it is done, or why it is not possible and what to do. Back to the alert."""
    try:
        step()
    except UnableToChangeAlert as error:
        for reason in error.reasons or [str(error)]:
            messages.error(request, reason)
    else:
        messages.success(request, done)
    return redirect(address(request, "show", alert_id))


def _confirm(request: StaffRequest, alert_id: int, form: forms.Form | None, **words: Any) -> HttpResponse:
    context = {"back": address(request, "show", alert_id), "form": form, "danger": False} | words
    status = 422 if form is not None and form.errors else 200
    return render(request, "console/confirm.html", context, status=status)


@for_staff(May.WRITE, methods=("POST",))
def send_test(request: StaffRequest, alert_id: int) -> HttpResponse:
    """Send the note in every language to the person who asks."""
    alert = alert_or_404(request, alert_id)
    to = request.user.email
    done = _("The note is on its way to %(address)s, once per language.") % {"address": to}
    return _attempt(request, alert_id, lambda: testing.send_test(alert=alert, to=to, by=request.actor, now=now()), done)


@for_staff(May.WRITE, methods=("POST",))
def submit(request: StaffRequest, alert_id: int) -> HttpResponse:
    """Hand in for approval."""
    alert = alert_or_404(request, alert_id)
    done = _("Handed in. Another person approves it now.")
    return _attempt(request, alert_id, lambda: releasing.submit_alert(alert=alert, by=request.actor, now=now()), done)


@for_staff(May.WRITE, methods=("POST",))
def withdraw(request: StaffRequest, alert_id: int) -> HttpResponse:
    """Take back to a draft."""
    alert = alert_or_404(request, alert_id)
    done = _("It is a draft again.")
    return _attempt(request, alert_id, lambda: writing.withdraw_alert(alert=alert, by=request.actor, now=now()), done)


@for_staff(May.APPROVE, methods=("GET", "POST"))
def approve(request: StaffRequest, alert_id: int) -> HttpResponse:
    """Approve; one's own alert only as an emergency, with a reason."""
    alert = alert_or_404(request, alert_id)
    own = alert.mailing is not None and f"staff {request.user.pk}" in alert.mailing.authors
    form = ApproveForm(request.POST or None) if own else None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["emergency_reason"] if form else ""
        return _attempt(
            request,
            alert_id,
            lambda: releasing.approve_alert(alert=alert, by=request.actor, now=now(), emergency_reason=reason),
            _("Approved. It can be scheduled now."),
        )
    if own:
        title, text = (
            _("Approve your own alert?"),
            _("Another person should approve. Do this only when nobody else can and it cannot wait."),
        )
    else:
        title, text = (
            _("Approve these words?"),
            _("You approve exactly what you see. Any change afterwards takes the approval back."),
        )
    return _confirm(request, alert_id, form, title=title, text=text, action=_("Approve"), danger=own)


@for_staff(May.APPROVE, methods=("GET", "POST"))
def schedule(request: StaffRequest, alert_id: int) -> HttpResponse:
    """Choose when it leaves."""
    alert = alert_or_404(request, alert_id)
    form = ScheduleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        start: datetime | None = form.cleaned_data["start"]
        if start is not None:
            start = start.replace(tzinfo=request.brand.zone)
        spread = releasing.Spread(*(form.cleaned_data[name] for name in ("waves", "wave_days", "at_any_hour")))
        return _attempt(
            request,
            alert_id,
            lambda: releasing.schedule_alert(alert=alert, at=start, spread=spread, by=request.actor, now=now()),
            _("It starts at the time you chose.") if start else _("It starts now. The page is public."),
        )
    text = _("The note is put on the public site first. Nobody is written to during the quiet hours of their country.")
    return _confirm(request, alert_id, form, title=_("When does it leave?"), text=text, action=_("Send or schedule"))


@for_staff(May.APPROVE, methods=("GET", "POST"))
def waive(request: StaffRequest, alert_id: int) -> HttpResponse:
    """Let a finding pass, with a name, a reason and a last day."""
    alert = alert_or_404(request, alert_id)
    rule = request.GET.get("rule", "")
    form = WaiveForm(request.POST or None, initial={"rule": rule})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        return _attempt(
            request,
            alert_id,
            lambda: waiving.waive(
                alert=alert,
                rule=data["rule"],
                person=str(request.user),
                reason=data["reason"],
                expires=data["expires"],
                by=request.actor,
                now=now(),
            ),
            _("The finding passes until that day. Your name stands beside it."),
        )
    title = _("Let %(rule)s pass?") % {"rule": rule}
    return _confirm(
        request,
        alert_id,
        form,
        title=title,
        text=_("Your name, reason and date are recorded."),
        action=_("Let it pass"),
        danger=True,
    )


@for_staff(May.APPROVE, methods=("GET", "POST"))
def correct(request: StaffRequest, alert_id: int) -> HttpResponse:
    """Publish a correction."""
    alert = alert_or_404(request, alert_id)
    form = CorrectionForm(request.POST or None, locales=request.brand.locales)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        return _attempt(
            request,
            alert_id,
            lambda: releasing.correct_alert(
                alert=alert, locale=data["locale"], text=data["text"], by=request.actor, now=now()
            ),
            _("The correction is public."),
        )
    return _confirm(request, alert_id, form, title=_("Correct this alert"), text="", action=_("Publish the correction"))


@for_staff(May.WRITE, methods=("GET", "POST"))
def delete(request: StaffRequest, alert_id: int) -> HttpResponse:
    """Throw a draft away, after a confirmation."""
    alert = alert_or_404(request, alert_id)
    if request.method == "POST":
        year = alert.year
        try:
            writing.delete_alert(alert=alert, by=request.actor, now=now())
        except UnableToChangeAlert as error:
            messages.error(request, str(error))
            return redirect(address(request, "show", alert_id))
        messages.success(request, _("The draft is gone."))
        return redirect(address(request, "year", year))
    text = _("Its words in every language are lost.")
    return _confirm(request, alert_id, None, title=_("Delete this draft?"), text=text, action=_("Delete"), danger=True)
