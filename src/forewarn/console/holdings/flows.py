"""Screens of a vendor's flows: the list, adding one, stopping one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.audience.queries.segments import segments
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.holdings.forms import FlowForm
from forewarn.console.holdings.views import find_vendor, to
from forewarn.console.holdings.wording import fields_in_words
from forewarn.console.paging import page_of
from forewarn.console.rendering import posted, render_confirmation, render_form
from forewarn.foundation.clock import now
from forewarn.holdings.actions.flows import Plan, add_flow, stop_flow
from forewarn.holdings.queries.lists import flows_of
from forewarn.holdings.recording.transfers import UnableToRecord


@for_staff(May.LOOK)
def listing(request: StaffRequest, vendor: str) -> HttpResponse:
    """Every flow to a vendor."""
    found = find_vendor(request, vendor)
    page = page_of(request, flows_of(found))
    lines = [(flow, fields_in_words(flow.fields)) for flow in page]
    context = {"vendor": found, "tab": "flows", "page": page, "lines": lines, "may_write": request.may(May.WRITE)}
    return render(request, "console/holdings/flows.html", context)


@for_staff(May.WRITE, methods=("GET", "POST"))
def new(request: StaffRequest, vendor: str) -> HttpResponse:
    """Add a flow."""
    found = find_vendor(request, vendor)
    choices = [(segment.pk, segment.name) for segment in segments(request.brand)]
    form = FlowForm(posted(request), segments=choices, initial={"since": now()})
    if request.method == "POST" and form.is_valid():
        try:
            add_flow(vendor=found, plan=_plan(form.cleaned_data), by=request.actor, now=now())
        except UnableToRecord as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Added. The first look at who is in it follows in the background."))
            return redirect(to(request, "holdings-flows", found.slug))
    context = {"vendor": found, "back": to(request, "holdings-flows", found.slug)}
    return render_form(request, "console/holdings/new_flow.html", form, **context)


def _plan(given: dict[str, Any]) -> Plan:
    return Plan(
        fields=given["fields_sent"],
        since=given["since"],
        segment_id=given["segment"] or None,
        until=given["until"],
        hourly=given["every"] == "hour",
        leavers_deleted=given["leavers"] == "deleted",
        retention_days=given["retention"] if given["leavers"] == "days" else None,
    )


@for_staff(May.WRITE, methods=("GET", "POST"))
def stop(request: StaffRequest, vendor: str, flow: int) -> HttpResponse:
    """Stop a flow, after asking."""
    found = find_vendor(request, vendor)
    chosen = flows_of(found).filter(pk=flow).first()
    if chosen is None:
        raise Http404("no such flow")
    back = to(request, "holdings-flows", found.slug)
    if request.method == "POST":
        try:
            stop_flow(flow=chosen, by=request.actor, now=now())
            messages.success(request, _("Stopped."))
        except UnableToRecord as error:
            messages.error(request, str(error))
        return redirect(back)
    return render_confirmation(
        request,
        title=_("Stop this flow?"),
        text=_(
            "Nothing more goes to %(vendor)s from now on. What it has already stays recorded, or ends as the flow says "
            "of whoever leaves."
        )
        % {"vendor": found.name},
        action=_("Stop it"),
        back=back,
    )
