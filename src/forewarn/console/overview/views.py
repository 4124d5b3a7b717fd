"""The first screens: which brand, and what is left to do for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forewarn.accounts.queries import brands_of
from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.overview.charts import coverage_chart
from forewarn.console.overview.facts import shown_steps, this_quarter
from forewarn.console.overview.waiting import waiting
from forewarn.foundation.clock import now
from forewarn.foundation.health import problems
from forewarn.mailings.queries.coverage import coverage

if TYPE_CHECKING:
    from forewarn.accounts.models import StaffUser


@never_cache
@login_required
@require_safe
def brands(request: HttpRequest) -> HttpResponse:
    """Choose a brand; who works for one goes straight to it, who works for none learns what to do."""
    choices = list(brands_of(cast("StaffUser", request.user)))
    if len(choices) == 1 and "all" not in request.GET:
        return redirect("console:overview", brand=choices[0].slug)
    return render(request, "console/overview/brands.html", {"brands": choices})


@for_staff(May.LOOK)
def show(request: StaffRequest) -> HttpResponse:
    """The brand at a glance: what waits, what is left to do, the year's alerts, what is broken. The figures follow by themselves."""
    moment = now()
    steps = shown_steps(request.brand, may=request.may)
    found = problems(now=moment, brand_id=request.brand.pk)
    unfinished = any(not step.done and not step.optional for step in steps)
    context = {
        "quarter": this_quarter(request.brand, today=moment.astimezone(request.brand.zone).date()),
        "left": [step for step in steps if not step.done],
        "done": [step for step in steps if step.done],
        # While the set-up goes on, its list says what the brand lacks; only the machine's own troubles stand above it.
        "problems": [p for p in found if p.brand_id is None] if unfinished else found,
        "began_on": request.brand.created_at.astimezone(request.brand.zone).date(),
        "waiting": waiting(request.brand, now=moment),
        "may_administer": request.may(May.ADMINISTER),
    }
    return render(request, "console/overview/show.html", context)


@for_staff(May.LOOK)
def figures(request: StaffRequest) -> HttpResponse:
    """Whom care mail reached this quarter; counting a million customers takes longer than a page may."""
    quarter = this_quarter(request.brand, today=now().astimezone(request.brand.zone).date())
    found = coverage(request.brand, first=quarter.first_day, last=quarter.last_day)
    template = "_figures.html" if request.headers.get("HX-Request") else "figures.html"
    context = {"coverage": found, "chart": coverage_chart(found), "quarter": quarter}
    return render(request, f"console/overview/{template}", context)
