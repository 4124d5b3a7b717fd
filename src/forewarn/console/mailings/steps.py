"""What can be done to a mailing: send, pause, resume, cancel; each asks first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.mailings.forms import CancelForm, PauseForm, SendForm
from forewarn.console.mailings.views import mailing_or_404
from forewarn.console.rendering import posted, render_confirmation
from forewarn.foundation.clock import now
from forewarn.mailings.actions import sending
from forewarn.mailings.actions.refusals import UnableToChangeMailing

ASKS = ("GET", "POST")


def _attempt(request: StaffRequest, mailing_id: int, step: Callable[[], Any], done: str) -> HttpResponse:
    """Do a step; say that it is done, or why it is not possible and what to do. Back to the mailing."""
    try:
        step()
    except UnableToChangeMailing as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(reverse("console:mailings-show", args=[request.brand.slug, mailing_id]))


def _ask(request: StaffRequest, mailing_id: int, form: forms.Form | None = None, **words: Any) -> HttpResponse:
    back = reverse("console:mailings-show", args=[request.brand.slug, mailing_id])
    return render_confirmation(request, back=back, form=form, **words)


@for_staff(May.APPROVE, methods=ASKS)
def send(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """Send now, in one wave."""
    mailing = mailing_or_404(request, mailing_id)
    form = SendForm(posted(request))
    if request.method == "POST" and form.is_valid():
        any_hour = form.cleaned_data["at_any_hour"]
        return _attempt(
            request,
            mailing_id,
            lambda: sending.send_now(mailing=mailing, at_any_hour=any_hour, by=request.actor, now=now()),
            _("It starts now."),
        )
    text = _("It goes to every eligible customer in one wave.")
    return _ask(request, mailing_id, form, title=_("Send it now?"), text=text, action=_("Send now"), danger=False)


@for_staff(May.APPROVE, methods=("POST",))
def unschedule(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """Take the date back."""
    mailing = mailing_or_404(request, mailing_id)
    done = _("It has no date any more. The approval stays.")
    return _attempt(request, mailing_id, lambda: sending.unschedule(mailing=mailing, by=request.actor, now=now()), done)


@for_staff(May.APPROVE, methods=ASKS)
def any_hour(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """Send at any hour what waits for the morning."""
    mailing = mailing_or_404(request, mailing_id)
    if request.method == "POST":
        moved = sending.lift_quiet_hours(mailing=mailing, by=request.actor, now=now())
        text = ngettext("%(n)s customer gets it now.", "%(n)s customers get it now.", moved) % {"n": moved}
        messages.success(request, text if moved else _("Nobody waits for the morning only."))
        return redirect(reverse("console:mailings-show", args=[request.brand.slug, mailing_id]))
    text = _("Customers in whose country it is night get the mail at once. Waves keep their days.")
    return _ask(request, mailing_id, title=_("Send at any hour?"), text=text, action=_("Send at any hour"))


@for_staff(May.APPROVE, methods=ASKS)
def pause(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """Stop for now."""
    mailing = mailing_or_404(request, mailing_id)
    form = PauseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _attempt(
            request,
            mailing_id,
            lambda: sending.pause(mailing=mailing, reason=reason, by=request.actor, now=now()),
            _("Paused. What was on its way is finished, nothing more leaves."),
        )
    text = _("Mails on their way are finished and recorded. Nothing more leaves until somebody resumes it.")
    return _ask(request, mailing_id, form, title=_("Pause this mailing?"), text=text, action=_("Pause"))


@for_staff(May.APPROVE, methods=ASKS)
def resume(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """Go on."""
    mailing = mailing_or_404(request, mailing_id)
    if request.method == "POST":
        done = _("It goes on.")
        return _attempt(request, mailing_id, lambda: sending.resume(mailing=mailing, by=request.actor, now=now()), done)
    text = _("It goes on where it stopped. Nobody who has the mail gets it again.")
    if mailing.pause_reason:
        text = _("It was paused: %(reason)s") % {"reason": mailing.pause_reason} + " " + text
    return _ask(request, mailing_id, title=_("Resume this mailing?"), text=text, action=_("Resume"), danger=False)


@for_staff(May.APPROVE, methods=ASKS)
def cancel(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """End it for good."""
    mailing = mailing_or_404(request, mailing_id)
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _attempt(
            request,
            mailing_id,
            lambda: sending.cancel(mailing=mailing, reason=reason, by=request.actor, now=now()),
            _("Cancelled. Who has the mail keeps it; nobody else gets it."),
        )
    text = _("This cannot be undone. Who has the mail keeps it; everybody else is listed as not reached.")
    return _ask(request, mailing_id, form, title=_("Cancel this mailing?"), text=text, action=_("Cancel the mailing"))
