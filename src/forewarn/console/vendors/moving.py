"""Screens for the steps of a vendor's life, and for taking out an entry that was a mistake."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.rendering import posted, render_confirmation
from forewarn.console.vendors.announcing import ways_to_announce
from forewarn.console.vendors.forms import EndForm, StepForm
from forewarn.console.vendors.views import find, to, today
from forewarn.console.vendors.wording import STEPS
from forewarn.foundation.clock import now
from forewarn.vendors import queries
from forewarn.vendors.register import Because, NoticeMissing, UnableToChangeVendor, move_to, remove_vendor
from forewarn.vendors.rules import AtEnd, DataAtEnd, State


@for_staff(May.APPROVE, methods=("GET", "POST"))
def move(request: StaffRequest, vendor: str, state: str) -> HttpResponse:
    """Take a vendor one step through its life, with a reason."""
    found = find(request, vendor)
    version = queries.version_of(found)
    words = STEPS.get((version.state, state)) if version else None
    back = to(request, "vendors-show", found.slug)
    if words is None:
        if request.method == "POST" and version and state in list(State):
            messages.error(request, _("%(vendor)s has moved on since you opened this page.") % {"vendor": found})
            return redirect(back)
        raise Http404("no such step from here")
    ends = state == State.ENDED
    form = EndForm(posted(request), initial={"on": today(request)}) if ends else StepForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            move_to(
                vendor=found, state=State(state), reason=Because(data["reason"], data["why"], form.chosen),
                end=_end(data) if ends else None, by=request.actor, now=now(),
            )  # fmt: skip
        except NoticeMissing as missing:
            form.ask(str(missing), ways_to_announce(request, found, missing.matters.values(), {}, {}))
        except UnableToChangeVendor as error:
            form.add_error(None, str(error).splitlines())
        else:
            messages.success(request, _("Done. The register keeps it with your name, the time and the reason."))
            return redirect(back)
    return render_confirmation(
        request,
        title=words.question % {"vendor": found},
        text=str(words.text),
        action=str(words.button),
        back=back,
        form=form,
        danger=words.danger,
    )


def _end(data: dict[str, Any]) -> DataAtEnd:
    return DataAtEnd(AtEnd(data["kind"]), date.fromisoformat(data["on"]), data["proof"])


@for_staff(May.APPROVE, methods=("GET", "POST"))
def remove(request: StaffRequest, vendor: str) -> HttpResponse:
    """Take out an entry that the public never saw."""
    found = find(request, vendor)
    if request.method == "POST":
        try:
            remove_vendor(vendor=found, by=request.actor, now=now())
        except UnableToChangeVendor as error:
            messages.error(request, str(error))
            return redirect(to(request, "vendors-show", found.slug))
        messages.success(request, _("%(vendor)s was taken out.") % {"vendor": found})
        return redirect(to(request, "vendors-list"))
    return render_confirmation(
        request,
        title=_("Take out %(vendor)s?") % {"vendor": found},
        text=_(
            "For an entry that was a mistake. The public list never showed it, and nothing of it stays but a line in the audit log."
        ),
        action=_("Take it out"),
        back=to(request, "vendors-show", found.slug),
    )
