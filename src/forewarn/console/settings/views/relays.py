"""Screens for the ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.rendering import posted, render_confirmation, render_form
from forewarn.console.settings.forms.relays import RELAY_FORMS
from forewarn.foundation.clock import now
from forewarn.outbound import queries
from forewarn.outbound.actions.relays import UnableToChangeRelay, add_relay, change_relay, remove_relay, try_relay

if TYPE_CHECKING:
    from forewarn.outbound.models import Relay

TITLES = {"smtp": _lazy("An SMTP server"), "anymail": _lazy("A provider's API"), "maildir": _lazy("A local mailbox")}


@for_staff(May.ADMINISTER)
def relays(request: StaffRequest) -> HttpResponse:
    """The ways out, with how they do."""
    return render(request, "console/settings/relays.html", {"relays": queries.relays(request.brand)})


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def new(request: StaffRequest, kind: str) -> HttpResponse:
    """Add a relay of one kind."""
    if kind not in RELAY_FORMS:
        raise Http404
    form = RELAY_FORMS[kind](posted(request))
    if request.method == "POST" and form.is_valid():
        # A folder of the brand's own: one local mailbox must never show another brand's mail.
        folder = f"mailboxes/{request.brand.slug}" if kind == "maildir" else ""
        try:
            add_relay(brand=request.brand, folder=folder, by=request.actor, now=now(), **form.fields_of_relay())
        except UnableToChangeRelay as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The relay was added. Try the connection before you send."))
            return redirect(_list_address(request))
    words = {"title": TITLES[kind], "action": _("Add the relay")}
    return render_form(request, "console/settings/form.html", form, back=_list_address(request), **words)


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def edit(request: StaffRequest, relay: int) -> HttpResponse:
    """Change a relay; secrets are never sent back."""
    chosen = _relay(request, relay)
    form_class = RELAY_FORMS[chosen.kind]
    initial = {name: getattr(chosen, name) for name in form_class.base_fields if name != "password"}
    form = form_class(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_relay(relay=chosen, by=request.actor, now=now(), **form.fields_of_relay())
        except UnableToChangeRelay as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. Try the connection."))
            return redirect(_list_address(request))
    words = {"title": _("Change %(relay)s") % {"relay": chosen}, "action": _("Save")}
    return render_form(request, "console/settings/form.html", form, back=_list_address(request), **words)


@for_staff(May.ADMINISTER, methods=("POST",))
def try_out(request: StaffRequest, relay: int) -> HttpResponse:
    """Connect and sign in, send nothing."""
    chosen = _relay(request, relay)
    trouble = try_relay(relay=chosen, now=now())
    if trouble is None:
        messages.success(request, _("%(relay)s answers and lets us in.") % {"relay": chosen})
    else:
        messages.error(request, f"{chosen}: {trouble}")
    return redirect(_list_address(request))


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def remove(request: StaffRequest, relay: int) -> HttpResponse:
    """Take a relay away, after asking."""
    chosen = _relay(request, relay)
    if request.method == "POST":
        remove_relay(relay=chosen, by=request.actor, now=now())
        messages.success(request, _("%(relay)s was removed.") % {"relay": chosen})
        return redirect(_list_address(request))
    return render_confirmation(
        request,
        title=_("Remove %(relay)s?") % {"relay": chosen},
        text=_("Mail no longer goes out through it, and its password is deleted."),
        action=_("Remove"),
        back=_list_address(request),
    )


def _list_address(request: StaffRequest) -> str:
    return reverse("console:settings-relays", args=[request.brand.slug])


def _relay(request: StaffRequest, relay_id: int) -> Relay:
    found = queries.relay(request.brand, relay_id)
    if found is None:
        raise Http404
    return found
