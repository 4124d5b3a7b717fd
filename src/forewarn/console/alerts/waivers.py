"""The screen of a brand's waivers: what somebody let pass, who, why and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.alerts.actions.waiving import withdraw_waiver
from forewarn.alerts.queries.waivers import waiver_of, waivers_ended, waivers_in_force
from forewarn.alerts.refusals import UnableToChangeAlert
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.alerts.views import address
from forewarn.console.paging import page_of
from forewarn.foundation.clock import now
from forewarn.lint.table import BY_ID
from forewarn.mailings.rules.states import BEFORE_SENDING, State

if TYPE_CHECKING:
    from forewarn.alerts.models import Waiver


def _line(waiver: Waiver) -> dict[str, object]:
    """A waiver as a row shows it: with the words of its rule, and whether it may still be taken back."""
    mailing, rule = waiver.alert.mailing, BY_ID.get(waiver.rule)
    left = mailing is not None and State(mailing.state) not in BEFORE_SENDING
    return {"waiver": waiver, "title": rule.title if rule else "", "left": left}


@for_staff(May.LOOK)
def waivers(request: StaffRequest) -> HttpResponse:
    """Those that count today; on a page of their own those that expired or were taken back."""
    shown = "ended" if request.GET.get("show") == "ended" else "standing"
    today = now().astimezone(request.brand.zone).date()
    rows = {
        "standing": waivers_in_force(request.brand, today=today),
        "ended": waivers_ended(request.brand, today=today),
    }
    page = page_of(request, rows[shown])
    context = {
        "shown": shown,
        "page": page,
        "lines": [_line(waiver) for waiver in page],
        "counts": {name: found.count() for name, found in rows.items()},
        "may_approve": request.may(May.APPROVE),
    }
    return render(request, "console/alerts/waivers.html", context)


@for_staff(May.APPROVE, methods=("GET", "POST"))
def withdraw(request: StaffRequest, waiver_id: int) -> HttpResponse:
    """Take one back before its day, after a question."""
    waiver = waiver_of(request.brand, waiver_id)
    if waiver is None:
        raise Http404("no such waiver")
    if request.method == "POST":
        try:
            draft_again = withdraw_waiver(waiver=waiver, person=str(request.user), by=request.actor, now=now())
        except UnableToChangeAlert as error:
            messages.error(request, str(error))
        else:
            if draft_again:
                messages.success(request, _("Taken back. The alert is a draft again and has to be handed in anew."))
            else:
                messages.success(request, _("Taken back. The finding counts again."))
        return redirect(address(request, "waivers"))
    handed_in = waiver.alert.mailing is not None
    context = {
        "title": _("Take back the waiver of %(rule)s?") % {"rule": waiver.rule},
        "text": (
            _("The finding counts again. The alert was handed in with this waiver: it goes back to a draft.")
            if handed_in
            else _("The finding counts again, and holds the alert back until it is mended or waived anew.")
        ),
        "action": _("Take it back"),
        "back": address(request, "waivers"),
    }
    return render(request, "console/confirm.html", context)
