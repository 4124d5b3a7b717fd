"""Screens for sending domains and their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forewarn.accounts.rules import May
from forewarn.brands import actions, queries
from forewarn.brands.rules.dns import State
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.rendering import posted, render_confirmation, render_form
from forewarn.console.settings.forms.sending import CompromisedForm, DomainForm, KeyForm
from forewarn.console.settings.records import records_with_findings
from forewarn.foundation.clock import now
from forewarn.foundation.resolving import resolver

if TYPE_CHECKING:
    from forewarn.brands.models import DkimKey, SendingDomain


@for_staff(May.ADMINISTER)
def domains(request: StaffRequest) -> HttpResponse:
    """The domains the brand sends from, each with its keys and records."""
    rows = [
        {
            "domain": domain,
            "keys": sorted(domain.keys.all(), key=lambda key: key.pk, reverse=True),
            "records": records_with_findings(queries.wanted_records(domain), domain.findings),
        }
        for domain in queries.sending_domains(request.brand).select_related("brand")
    ]
    return render(request, "console/settings/domains.html", {"rows": rows})


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def domain_new(request: StaffRequest) -> HttpResponse:
    """Add a domain, with its first key."""
    form = DomainForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_domain(brand=request.brand, by=request.actor, now=now(), **form.cleaned_data)
        except actions.UnableToChangeBrand as error:
            form.add_error("domain", str(error))
        else:
            actions.create_key(domain=added, by=request.actor, now=now())
            messages.success(request, _("The domain was added with a new key. Publish the records shown below."))
            return redirect("console:settings-domains", brand=request.brand.slug)
    words = {"title": _("Add a sending domain"), "action": _("Add the domain")}
    return render_form(request, "console/settings/form.html", form, back=_list_address(request), **words)


@for_staff(May.ADMINISTER, methods=("POST",))
def dns_check(request: StaffRequest) -> HttpResponse:
    """Ask DNS now."""
    found = actions.check_dns(brand=request.brand, resolver=resolver(), by=request.actor, now=now())
    left = sum(1 for finding in found if finding.state is not State.OK)
    if left:
        text = ngettext("%(n)s record is not right yet.", "%(n)s records are not right yet.", left) % {"n": left}
        messages.warning(request, text)
    else:
        messages.success(request, _("Every record is published as it should be."))
    backs = {"mail-in": "console:settings-mail-in", "overview": "console:overview"}
    return redirect(backs.get(request.POST.get("from", ""), "console:settings-domains"), brand=request.brand.slug)


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def key_new(request: StaffRequest, domain: int) -> HttpResponse:
    """Make a new key for a domain; the present one goes on signing until the new one is told to."""
    of = _domain(request, domain)
    form = KeyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            key = actions.create_key(domain=of, selector=form.cleaned_data["selector"], by=request.actor, now=now())
        except actions.UnableToChangeBrand as error:
            form.add_error("selector", str(error))
        else:
            messages.success(request, _("The key %(key)s was made. Publish its record, then check DNS.") % {"key": key})
            return redirect("console:settings-domains", brand=request.brand.slug)
    words = {"title": _("A new key for %(domain)s") % {"domain": of}, "action": _("Make the key")}
    return render_form(request, "console/settings/form.html", form, back=_list_address(request), **words)


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def key_sign(request: StaffRequest, key: int) -> HttpResponse:
    """Sign with a key from now on, after asking."""
    chosen = _key(request, key)
    if request.method == "POST":
        try:
            actions.start_signing(key=chosen, by=request.actor, now=now())
            messages.success(request, _("Mail is signed with %(key)s from now on.") % {"key": chosen})
        except actions.UnableToChangeBrand as error:
            messages.error(request, str(error))
        return redirect("console:settings-domains", brand=request.brand.slug)
    text = _("The key used until now stays published and listed, so that older mail can still be checked.")
    if chosen.seen_in_dns_at is None:
        text = _("This key was not seen in DNS yet. Receivers will reject its signatures until it is published.")
    return render_confirmation(
        request,
        title=_("Sign with %(key)s?") % {"key": chosen.selector},
        text=text,
        action=_("Sign with this key"),
        back=_list_address(request),
        danger=False,
    )


@for_staff(May.ADMINISTER, methods=("GET", "POST"))
def key_compromised(request: StaffRequest, key: int) -> HttpResponse:
    """Say since when a key is no longer believed."""
    chosen = _key(request, key)
    form = CompromisedForm(posted(request), initial={"since": now()})
    if request.method == "POST" and form.is_valid():
        since = form.cleaned_data["since"]
        try:
            actions.mark_compromised(key=chosen, since=since, by=request.actor, now=now())
        except actions.UnableToChangeBrand as error:
            form.add_error("since", str(error))
        else:
            text = _("%(key)s never signs again. Take its record out of DNS and make a new key.") % {"key": chosen}
            messages.warning(request, text)
            return redirect("console:settings-domains", brand=request.brand.slug)
    return render_confirmation(
        request,
        title=_("Is %(key)s in the wrong hands?") % {"key": chosen.selector},
        text=_("Mail signed with it since then counts as forged. This cannot be taken back."),
        action=_("Mark as compromised"),
        back=_list_address(request),
        form=form,
    )


def _list_address(request: StaffRequest) -> str:
    return reverse("console:settings-domains", args=[request.brand.slug])


def _domain(request: StaffRequest, domain_id: int) -> SendingDomain:
    found = queries.sending_domain(request.brand, domain_id)
    if found is None:
        raise Http404
    return found


def _key(request: StaffRequest, key_id: int) -> DkimKey:
    found = queries.key(request.brand, key_id)
    if found is None:
        raise Http404
    return found
