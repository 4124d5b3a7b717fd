"""Screens of who holds what: the vendors, one of them, and the holders of one customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from forewarn.accounts.rules import May
from forewarn.audience.queries.customers import customer_of
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.holdings.wording import KINDS
from forewarn.console.paging import page_of
from forewarn.foundation.clock import now
from forewarn.holdings.queries.customers import holders_of
from forewarn.holdings.queries.lists import vendor_lines, vendor_of
from forewarn.holdings.queries.vendors import customers_with, field_lines
from forewarn.vendors.data_fields import CATEGORIES, FIELDS
from forewarn.vendors.queries import vendors

if TYPE_CHECKING:
    from forewarn.vendors.models import Vendor


def find_vendor(request: StaffRequest, slug: str) -> Vendor:
    """The vendor in the address. Raises Http404."""
    found = vendor_of(request.brand, slug)
    if found is None:
        raise Http404("no such vendor")
    return found


def to(request: StaffRequest, name: str, *arguments: object) -> str:
    """The address of a screen of this brand."""
    return reverse(f"console:{name}", args=[request.brand.slug, *arguments])


@for_staff(May.LOOK)
def listing(request: StaffRequest) -> HttpResponse:
    """Every vendor, with what is recorded of it."""
    page = page_of(request, vendors(request.brand))
    context = {"page": page, "lines": vendor_lines(list(page))}
    return render(request, "console/holdings/list.html", context)


@for_staff(May.LOOK)
def show(request: StaffRequest, vendor: str) -> HttpResponse:
    """What a vendor holds now; the figures are asked for by the page itself."""
    context = {"vendor": find_vendor(request, vendor), "tab": "holds", "may_write": request.may(May.WRITE)}
    return render(request, "console/holdings/vendor.html", context)


@for_staff(May.LOOK)
def figures(request: StaffRequest, vendor: str) -> HttpResponse:
    """The part of the page with the figures, field by field."""
    found, moment = find_vendor(request, vendor), now()
    lines = [(line, CATEGORIES[line.field.category]) for line in field_lines(found, moment)]
    everybody = len(customers_with(found, None, moment, moment)) if lines else 0
    context = {"vendor": found, "lines": lines, "everybody": everybody, "moment": moment}
    return render(request, "console/holdings/_figures.html", context)


@for_staff(May.LOOK)
def customer(request: StaffRequest, customer_id: int) -> HttpResponse:
    """The part of a customer's page that says who holds their data, now and before."""
    found = customer_of(request.brand, customer_id)
    if found is None:
        raise Http404("no such customer")
    moment = now()
    lines = [
        {
            "held": held,
            "field": FIELDS[held.field].label,
            "now": held.since <= moment and (held.end is None or moment < held.end),
            "why": KINDS[held.why.value][1] if held.why else "",
        }
        for held in holders_of(found)
    ]
    return render(request, "console/holdings/_customer.html", {"customer": found, "lines": lines})
