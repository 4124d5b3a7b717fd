"""Screens for senders and for the vendors that may send in the brand's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.brands import actions, queries
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.rendering import posted, render_confirmation, render_form
from forewarn.console.settings.forms.sending import SenderForm, VendorForm
from forewarn.foundation.clock import now
from forewarn.vendors import actions as vendor_actions
from forewarn.vendors import queries as vendor_queries

if TYPE_CHECKING:
    from forewarn.brands.models import Sender
    from forewarn.vendors.models import Vendor


@for_staff(May.ADMINISTER)
def senders(request: StaffRequest) -> HttpResponse:
    """The addresses the brand writes from."""
    return render(request, "console/settings/senders.html", {"senders": queries.senders(request.brand)})


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def sender_new(request: StaffRequest) -> HttpResponse:
    """Add a sender."""
    return _sender_form(request, None)


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def sender_edit(request: StaffRequest, sender: int) -> HttpResponse:
    """Change a sender."""
    return _sender_form(request, _sender(request, sender))


def _sender_form(request: StaffRequest, sender: Sender | None) -> HttpResponse:
    names = ("display_name", "address", "for_care")
    initial = {name: getattr(sender, name) for name in names} if sender else {"display_name": request.brand.name}
    form = SenderForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        sender_id = sender.pk if sender else None
        data = form.cleaned_data
        try:
            actions.save_sender(brand=request.brand, sender_id=sender_id, by=request.actor, now=now(), **data)
        except actions.UnableToChangeBrand as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("console:settings-senders", brand=request.brand.slug)
    back = reverse("console:settings-senders", args=[request.brand.slug])
    title = _("Change a sender") if sender else _("Add a sender")
    return render_form(request, "console/settings/form.html", form, title=title, action=_("Save"), back=back)


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def sender_remove(request: StaffRequest, sender: int) -> HttpResponse:
    """Take a sender from the list, after asking."""
    chosen = _sender(request, sender)
    back = reverse("console:settings-senders", args=[request.brand.slug])
    if request.method == "POST":
        try:
            actions.remove_sender(sender=chosen, by=request.actor, now=now())
            messages.success(request, _("%(sender)s was removed.") % {"sender": chosen})
        except actions.UnableToChangeBrand as error:
            messages.error(request, str(error))
        return redirect(back)
    return render_confirmation(
        request,
        title=_("Remove %(sender)s?") % {"sender": chosen.address},
        text=_("Mail from this address will no longer count as one of your senders."),
        action=_("Remove"),
        back=back,
    )


def _sender(request: StaffRequest, sender_id: int) -> Sender:
    found = queries.sender(request.brand, sender_id)
    if found is None:
        raise Http404
    return found


@for_staff(May.ADMINISTER)
def vendors(request: StaffRequest) -> HttpResponse:
    """Who sends for the brand."""
    today = now().astimezone(request.brand.zone).date()
    context = {"vendors": vendor_queries.vendors(request.brand), "today": today}
    return render(request, "console/settings/vendors.html", context)


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def vendor_new(request: StaffRequest) -> HttpResponse:
    """Add a vendor."""
    return _vendor_form(request, None)


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def vendor_edit(request: StaffRequest, vendor: str) -> HttpResponse:
    """Change a vendor, or say until when it sent."""
    found = vendor_queries.vendors(request.brand).filter(slug=vendor).first()
    if found is None:
        raise Http404
    return _vendor_form(request, found)


def _vendor_form(request: StaffRequest, vendor: Vendor | None) -> HttpResponse:
    initial = {name: getattr(vendor, name) for name in VendorForm.base_fields} if vendor else {}
    if not vendor and request.GET.get("domain"):
        initial["sending_domains"] = [request.GET["domain"][:255]]  # of mail that nothing explains so far
    form = VendorForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        slug = vendor.slug if vendor else None
        data = form.cleaned_data
        try:
            vendor_actions.save_vendor(brand=request.brand, slug=slug, by=request.actor, now=now(), **data)
        except vendor_actions.UnableToChangeVendor as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. The public page shows it at once."))
            return redirect("console:settings-vendors", brand=request.brand.slug)
    back = reverse("console:settings-vendors", args=[request.brand.slug])
    title = _("Change %(vendor)s") % {"vendor": vendor} if vendor else _("Add a vendor")
    return render_form(request, "console/settings/form.html", form, title=title, action=_("Save"), back=back)
