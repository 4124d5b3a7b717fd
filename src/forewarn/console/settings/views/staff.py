"""Screens for who works for the brand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forewarn.accounts import actions, queries
from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.rendering import posted, render_confirmation, render_form
from forewarn.console.settings.forms.staff import InviteForm, RoleForm
from forewarn.console.sign_in.mails import mail_invitation
from forewarn.foundation.clock import now

if TYPE_CHECKING:
    from forewarn.accounts.models import Invitation, Membership


@for_staff(May.ADMINISTER)
def staff(request: StaffRequest) -> HttpResponse:
    """Everybody who works for the brand, and who is invited."""
    context = {
        "members": queries.members(request.brand),
        "invitations": queries.open_invitations(request.brand),
        "now": now(),
    }
    return render(request, "console/settings/staff.html", context)


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def invite(request: StaffRequest) -> HttpResponse:
    """Invite a person; the next page shows the link."""
    form = InviteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.invite(
                brand=request.brand, invited_by=request.user, by=request.actor, now=now(), **form.cleaned_data
            )
        except actions.UnableToChangeStaff as error:
            form.add_error("email", str(error))
        else:
            refused = mail_invitation(made, link=_link(request, made), moment=now())
            if refused:
                messages.warning(request, _("No mail could be sent. %(reason)s") % {"reason": refused})
            else:
                messages.success(request, _("The invitation goes out by mail to %(email)s.") % {"email": made.email})
            return redirect("console:settings-invitation", brand=request.brand.slug, invitation=made.pk)
    words = {"title": _("Invite a person"), "action": _("Invite")}
    return render_form(request, "console/settings/form.html", form, back=_list_address(request), **words)


@for_staff(May.ADMINISTER)
def invitation(request: StaffRequest, invitation: int) -> HttpResponse:
    """The link of an open invitation, to hand over."""
    chosen = _invitation(request, invitation)
    context = {"invitation": chosen, "link": _link(request, chosen), "expired": chosen.expires_at <= now()}
    return render(request, "console/settings/invitation.html", context)


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def invitation_withdraw(request: StaffRequest, invitation: int) -> HttpResponse:
    """Make an invitation's link useless, after asking."""
    chosen = _invitation(request, invitation)
    if request.method == "POST":
        actions.withdraw_invitation(invitation=chosen, by=request.actor, now=now())
        messages.success(request, _("The invitation of %(email)s was withdrawn.") % {"email": chosen.email})
        return redirect(_list_address(request))
    return render_confirmation(
        request,
        title=_("Withdraw the invitation of %(email)s?") % {"email": chosen.email},
        text=_("Its link stops working."),
        action=_("Withdraw"),
        back=_list_address(request),
    )


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def role(request: StaffRequest, member: int) -> HttpResponse:
    """Change what a person may do."""
    chosen = _member(request, member)
    form = RoleForm(posted(request), initial={"role": chosen.role})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_role(membership=chosen, role=form.cleaned_data["role"], by=request.actor, now=now())
        except actions.UnableToChangeStaff as error:
            form.add_error("role", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(_list_address(request))
    words = {"title": _("The role of %(who)s") % {"who": chosen.user}, "action": _("Save")}
    return render_form(request, "console/settings/form.html", form, back=_list_address(request), **words)


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def remove(request: StaffRequest, member: int) -> HttpResponse:
    """End a person's work for the brand, after asking."""
    chosen = _member(request, member)
    if request.method == "POST":
        try:
            actions.remove_member(membership=chosen, by=request.actor, now=now())
            messages.success(request, _("%(who)s no longer works for the brand.") % {"who": chosen.user})
        except actions.UnableToChangeStaff as error:
            messages.error(request, str(error))
        return redirect(_list_address(request) if chosen.user_id != request.user.pk else "console:brands")
    return render_confirmation(
        request,
        title=_("Remove %(who)s?") % {"who": chosen.user},
        text=_("They lose access to this brand at once. What they did stays in the log."),
        action=_("Remove"),
        back=_list_address(request),
    )


def _link(request: StaffRequest, invitation: Invitation) -> str:
    return request.build_absolute_uri(reverse("console:invitation", args=[queries.invitation_token(invitation)]))


def _list_address(request: StaffRequest) -> str:
    return reverse("console:settings-staff", args=[request.brand.slug])


def _member(request: StaffRequest, membership_id: int) -> Membership:
    found = queries.member(request.brand, membership_id)
    if found is None:
        raise Http404
    return found


def _invitation(request: StaffRequest, invitation_id: int) -> Invitation:
    found = queries.invitation(request.brand, invitation_id)
    if found is None:
        raise Http404
    return found
