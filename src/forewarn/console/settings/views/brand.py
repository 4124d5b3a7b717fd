"""Screens for what a brand is and how it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.brands import actions, queries
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.rendering import posted, render_confirmation, render_form
from forewarn.console.settings.forms.brand import ChoicesForm, IdentityForm, LookForm, MailInForm
from forewarn.console.settings.forms.hours import StaffedHoursForm
from forewarn.console.settings.records import records_with_findings
from forewarn.foundation.clock import now

if TYPE_CHECKING:
    from forewarn.brands.models import Brand

# An uploaded drawing is shown by itself only as a picture: nothing in it may run or load.
LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def _values(brand: Brand, form: type[forms.Form]) -> dict[str, Any]:
    return {name: getattr(brand, name) for name in form.base_fields if hasattr(brand, name)}


def _save(request: StaffRequest, form: forms.Form, values: dict[str, Any]) -> bool:
    """Store what was written; what the brand refuses is shown on the form."""
    try:
        actions.change_brand(brand=request.brand, by=request.actor, now=now(), **values)
    except actions.UnableToChangeBrand as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Saved."))
    return True


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def identity(request: StaffRequest) -> HttpResponse:
    """Name, addresses, languages, who signs."""
    form = IdentityForm(posted(request), initial=_values(request.brand, IdentityForm))
    if request.method == "POST" and form.is_valid() and _save(request, form, form.cleaned_data):
        return redirect("console:settings-identity", brand=request.brand.slug)
    return render_form(request, "console/settings/identity.html", form)


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def look(request: StaffRequest) -> HttpResponse:
    """Colours and logo."""
    files = request.FILES if request.method == "POST" else None
    form = LookForm(posted(request), files, initial=_values(request.brand, LookForm))
    if request.method == "POST" and form.is_valid() and _save_look(request, form):
        return redirect("console:settings-look", brand=request.brand.slug)
    return render_form(request, "console/settings/look.html", form, logo=queries.logo(request.brand))


def _save_look(request: StaffRequest, form: LookForm) -> bool:
    upload = form.cleaned_data["logo"]
    if upload is not None:
        try:
            actions.set_logo(brand=request.brand, content=upload.read(), by=request.actor, now=now())
        except actions.UnableToChangeBrand as error:
            form.add_error("logo", str(error))
            return False
    colours = {name: form.cleaned_data[name] for name in ("accent", "accent_dark")}
    return _save(request, form, colours)


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def logo_remove(request: StaffRequest) -> HttpResponse:
    """Take the logo away, after asking."""
    back = reverse("console:settings-look", args=[request.brand.slug])
    if request.method == "POST":
        actions.remove_logo(brand=request.brand, by=request.actor, now=now())
        messages.success(request, _("The logo was removed. Pages and mail show the name instead."))
        return redirect(back)
    return render_confirmation(
        request,
        title=_("Remove the logo?"),
        text=_("Pages and mail will show the brand's name instead."),
        action=_("Remove the logo"),
        back=back,
    )


@for_staff(May.LOOK)
def logo(request: StaffRequest) -> HttpResponse:
    """The logo itself."""
    found = queries.logo(request.brand)
    if found is None:
        raise Http404
    return HttpResponse(
        bytes(found.content), content_type=found.media_type, headers={"Content-Security-Policy": LOGO_POLICY}
    )


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def choices(request: StaffRequest) -> HttpResponse:
    """What holds without a choice, and quiet hours."""
    form = ChoicesForm(posted(request), initial=_values(request.brand, ChoicesForm))
    if request.method == "POST" and form.is_valid() and _save(request, form, form.cleaned_data):
        return redirect("console:settings-choices", brand=request.brand.slug)
    return render_form(request, "console/settings/choices.html", form)


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def hours(request: StaffRequest) -> HttpResponse:
    """When people look at what customers report."""
    form = StaffedHoursForm(posted(request), initial=_values(request.brand, StaffedHoursForm))
    if request.method == "POST" and form.is_valid() and _save(request, form, form.cleaned_data):
        return redirect("console:settings-hours", brand=request.brand.slug)
    return render_form(request, "console/settings/hours.html", form)


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def mail_in(request: StaffRequest) -> HttpResponse:
    """Where bounces and reports come in, with the records to publish."""
    form = MailInForm(posted(request), initial=_values(request.brand, MailInForm))
    if request.method == "POST" and form.is_valid() and _save(request, form, form.cleaned_data):
        return redirect("console:settings-mail-in", brand=request.brand.slug)
    records = records_with_findings(queries.wanted_brand_records(request.brand), request.brand.dns_findings)
    return render_form(request, "console/settings/mail_in.html", form, records=records)
