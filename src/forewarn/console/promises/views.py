"""Screens of the ledger of promises."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.promises.forms import PromiseForm, WithdrawForm
from forewarn.foundation.clock import now
from forewarn.promises import actions, queries


def _list_address(request: StaffRequest) -> str:
    return reverse("console:promises-list", args=[request.brand.slug])


@for_staff(May.LOOK)
def ledger(request: StaffRequest) -> HttpResponse:
    """The promises, in order, with what is missing."""
    brand = request.brand
    context = {
        "promises": queries.promises(brand, locale=brand.default_locale),
        "withdrawn": queries.promises(brand, locale=brand.default_locale, withdrawn=True),
        "missing": queries.missing_locales(brand),
        "may_write": request.may(May.WRITE),
    }
    return render(request, "console/promises/list.html", context)


@for_staff(May.WRITE, methods=("POST",))
def recommended(request: StaffRequest) -> HttpResponse:
    """Add those of the recommended set that are missing."""
    added = actions.add_recommended(brand=request.brand, by=request.actor, now=now())
    text = ngettext("%(n)s promise was added.", "%(n)s promises were added.", added) % {"n": added}
    messages.success(request, text if added else _("The recommended promises were all there already."))
    return redirect(_list_address(request))


@for_staff(May.WRITE, methods=("GET", "POST"))
def new(request: StaffRequest) -> HttpResponse:
    """Write a new promise."""
    form = PromiseForm(request.POST or None, locales=request.brand.locales)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_promise(
                brand=request.brand,
                key=form.key(),
                texts=form.texts(),
                rules=form.cleaned_data["rules"],
                by=request.actor,
                now=now(),
            )
        except actions.UnableToChangePromise as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The promise stands. It is on the public page now."))
            return redirect(_list_address(request))
    context = {"form": form, "back": _list_address(request), "promise": None}
    return render(request, "console/promises/edit.html", context, status=422 if form.errors else 200)


@for_staff(May.WRITE, methods=("GET", "POST"))
def edit(request: StaffRequest, key: str) -> HttpResponse:
    """Change the words of a promise; the old ones stay as its history."""
    found = queries.texts_of(request.brand, key)
    if found is None:
        raise Http404("no such promise")
    promise, newest, history = found
    initial: dict[str, Any] = {"rules": promise.rules}
    for locale, text in newest.items():
        initial |= {f"statement_{locale}": text.statement, f"explanation_{locale}": text.explanation}
    form = PromiseForm(request.POST or None, initial=initial, locales=request.brand.locales)
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.reword_promise(
                brand=request.brand,
                key=key,
                texts=form.texts(),
                rules=form.cleaned_data["rules"],
                by=request.actor,
                now=now(),
            )
        except actions.UnableToChangePromise as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
            return redirect(_list_address(request))
    context = {"form": form, "back": _list_address(request), "promise": promise, "history": history}
    return render(request, "console/promises/edit.html", context, status=422 if form.errors else 200)


@for_staff(May.APPROVE, methods=("GET", "POST"))
def withdraw(request: StaffRequest, key: str) -> HttpResponse:
    """Stop promising, after a confirmation with a reason."""
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            actions.withdraw_promise(brand=request.brand, key=key, reason=reason, by=request.actor, now=now())
        except actions.UnableToChangePromise as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The promise has ended. The public page shows when."))
        return redirect(_list_address(request))
    context = {
        "form": form,
        "title": _("End this promise?"),
        "text": _("The public page will show that it ended today. Mail is no longer checked for it."),
        "action": _("End the promise"),
        "back": _list_address(request),
    }
    return render(request, "console/confirm.html", context, status=422 if form.errors else 200)


@for_staff(May.APPROVE, methods=("POST",))
def restore(request: StaffRequest, key: str) -> HttpResponse:
    """Promise again."""
    try:
        actions.restore_promise(brand=request.brand, key=key, by=request.actor, now=now())
        messages.success(request, _("The promise stands again, from today."))
    except actions.UnableToChangePromise as error:
        messages.error(request, str(error))
    return redirect(_list_address(request))


@for_staff(May.WRITE, methods=("POST",))
def move(request: StaffRequest, key: str) -> HttpResponse:
    """Move a promise up or down."""
    try:
        up = request.POST.get("direction") == "up"
        actions.move_promise(brand=request.brand, key=key, up=up, by=request.actor, now=now())
    except actions.UnableToChangePromise as error:
        messages.error(request, str(error))
    return redirect(_list_address(request))
