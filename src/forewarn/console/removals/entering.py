"""The screen on which staff enter what a customer asked by phone or letter."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forewarn.accounts.rules import May
from forewarn.audience.queries.customers import customer_of
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.removals.views import to
from forewarn.console.removals.wording import HOWS
from forewarn.console.rendering import posted, render_form
from forewarn.foundation.clock import now
from forewarn.removals.actions.refusals import UnableToRemove
from forewarn.removals.queries.requests import open_vendors
from forewarn.removals.requesting import IDENTITY_CHECK, Told, request_for
from forewarn.removals.rules.states import How
from forewarn.vendors.data_fields import FIELDS
from forewarn.your_data.queries.holders import Holder, holders

if TYPE_CHECKING:
    from forewarn.audience.models import Customer


class EnterForm(forms.Form):
    """What a customer asked, and how staff know who it was."""

    how = forms.ChoiceField(label=gettext_lazy("How they told you"), choices=list(HOWS.items()))
    received = forms.DateField(
        label=gettext_lazy("When it came to you"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("The law's clock began on that day, also if you enter it later."),
    )
    identity_check = forms.CharField(
        label=gettext_lazy("How you know who it was"),
        max_length=IDENTITY_CHECK,
        help_text=gettext_lazy(
            "For example: called back at the number on record. Never ask for a copy of a passport. The customer can read this."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, companies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vendors"] = forms.MultipleChoiceField(
            label=_("Where the data is to be deleted"), choices=companies, widget=forms.CheckboxSelectMultiple
        )
        self.order_fields(["vendors"])


@for_staff(May.WRITE, methods=("GET", "POST"))
def enter(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Ask vendors to delete what they hold of a customer who wrote or phoned."""
    customer = customer_of(request.brand, customer_id)
    if customer is None:
        raise Http404("no such customer")
    moment = now()
    found = holders(customer, locale="", now=moment)
    asked = open_vendors(customer.pk)
    fresh = [one for one in found if one.vendor.pk not in asked]
    initial = {"received": timezone.localdate(), "vendors": request.GET.getlist("vendor")}
    form = EnterForm(posted(request), initial=initial, companies=[(one.slug, _label(one)) for one in fresh])
    if request.method == "POST" and form.is_valid():
        made = _enter(request, customer, fresh, form, moment)
        if made is not None:
            messages.success(request, _("The vendors are asked, and the customer is told by mail."))
            return redirect(to(request, "removals-request", made))
    context = {
        "customer": customer,
        "back": reverse("console:customers-show", args=[request.brand.slug, customer.pk]),
        "fresh": fresh,
        "asked": [one.vendor.name for one in found if one.vendor.pk in asked],
    }
    return render_form(request, "console/removals/enter.html", form, **context)


def _enter(
    request: StaffRequest, customer: Customer, fresh: list[Holder], form: EnterForm, moment: datetime
) -> str | None:
    given = form.cleaned_data
    chosen = [one.vendor.pk for one in fresh if one.slug in given["vendors"]]
    received = datetime.combine(given["received"], time(), request.brand.zone)
    told = Told(How(given["how"]), received, given["identity_check"])
    try:
        return request_for(customer=customer, vendors=chosen, told=told, by=request.actor, now=moment).number
    except UnableToRemove as error:
        form.add_error(None, str(error))
        return None


def _label(holder: Holder) -> str:
    fields = ", ".join(str(FIELDS[code].label) for code in holder.fields if code in FIELDS)
    loses = " " + _("They would lose: %(what)s") % {"what": holder.loses} if holder.essential and holder.loses else ""
    return f"{holder.vendor.name}: {fields}.{loses}"
