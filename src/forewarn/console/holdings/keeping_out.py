"""Screens of whom a vendor must get nothing of: the list, and what staff say and decide about it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forewarn.accounts.rules import May
from forewarn.audience.queries.customers import customers_of
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.holdings.views import find_vendor, to
from forewarn.console.paging import page_of
from forewarn.console.rendering import posted, render_confirmation
from forewarn.foundation.clock import now
from forewarn.holdings.queries import keeping_out
from forewarn.holdings.recording.keeping_out import BECAUSE, UnableToLetIn, say_left_out
from forewarn.holdings.recording.keeping_out import let_in as let_in_again


class LetInForm(forms.Form):
    """Why data of a customer may go to the vendor again."""

    because = forms.CharField(
        label=gettext_lazy("How you know that they want it"),
        max_length=BECAUSE,
        help_text=gettext_lazy("For example: wrote to us on 3 May, ticket 4711. It is kept while they are a customer."),
    )


@for_staff(May.LOOK)
def listing(request: StaffRequest, vendor: str) -> HttpResponse:
    """Who is kept out of the vendor, and of whom it got data again all the same."""
    found = find_vendor(request, vendor)
    page = page_of(request, keeping_out.kept_out(found))
    again = list(keeping_out.sent_again(now(), kept_out__vendor=found)[:100])
    ids = {row.customer_id for row in page} | {row.kept_out.customer_id for row in again}
    people = customers_of(request.brand).in_bulk(ids)
    context = {
        "vendor": found,
        "tab": "kept-out",
        "page": page,
        "lines": [(row, people.get(row.customer_id)) for row in page],
        "again": [(row, people.get(row.kept_out.customer_id)) for row in again],
        "not_left_out": keeping_out.not_left_out(found),
        "may_write": request.may(May.WRITE),
    }
    return render(request, "console/holdings/kept_out.html", context)


@for_staff(May.WRITE, methods=("POST",))
def left_out(request: StaffRequest, vendor: str) -> HttpResponse:
    """Staff say that the brand's own exports leave these customers out."""
    found = find_vendor(request, vendor)
    say_left_out(vendor=found, by=request.actor, now=now())
    messages.success(request, _("Written down, with your name. Whoever joins the list later is named again."))
    return redirect(to(request, "holdings-kept-out", found.slug))


@for_staff(May.WRITE, methods=("GET", "POST"))
def let_in(request: StaffRequest, vendor: str, customer_id: int) -> HttpResponse:
    """Let data of a customer go to the vendor again, after asking why."""
    found = find_vendor(request, vendor)
    row = keeping_out.kept_out_customer(found, customer_id)
    if row is None:
        raise Http404("not kept out")
    back = to(request, "holdings-kept-out", found.slug)
    form = LetInForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            let_in_again(kept_out=row, because=form.cleaned_data["because"], by=request.actor, now=now())
        except UnableToLetIn as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Flows count this customer again from their next look on."))
            return redirect(back)
    return render_confirmation(
        request,
        title=_("Let data of this customer go there again?"),
        text=_(
            "Only when they asked for it themselves. Take them off the list of whom your own exports leave out, too."
        ),
        action=_("Let it go there"),
        back=back,
        form=form,
    )
