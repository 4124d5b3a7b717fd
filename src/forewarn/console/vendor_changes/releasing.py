"""From a plan to the customers, and back: hand in, approve, send, publish, withdraw, correct."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.rendering import posted, render_confirmation
from forewarn.console.vendor_changes.forms import ApproveForm, SendForm
from forewarn.console.vendor_changes.views import change_or_404, to
from forewarn.foundation.clock import now
from forewarn.vendor_changes.actions import releasing, withdrawing
from forewarn.vendor_changes.refusals import UnableToChangeNotice
from forewarn.vendor_changes.rules.kinds import State


def attempt(request: StaffRequest, change_id: int, step: Callable[[], Any], done: str) -> HttpResponse:
    """Do a step; say that it is done, or why it is not possible and what to do. Back to the change."""
    try:
        step()
    except UnableToChangeNotice as error:
        for reason in error.reasons or [str(error)]:
            messages.error(request, reason)
    else:
        messages.success(request, done)
    return redirect(to(request, "show", change_id))


@for_staff(May.WRITE, methods=("POST",))
def submit(request: StaffRequest, change_id: int) -> HttpResponse:
    """Hand the notice, or the correction, to an approver."""
    change = change_or_404(request, change_id)
    hand_in = withdrawing.submit_correction if change.state == State.WITHDRAWN else releasing.submit_change
    done = _("Handed in. Another person approves it now.")
    return attempt(request, change.pk, lambda: hand_in(change=change, by=request.actor, now=now()), done)


@for_staff(May.APPROVE, methods=("GET", "POST"))
def approve(request: StaffRequest, change_id: int) -> HttpResponse:
    """Approve; one's own only as an emergency, with a reason."""
    change = change_or_404(request, change_id)
    mailing = change.correction if change.state == State.WITHDRAWN else change.mailing
    own = mailing is not None and f"staff {request.user.pk}" in mailing.authors
    form = ApproveForm(posted(request)) if own else None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["emergency_reason"] if form else ""
        return attempt(
            request,
            change.pk,
            lambda: releasing.approve_change(change=change, by=request.actor, now=now(), emergency_reason=reason),
            _("Approved. It can be sent now."),
        )
    text = (
        _("Another person should approve. Do this only when nobody else can and it cannot wait.")
        if own
        else _("You approve exactly what you see, and whom it goes to. Any change afterwards takes the approval back.")
    )
    return render_confirmation(
        request,
        title=_("Approve your own notice?") if own else _("Approve this notice?"),
        text=text,
        action=_("Approve"),
        back=to(request, "show", change.pk),
        form=form,
        danger=own,
    )


@for_staff(May.APPROVE, methods=("GET", "POST"))
def send(request: StaffRequest, change_id: int) -> HttpResponse:
    """Choose when the notice leaves; its page is public before the first mail."""
    change = change_or_404(request, change_id)
    form = SendForm(posted(request))
    if request.method == "POST" and form.is_valid():
        start = form.cleaned_data["start"]
        return attempt(
            request,
            change.pk,
            lambda: releasing.send_change(change=change, at=start, by=request.actor, now=now()),
            _("It starts at the time you chose.") if start else _("It starts now. The page is public."),
        )
    return render_confirmation(
        request,
        title=_("When does it leave?"),
        text=_("The page is public first. Nobody is written to during the quiet hours of their country."),
        action=_("Send or schedule"),
        back=to(request, "show", change.pk),
        form=form,
        danger=False,
    )


@for_staff(May.APPROVE, methods=("GET", "POST"))
def publish(request: StaffRequest, change_id: int) -> HttpResponse:
    """Announce a change that touches nobody's data, on the public site alone."""
    change = change_or_404(request, change_id)
    if request.method == "POST":
        return attempt(
            request,
            change.pk,
            lambda: releasing.announce_without_notice(change=change, by=request.actor, now=now()),
            _("It is public."),
        )
    return render_confirmation(
        request,
        title=_("Announce it on the site?"),
        text=_("No customer's data is touched, so nobody is written to."),
        action=_("Announce it"),
        back=to(request, "show", change.pk),
        danger=False,
    )


@for_staff(May.APPROVE, methods=("GET", "POST"))
def withdraw(request: StaffRequest, change_id: int) -> HttpResponse:
    """Take an announced change back."""
    change = change_or_404(request, change_id)
    if request.method == "POST":
        return attempt(
            request,
            change.pk,
            lambda: withdrawing.withdraw_change(change=change, by=request.actor, now=now()),
            _("Withdrawn. Its page says so. Hand in the correction for those who were told."),
        )
    return render_confirmation(
        request,
        title=_("Withdraw this change?"),
        text=_(
            "Its page says at once that it will not happen, and a notice that is still going out stops. Whoever has the "
            "notice gets a correction, which another person approves."
        ),
        action=_("Withdraw it"),
        back=to(request, "show", change.pk),
    )
