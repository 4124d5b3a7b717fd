"""Screens of removals: the list, one request, a vendor's answer, more time, the figures."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forewarn.accounts.rules import May
from forewarn.audience.queries.customers import customer_of
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.paging import page_of
from forewarn.console.removals.forms import AnswerForm, LongerForm
from forewarn.console.removals.wording import EVENTS, HOWS, LAWS, ORIGINS, REASONS, STATES, WAYS
from forewarn.console.rendering import posted, render_form
from forewarn.foundation.clock import now
from forewarn.removals.actions.answering import Answer, record_answer
from forewarn.removals.actions.extending import extend
from forewarn.removals.actions.refusals import UnableToRemove
from forewarn.removals.queries.requests import Show, request_of, requests_of, task_of, tasks_of, whom
from forewarn.removals.queries.sla import overall
from forewarn.removals.rules.clocks import PROFILES, confirm_due
from forewarn.removals.rules.numbers import shown_number, typed_number
from forewarn.removals.rules.states import Reason, Status
from forewarn.vendors.data_fields import FIELDS

if TYPE_CHECKING:
    from forewarn.removals.models import RemovalRequest, RemovalTask

SHOWN = {
    Show.OPEN: gettext_lazy("Open"),
    Show.LATE: gettext_lazy("Late"),
    Show.CLOSED: gettext_lazy("Finished"),
    Show.ALL: gettext_lazy("All"),
}


def to(request: StaffRequest, name: str, *arguments: object) -> str:
    """The address of a screen of this brand."""
    return reverse(f"console:{name}", args=[request.brand.slug, *arguments])


@for_staff(May.LOOK)
def listing(request: StaffRequest) -> HttpResponse:
    """The requests, those that are due first."""
    chosen = request.GET.get("show", "")
    show = Show(chosen) if chosen in list(Show) else Show.OPEN
    moment = now()
    typed = typed_number(request.GET.get("number", ""))
    if typed and request_of(request.brand, typed):
        return redirect(to(request, "removals-request", typed))
    page = page_of(request, requests_of(request.brand, show, now=moment))
    lines = [(one, shown_number(one.number), *STATES[one.status], _late(one, moment)) for one in page]
    late = requests_of(request.brand, Show.LATE, now=moment).count()
    context = {"tab": "list", "page": page, "lines": lines, "show": show, "shown": SHOWN.items(), "late": late}
    return render(request, "console/removals/list.html", context)


def _late(request: RemovalRequest, moment: datetime) -> bool:
    return request.closed_at is None and request.due_at < moment


@for_staff(May.LOOK)
def show(request: StaffRequest, number: str) -> HttpResponse:
    """One request with every vendor's part, and what happened to each."""
    found = _request(request, number)
    moment = now()
    may_write = request.may(May.WRITE)
    customer = customer_of(request.brand, found.customer_id) if found.customer_id else None
    badge, state = STATES[found.status]
    context = {
        "removal": found,
        "number": shown_number(found.number),
        "badge": badge,
        "state": state,
        "late": _late(found, moment),
        "law": LAWS[found.profile],
        "confirm_due": confirm_due(PROFILES[found.profile], found.received_at, request.brand.zone),
        "origin": ORIGINS[found.origin],
        "how": HOWS.get(found.told_how, ""),
        "customer": customer,
        "parts": [_part(task, moment, may_write) for task in tasks_of(found)],
        "may_write": may_write,
        "may_extend": may_write and not found.closed_at and not found.extended_at and moment <= found.due_at,
    }
    return render(request, "console/removals/request.html", context)


def _part(task: RemovalTask, moment: datetime, may_write: bool) -> dict[str, Any]:
    badge, state = STATES[task.status]
    return {
        "task": task,
        "badge": badge,
        "state": state,
        "late": task.settled_at is None and task.due_at < moment,
        "way": WAYS[task.via],
        "reason": REASONS.get(task.reason, ""),
        "fields": [FIELDS[code].label for code in task.fields if code in FIELDS],
        "whom": whom(task) if may_write else None,
        "events": [(event, EVENTS.get(event.what, event.what)) for event in task.events.all()],
    }


@for_staff(May.WRITE, methods=("GET", "POST"))
def answer(request: StaffRequest, number: str, task: int) -> HttpResponse:
    """Write down what a vendor answered, or state the exception."""
    found = _request(request, number)
    part = task_of(request.brand, task)
    if part is None or part.request_id != found.pk:
        raise Http404("no such part")
    back = to(request, "removals-request", found.number)
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            record_answer(task=part, answer=_answer(form.cleaned_data), by=request.actor, now=now())
        except UnableToRemove as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Written down."))
            return redirect(back)
    context = {"removal": found, "number": shown_number(found.number), "task": part, "back": back}
    return render_form(request, "console/removals/answer.html", form, **context)


def _answer(given: dict[str, Any]) -> Answer:
    status = Status(given["status"])
    denied = status is Status.DENIED
    reason = Reason(given["reason"]) if denied and given["reason"] else None
    return Answer(status, reason, given["words"] if denied else "", given["proof"])


@for_staff(May.WRITE, methods=("GET", "POST"))
def longer(request: StaffRequest, number: str) -> HttpResponse:
    """Take the longer time that the law gives, and tell the customer."""
    found = _request(request, number)
    back = to(request, "removals-request", found.number)
    form = LongerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            extend(request=found, because=form.cleaned_data["because"], by=request.actor, now=now())
        except UnableToRemove as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Done. The customer is told."))
            return redirect(back)
    context = {"removal": found, "number": shown_number(found.number), "law": LAWS[found.profile], "back": back}
    return render_form(request, "console/removals/longer.html", form, **context)


@for_staff(May.LOOK)
def figures(request: StaffRequest) -> HttpResponse:
    """What is due and late, and how often and how fast each vendor confirms."""
    context = {"tab": "figures", "overall": overall(request.brand, now=now())}
    return render(request, "console/removals/figures.html", context)


def _request(request: StaffRequest, number: str) -> RemovalRequest:
    found = request_of(request.brand, number)
    if found is None:
        raise Http404("no such request")
    return found
