"""The screen of the audit log."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from forewarn.accounts.rules import May
from forewarn.audit import queries
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.audit.forms import AuditFilter
from forewarn.console.audit.wording import choices, details, in_words
from forewarn.console.paging import page_of


@for_staff(May.LOOK)
def log(request: StaffRequest) -> HttpResponse:
    """Who did what, newest first, filtered."""
    brand = request.brand
    form = AuditFilter(request.GET or None, verbs=choices(queries.verbs(brand_id=brand.pk)))
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = queries.events(brand_id=brand.pk, zone=brand.zone, **wanted)
    page = page_of(request, rows)
    lines = [{"event": event, "did": in_words(event.verb), "details": details(event.data)} for event in page]
    return render(
        request, "console/audit/list.html", {"form": form, "page": page, "lines": lines, "filtered": bool(wanted)}
    )
