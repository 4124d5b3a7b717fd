"""Screens for the keys with which the brand's own systems use the API."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forewarn.accounts.keys import keys, make_key, withdraw_key
from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.rendering import posted, render_confirmation, render_form
from forewarn.console.settings.forms.keys import SCOPES, KeyForm
from forewarn.foundation.clock import now


@for_staff(May.ADMINISTER)
def listing(request: StaffRequest) -> HttpResponse:
    """Every key, those in use first."""
    words = dict(SCOPES)
    lines = [(key, [words[scope] for scope in key.scopes if scope in words]) for key in keys(request.brand)]
    return render(request, "console/settings/keys.html", {"lines": lines})


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def new(request: StaffRequest) -> HttpResponse:
    """Make a key; the answer shows it, and nothing shows it again."""
    form = KeyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        key, text = make_key(
            brand=request.brand, made_by=request.user, by=request.actor, now=now(), **form.cleaned_data
        )
        answer = render(request, "console/settings/key.html", {"key": key, "text": text})
        answer["Cache-Control"] = "no-store"
        return answer
    words = {"title": _("Make a key"), "action": _("Make the key"), "back": _list_address(request)}
    return render_form(request, "console/settings/form.html", form, **words)


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def withdraw(request: StaffRequest, key: int) -> HttpResponse:
    """Make a key useless, after asking."""
    chosen = keys(request.brand).filter(pk=key, withdrawn_at=None).first()
    if chosen is None:
        raise Http404
    if request.method == "POST":
        withdraw_key(key=chosen, by=request.actor, now=now())
        messages.success(request, _("The key of %(label)s was withdrawn.") % {"label": chosen.label})
        return redirect(_list_address(request))
    return render_confirmation(
        request,
        title=_("Withdraw the key of %(label)s?") % {"label": chosen.label},
        text=_("The system that has it is refused at once. This cannot be taken back; make it a new key instead."),
        action=_("Withdraw"),
        back=_list_address(request),
    )


def _list_address(request: StaffRequest) -> str:
    return reverse("console:settings-apikeys", args=[request.brand.slug])
