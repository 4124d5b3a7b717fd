"""The year of lessons: what is due, telling customers, and the record that they were told."""

from __future__ import annotations

import csv
import io

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.lessons.forms import ProgrammeForm
from forewarn.console.lessons.wording import DUE, KINDS
from forewarn.console.rendering import posted, render_form
from forewarn.foundation.clock import now
from forewarn.lessons.actions.programme import UnableToInvite, invite, invite_held, invite_to_refresh, set_programme
from forewarn.lessons.queries.programme import HELD, LESSONS, REFRESH, settings_of, year_of_lessons, yearly_record

YEARS_SHOWN = range(2000, 2100)
INVITES = {LESSONS: invite, HELD: invite_held, REFRESH: invite_to_refresh}


def _this_year(request: StaffRequest) -> int:
    return now().astimezone(request.brand.zone).year


def _checked(year: int) -> int:
    if year not in YEARS_SHOWN:
        raise Http404("no such year")
    return year


@for_staff(May.LOOK)
def show(request: StaffRequest, year: int | None = None) -> HttpResponse:
    """Four quarters, three lessons each, and what is due."""
    this_year = _this_year(request)
    shown = _checked(year or this_year)
    plan = year_of_lessons(request.brand, shown, now=now())
    context = {
        "plan": plan,
        "due_words": DUE,
        "kinds": KINDS,
        "years": (this_year + 1, this_year, this_year - 1),
        "may_write": request.may(May.WRITE),
        "this_year": this_year,
        "today": now().astimezone(request.brand.zone).date(),
    }
    return render(request, "console/lessons/plan.html", context)


@for_staff(May.WRITE, methods=("POST",))
def invite_customers(request: StaffRequest, year: int, quarter: int) -> HttpResponse:
    """Write an invitation and hand it in for approval."""
    act = INVITES.get(request.POST.get("kind", LESSONS))
    if act is None or quarter not in (1, 2, 3, 4):
        raise Http404("no such invitation")
    try:
        made = act(brand=request.brand, year=_checked(year), quarter=quarter, by=request.actor, now=now())
    except UnableToInvite as error:
        messages.error(request, str(error))
        return redirect(reverse("console:lessons-year", args=[request.brand.slug, year]))
    messages.success(request, _("The invitation is written and waits for approval. Read it here first."))
    return redirect(reverse("console:mailings-show", args=[request.brand.slug, made.mailing_id]))


@for_staff(May.LOOK)
def record(request: StaffRequest, year: int) -> HttpResponse:
    """Who was offered the training of a year."""
    context = {"record": yearly_record(request.brand, _checked(year), now=now()), "kinds": KINDS}
    return render(request, "console/lessons/record.html", context)


@for_staff(May.LOOK)
def record_csv(request: StaffRequest, year: int) -> HttpResponse:
    """The same as a file, dated."""
    found = yearly_record(request.brand, _checked(year), now=now())
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["year", "as_of", "customers", "offered", "chose_not_to_get_it", "no_working_address", "others"])
    numbers = (found.customers, found.offered, found.without_care, found.unreachable, found.others)
    writer.writerow([found.year, found.at.isoformat(), *numbers])
    writer.writerow([])
    writer.writerow(["kind", "quarter", "mailing", "written_at", "started_at", "reached"])
    for invitation, reached in found.invitations:
        started = invitation.mailing.started_at
        moments = (invitation.created_at.isoformat(), started.isoformat() if started else "")
        writer.writerow([invitation.kind, invitation.quarter, invitation.mailing_id, *moments, reached])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="training-offered-{year}.csv"'
    return response


@for_staff(May.APPROVE, methods=("GET", "POST"))
def programme(request: StaffRequest) -> HttpResponse:
    """How the year is run."""
    settings = settings_of(request.brand)
    initial = {name: getattr(settings, name) for name in ("hold_out_percent", "days_between", "sensitive")}
    form = ProgrammeForm(posted(request), initial=initial)
    back = reverse("console:lessons-list", args=[request.brand.slug])
    if form.is_bound and form.is_valid():
        try:
            set_programme(brand=request.brand, by=request.actor, now=now(), **form.cleaned_data)
        except UnableToInvite as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. It holds for the next invitation."))
            return redirect(back)
    return render_form(request, "console/lessons/programme.html", form, back=back)
