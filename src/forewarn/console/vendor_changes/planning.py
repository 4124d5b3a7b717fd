"""Planning a change: choose its kind, then fill in what that kind needs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.audience.queries.segments import segments
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.holdings.forms import EVERYBODY
from forewarn.console.rendering import posted, render_confirmation, render_form
from forewarn.console.vendor_changes.forms import NoticeForm, PlanForm, initial_of_facts
from forewarn.console.vendor_changes.views import change_or_404, to
from forewarn.console.vendor_changes.wording import EXPLAINED, KINDS
from forewarn.foundation.clock import now
from forewarn.vendor_changes.actions.planning import (
    Plan,
    delete_change,
    edit_change,
    plan_change,
    set_notice,
    take_back,
)
from forewarn.vendor_changes.queries.changes import settings_of
from forewarn.vendor_changes.refusals import UnableToChangeNotice
from forewarn.vendor_changes.rules.kinds import CHANGES_FACTS, Kind, State, Urgency, Why
from forewarn.vendors.data_fields import FIELDS
from forewarn.vendors.fact_table import FACTS, LISTS
from forewarn.vendors.queries import vendors

if TYPE_CHECKING:
    from forewarn.vendor_changes.models import VendorChange


@for_staff(May.WRITE, methods=("GET", "POST"))
def new(request: StaffRequest) -> HttpResponse:
    """Plan a change; without a kind the page asks for it."""
    if request.GET.get("kind") not in list(Kind):
        kinds = [(code, KINDS[code], EXPLAINED[code]) for code in KINDS]
        return render(request, "console/changes/kinds.html", {"kinds": kinds, "back": to(request, "list")})
    kind = Kind(request.GET["kind"])
    lead = settings_of(request.brand).lead_days
    start = now().astimezone(request.brand.zone).date() + timedelta(days=lead + 1)  # a day for the approval
    form = _form(request, kind, {"effective_on": start} | _asked_for(request))
    if request.method == "POST" and form.is_valid():
        try:
            change = plan_change(brand=request.brand, plan=_plan(request, form), by=request.actor, now=now())
        except UnableToChangeNotice as error:
            form.add_error(None, list(error.reasons) or [str(error)])
        else:
            messages.success(request, _("Planned. Look at who is concerned and what they will read."))
            return redirect(to(request, "show", change.pk))
    context = {
        "kind": KINDS[kind],
        "explained": EXPLAINED[kind],
        "lead": lead,
        "back": to(request, "list"),
        "partly": kind in _PARTLY,
    }
    return render_form(request, "console/changes/plan.html", form, **context)


@for_staff(May.WRITE, methods=("GET", "POST"))
def edit(request: StaffRequest, change_id: int) -> HttpResponse:
    """Change the plan; what was handed in is taken back."""
    change = change_or_404(request, change_id)
    back = to(request, "show", change.pk)
    if change.state != State.PLANNED:
        messages.error(request, _("Customers were told of this change. It can be withdrawn, which is told as well."))
        return redirect(back)
    form = _form(request, Kind(change.kind), _initial(change))
    if request.method == "POST" and form.is_valid():
        try:
            edit_change(change=change, plan=_plan(request, form), by=request.actor, now=now())
        except UnableToChangeNotice as error:
            form.add_error(None, list(error.reasons) or [str(error)])
        else:
            messages.success(request, _("Changed."))
            return redirect(back)
    context = {
        "kind": KINDS[change.kind],
        "explained": EXPLAINED[change.kind],
        "lead": change.lead_days,
        "partly": change.kind in _PARTLY,
        "change": change,
        "back": back,
    }
    return render_form(request, "console/changes/plan.html", form, **context)


_PARTLY = CHANGES_FACTS - {Kind.SUPPLIER}
"""Kinds of which a form asks for several facts, and only those that change."""

_FILLED_IN = {"fact": FACTS, "row": {column.code: column for column in FACTS["chain"].columns}}
"""What the name of a form field begins with → the facts or columns that it may stand for."""


def _asked_for(request: StaffRequest) -> dict[str, Any]:
    """What the address fills in: it comes from an edit of the register that customers should hear of first."""
    asked = request.GET
    filled: dict[str, Any] = {name: asked[name] for name in ("vendor", "replaced") if asked.get(name, "").isdecimal()}
    filled["fields_sent"] = [code for code in asked.getlist("fields_sent") if code in FIELDS]
    for name in asked:
        table, _under, code = name.partition("_")
        fact = _FILLED_IN.get(table, {}).get(code.partition("__")[0])
        if fact is not None:
            filled[name] = asked.getlist(name) if fact.kind in LISTS else asked[name]
    return filled


def _form(request: StaffRequest, kind: Kind, initial: dict[str, Any]) -> PlanForm:
    named = [(segment.pk, segment.name) for segment in segments(request.brand)]
    return PlanForm(
        posted(request),
        kind=kind,
        vendors=vendors(request.brand),
        segments=named,
        locales=request.brand.locales,
        initial=initial,
    )


def _initial(change: VendorChange) -> dict[str, Any]:
    return {
        "vendor": change.vendor_id,
        "replaced": change.replaced_id,
        "effective_on": change.effective_on,
        "why": change.why,
        "urgency": change.urgency,
        "fields_sent": change.fields,
        "segment": change.segment_id or EVERYBODY,
        **initial_of_facts(change.facts),
    }


def _plan(request: StaffRequest, form: PlanForm) -> Plan:
    given = form.cleaned_data
    by_id = {vendor.pk: vendor for vendor in vendors(request.brand)}
    return Plan(
        kind=form.kind,
        vendor=by_id[given["vendor"]],
        effective_on=given["effective_on"],
        why=Why(given["why"]),
        replaced=by_id[given["replaced"]] if given.get("replaced") else None,
        urgency=Urgency(given["urgency"]) if given["urgency"] else None,
        fields=given.get("fields_sent") or (),
        segment_id=given.get("segment") or None,
        facts=form.facts(),
    )


@for_staff(May.WRITE, methods=("POST",))
def unsubmit(request: StaffRequest, change_id: int) -> HttpResponse:
    """Take back what was handed in or approved; the plan stays."""
    change = change_or_404(request, change_id)
    try:
        take_back(change=change, by=request.actor, now=now())
    except UnableToChangeNotice as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back. It can be changed, and handed in again."))
    return redirect(to(request, "show", change.pk))


@for_staff(May.WRITE, methods=("GET", "POST"))
def delete(request: StaffRequest, change_id: int) -> HttpResponse:
    """Throw a plan away, after asking."""
    change = change_or_404(request, change_id)
    if request.method == "POST":
        try:
            delete_change(change=change, by=request.actor, now=now())
        except UnableToChangeNotice as error:
            messages.error(request, str(error))
            return redirect(to(request, "show", change.pk))
        messages.success(request, _("The plan is gone."))
        return redirect(to(request, "list"))
    return render_confirmation(
        request,
        title=_("Delete this plan?"),
        text=_("Nobody was told of it. Nothing of it stays but a line in the audit log."),
        action=_("Delete"),
        back=to(request, "show", change.pk),
    )


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def notice(request: StaffRequest) -> HttpResponse:
    """How much notice the brand gives, and what a change waits for."""
    settings = settings_of(request.brand)
    names = ("lead_days", "deletion_days", "remind_days", "waits_for_answers")
    form = NoticeForm(posted(request), initial={name: getattr(settings, name) for name in names})
    if request.method == "POST" and form.is_valid():
        set_notice(brand=request.brand, by=request.actor, now=now(), **form.cleaned_data)
        messages.success(request, _("Saved. Changes that are planned already keep the days they were planned with."))
        return redirect(to(request, "list"))
    return render_form(request, "console/changes/notice.html", form, back=to(request, "list"))
