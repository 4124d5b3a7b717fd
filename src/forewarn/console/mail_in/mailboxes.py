"""Screens for mailboxes that are fetched by IMAP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.mail_in.forms import MailboxForm
from forewarn.console.mail_in.wording import ROUTES
from forewarn.foundation.clock import now
from forewarn.intake import queries
from forewarn.intake.mailboxes.actions import (
    UnableToChangeMailbox,
    add_mailbox,
    change_mailbox,
    remove_mailbox,
    try_mailbox,
)
from forewarn.intake.webhooks import inbound_addresses

if TYPE_CHECKING:
    from forewarn.intake.models import Mailbox

WRONG = 422  # the form is shown again with what was typed


@for_staff(May.ADMINISTER)
def listing(request: StaffRequest) -> HttpResponse:
    """The mailboxes with how they do."""
    lines = [(mailbox, ROUTES.get(mailbox.route, mailbox.route)) for mailbox in queries.mailboxes(request.brand)]
    host = f"https://{request.brand.public_host}"
    webhooks = [(address, f"{host}{address.path}") for address in inbound_addresses(request.brand)]
    return render(request, "console/mail_in/mailboxes.html", {"lines": lines, "webhooks": webhooks})


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def new(request: StaffRequest) -> HttpResponse:
    """Add a mailbox."""
    form = MailboxForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_mailbox(brand=request.brand, by=request.actor, now=now(), **form.fields_of_mailbox())
        except UnableToChangeMailbox as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The mailbox was added. It is looked into every minute; try it now."))
            return redirect(_list_address(request))
    return _form(request, form, title=_("Add a mailbox"), action=_("Add the mailbox"))


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def edit(request: StaffRequest, mailbox: int) -> HttpResponse:
    """Change a mailbox; its password is never sent back."""
    chosen = _mailbox(request, mailbox)
    initial = {name: getattr(chosen, name) for name in MailboxForm.base_fields if name != "password"}
    form = MailboxForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_mailbox(mailbox=chosen, by=request.actor, now=now(), **form.fields_of_mailbox())
        except UnableToChangeMailbox as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. Try the mailbox."))
            return redirect(_list_address(request))
    return _form(request, form, title=_("Change %(mailbox)s") % {"mailbox": chosen}, action=_("Save"))


@for_staff(May.ADMINISTER, methods=("POST",))
def try_out(request: StaffRequest, mailbox: int) -> HttpResponse:
    """Fetch what is new at once."""
    chosen = _mailbox(request, mailbox)
    fetched = try_mailbox(mailbox=chosen, now=now())
    chosen.refresh_from_db()
    if fetched is not None:
        words = ngettext("%(mailbox)s works: %(n)d new mail.", "%(mailbox)s works: %(n)d new mails.", fetched)
        messages.success(request, words % {"mailbox": chosen, "n": fetched})
    elif chosen.last_error:
        messages.error(request, f"{chosen}: {chosen.last_error}")
    else:
        messages.info(request, _("%(mailbox)s is not in use, or is being looked into just now.") % {"mailbox": chosen})
    return redirect(_list_address(request))


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def remove(request: StaffRequest, mailbox: int) -> HttpResponse:
    """Take a mailbox away, after asking."""
    chosen = _mailbox(request, mailbox)
    if request.method == "POST":
        remove_mailbox(mailbox=chosen, by=request.actor, now=now())
        messages.success(request, _("%(mailbox)s was removed.") % {"mailbox": chosen})
        return redirect(_list_address(request))
    context = {
        "title": _("Remove %(mailbox)s?") % {"mailbox": chosen},
        "text": _("It is no longer looked into, and its password is deleted. What was fetched stays."),
        "action": _("Remove"),
        "back": _list_address(request),
    }
    return render(request, "console/confirm.html", context)


def _form(request: StaffRequest, form: MailboxForm, *, title: str, action: str) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "title": title, "action": action, "back": _list_address(request)}
    return render(request, "console/mail_in/mailbox.html", context, status=WRONG if form.errors else 200)


def _list_address(request: StaffRequest) -> str:
    return reverse("console:mail_in-mailboxes", args=[request.brand.slug])


def _mailbox(request: StaffRequest, mailbox_id: int) -> Mailbox:
    found = queries.mailbox(request.brand, mailbox_id)
    if found is None:
        raise Http404
    return found
