"""The way in: accepting an invitation, and the second step that some roles need."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from forewarn.accounts import actions, queries
from forewarn.audit.rules import Actor
from forewarn.console.rendering import posted, render_form
from forewarn.console.sign_in.forms import WelcomeForm
from forewarn.foundation.clock import now

if TYPE_CHECKING:
    from forewarn.accounts.models import Invitation, StaffUser

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: with a new sign-in, or with the one the person has."""
    invited = queries.invitation_by_token(token, now=now())
    if invited is None:
        return render(request, "console/sign_in/invitation_void.html", status=404)
    known = queries.staff_by_email(invited.email)
    if known is not None:
        return _with_known_person(request, invited, known)
    form = WelcomeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        by = Actor.staff(0, invited.email)
        try:
            person = actions.create_staff(
                email=invited.email,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
                by=by,
                now=now(),
            )
        except actions.UnableToChangeStaff as error:
            form.add_error("password", str(error))
        else:
            login(request, person, backend=BACKEND)
            return _accept(request, invited, person)
    return render_form(request, "console/sign_in/invitation.html", form, invited=invited)


def _with_known_person(request: HttpRequest, invited: Invitation, known: StaffUser) -> HttpResponse:
    if request.user != known:
        context = {"invited": invited, "other": request.user if request.user.is_authenticated else None}
        return render(request, "console/sign_in/invitation_sign_in.html", context)
    if request.method == "POST":
        return _accept(request, invited, known)
    return render(request, "console/sign_in/invitation.html", {"invited": invited})


def _accept(request: HttpRequest, invited: Invitation, person: StaffUser) -> HttpResponse:
    try:
        actions.accept_invitation(invitation=invited, user=person, now=now())
    except actions.UnableToChangeStaff as error:
        messages.error(request, str(error))
        return redirect("console:brands")
    messages.success(request, _("Welcome. You now work for %(brand)s.") % {"brand": invited.brand})
    return redirect("console:overview", brand=invited.brand.slug)


@never_cache
@login_required
@require_safe
def second_step(request: HttpRequest) -> HttpResponse:
    """Why a password is too little for this role, and the two ways to add to it."""
    if queries.has_second_step(cast("StaffUser", request.user)):
        return redirect("console:brands")
    return render(request, "console/sign_in/second_step.html", {"brand": request.GET.get("brand", "")})
