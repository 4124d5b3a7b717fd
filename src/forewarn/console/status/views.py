"""The status page: what is broken and how to mend it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.status.wording import PARTS
from forewarn.foundation import health
from forewarn.foundation.clock import now


@for_staff(May.LOOK)
def status(request: StaffRequest) -> HttpResponse:
    """Everything that needs mending for this brand, and the signs of life of the installation's parts."""
    moment = now()
    problems = health.problems(now=moment, brand_id=request.brand.pk)
    context = {
        "problems": problems,
        "parts": [(PARTS.get(part.name, part.name), part) for part in health.parts(now=moment)],
    }
    return render(request, "console/status/show.html", context)
