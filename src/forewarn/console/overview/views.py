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
    """The brand at a glance."""
    return render(request, "console/overview/show.html")
