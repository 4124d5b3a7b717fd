"""Screens for the addresses that the brand writes from."""

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
from forewarn.console.settings.forms.sending import SenderForm
from forewarn.foundation.clock import now

if TYPE_CHECKING:
    from forewarn.brands.models import Sender


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
