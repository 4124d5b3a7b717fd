"""Screens of how vendors are asked, and of what the brand promises."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.paging import page_of
from forewarn.console.removals.forms import ChannelForm, PromiseForm
from forewarn.console.removals.views import to
from forewarn.console.removals.wording import WAYS
from forewarn.console.rendering import posted, render_confirmation, render_form
from forewarn.foundation.clock import now
from forewarn.foundation.secrets import UnableToUnseal, unseal
from forewarn.removals.actions.refusals import UnableToRemove
from forewarn.removals.actions.settings import Way, renew_secret, set_channel, set_policy, webhook_path
from forewarn.removals.queries.leaving_out import left_out as left_out_at
from forewarn.removals.queries.settings import channel_of, channels_of, policy_of
from forewarn.removals.rules.states import Via
from forewarn.vendors.queries import vendor_of, vendors

if TYPE_CHECKING:
    from forewarn.removals.models import Channel
    from forewarn.vendors.models import Vendor


def _vendor(request: StaffRequest, slug: str) -> Vendor:
    found = vendor_of(request.brand, slug)
    if found is None:
        raise Http404("no such vendor")
    return found


@for_staff(May.LOOK)
def vendor_list(request: StaffRequest) -> HttpResponse:
    """Every vendor and how it is asked."""
    page = page_of(request, vendors(request.brand))
    channels = channels_of(request.brand)
    lines = []
    for vendor in page:
        channel = channels.get(vendor.pk)
        lines.append((vendor, channel, WAYS[channel.via if channel else Via.HAND.value]))
    context = {"tab": "vendors", "page": page, "lines": lines, "may_administer": request.may(May.ADMINISTER)}
    context |= {"policy": policy_of(request.brand), "may_write": request.may(May.WRITE)}
    return render(request, "console/removals/vendors.html", context)


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def channel(request: StaffRequest, vendor: str) -> HttpResponse:
    """Say how a vendor is asked."""
    found = _vendor(request, vendor)
    present = channel_of(found)
    form = ChannelForm(posted(request), initial=_initial(present))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        way = Way(Via(given.pop("via")), **given)
        try:
            made = set_channel(vendor=found, way=way, by=request.actor, now=now())
        except UnableToRemove as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. What waits there is asked this way."))
            stay = made.via == Via.WEBHOOK.value
            back = to(request, "removals-channel", found.slug) if stay else to(request, "removals-vendors")
            return redirect(back)
    context = {"vendor": found, "channel": present, "back": to(request, "removals-vendors"), **_webhook(present)}
    return render_form(request, "console/removals/channel.html", form, **context)


def _initial(channel: Channel | None) -> dict[str, object]:
    if channel is None:
        return {"via": Via.HAND.value}
    return {name: getattr(channel, name) for name in ChannelForm.base_fields}


def _webhook(channel: Channel | None) -> dict[str, str]:
    """What the vendor's developer needs."""
    if channel is None or channel.via != Via.WEBHOOK.value:
        return {}
    try:
        shared = unseal(channel.secret_sealed)
    except UnableToUnseal as error:
        shared = str(error)
    return {"answers_to": f"https://{channel.vendor.brand.public_host}{webhook_path(channel)}", "secret": shared}


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def secret(request: StaffRequest, vendor: str) -> HttpResponse:
    """Make a new secret, after asking."""
    found = _vendor(request, vendor)
    present = channel_of(found)
    if present is None or present.via != Via.WEBHOOK.value:
        raise Http404("no webhook")
    back = to(request, "removals-channel", found.slug)
    if request.method == "POST":
        renew_secret(channel=present, by=request.actor, now=now())
        messages.success(request, _("There is a new secret. Give it to the vendor: the old one is worth nothing now."))
        return redirect(back)
    return render_confirmation(
        request,
        title=_("Make a new secret?"),
        text=_(
            "The old one is worth nothing from that moment. Until the vendor has the new one, no answer gets through."
        ),
        action=_("Make a new secret"),
        back=back,
    )


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def promise(request: StaffRequest) -> HttpResponse:
    """Say what the brand promises."""
    policy = policy_of(request.brand)
    form = PromiseForm(posted(request), initial={name: getattr(policy, name) for name in PromiseForm.base_fields})
    if request.method == "POST" and form.is_valid():
        try:
            set_policy(brand=request.brand, by=request.actor, now=now(), **form.cleaned_data)
        except UnableToRemove as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(to(request, "removals-vendors"))
    return render_form(request, "console/removals/promise.html", form, back=to(request, "removals-vendors"))


@for_staff(May.WRITE)
def left_out(request: StaffRequest, vendor: str) -> HttpResponse:
    """The customers whose data must not go to this vendor, by your numbers and by their addresses, as CSV."""
    found = _vendor(request, vendor)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="left-out-{found.slug}.csv"'
    writer = csv.writer(answer)
    writer.writerow(["customer id", "email", "since", "state"])
    for one in left_out_at(found):
        state = "asked" if one.open else "kept out"
        writer.writerow([one.external_id, one.email, one.since.isoformat(timespec="seconds"), state])
    return answer
