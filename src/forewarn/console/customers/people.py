"""Screens of customers: the list, one of them, and what staff may do for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.audience.actions.choices import withdraw_choice
from forewarn.audience.actions.erasing import erase_customer
from forewarn.audience.actions.reachability import mark_reachable
from forewarn.audience.filtering import too_short, values_of
from forewarn.audience.queries.choices import choice_history
from forewarn.audience.queries.customers import customer_of, customer_page
from forewarn.audience.queries.exporting import export_customer
from forewarn.audience.rules.choices import Choice, ChoiceSource
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.customers.forms import CustomerFilter
from forewarn.console.customers.wording import CHOICES, ENDINGS, SOURCES
from forewarn.foundation.clock import now
from forewarn.mailings.queries.timeline import timeline
from forewarn.outbound.queries import single_mails_to

if TYPE_CHECKING:
    from forewarn.audience.models import Customer

SENT_SHOWN = 50  # of the timeline; a customer gets a few mails a year


def _customer(request: StaffRequest, customer_id: int) -> Customer:
    customer = customer_of(request.brand, customer_id)
    if customer is None:
        raise Http404("no such customer")
    return customer


def _address(request: StaffRequest, customer_id: int) -> str:
    return reverse("console:customers-show", args=[request.brand.slug, customer_id])


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None


@for_staff(May.LOOK)
def listing(request: StaffRequest) -> HttpResponse:
    """Customers, newest first, filtered and searched by the database; pages continue from an id."""
    brand = request.brand
    form = CustomerFilter(
        request.GET or None, locales=values_of(brand, "locale"), countries=values_of(brand, "country")
    )
    wanted, text = form.wanted(), form.text().strip()
    page = customer_page(
        brand,
        wanted,
        text=text,
        older_than=_number(request.GET.get("older")),
        newer_than=_number(request.GET.get("newer")),
    )
    context = {
        "form": form,
        "page": page,
        "filtered": bool(text) or not wanted.empty,
        "too_short": too_short(text),
        "may_write": request.may(May.WRITE),
    }
    return render(request, "console/customers/list.html", context)


@for_staff(May.LOOK)
def show(request: StaffRequest, customer_id: int) -> HttpResponse:
    """One customer: who, what they chose and when, whether mail reaches them, and what was sent."""
    customer = _customer(request, customer_id)
    history = [(event, CHOICES[event.choice.value], SOURCES[event.source.value]) for event in choice_history(customer)]
    context = {
        "customer": customer,
        "history": history,
        "choices": [(choice.value, CHOICES[choice.value], getattr(customer, choice.value)) for choice in Choice],
        "may_write": request.may(May.WRITE),
        "may_erase": request.may(May.APPROVE),
    }
    return render(request, "console/customers/show.html", context)


@for_staff(May.LOOK)
def sent(request: StaffRequest, customer_id: int) -> HttpResponse:
    """The part of the page with everything that was sent; asked for by the page itself, since it reads the proof."""
    customer = _customer(request, customer_id)
    events = timeline(brand_id=request.brand.pk, customer_id=customer.pk)[:SENT_SHOWN]
    context = {
        "customer": customer,
        "events": [(event, *ENDINGS.get(event.ending, ("quiet", event.ending))) for event in events],
        "single": single_mails_to(request.brand, customer.pk)[:SENT_SHOWN],
    }
    return render(request, "console/customers/_sent.html", context)


@for_staff(May.WRITE, methods=("GET", "POST"))
def withdraw(request: StaffRequest, customer_id: int, choice: str) -> HttpResponse:
    """Withdraw a choice that a customer asked us to, by phone or letter."""
    customer = _customer(request, customer_id)
    if choice not in CHOICES:
        raise Http404("no such choice")
    if request.method == "POST":
        withdrawn = withdraw_choice(
            customer_id=customer.pk, choice=Choice(choice), source=ChoiceSource.STAFF, by=request.actor, now=now()
        )
        messages.success(
            request, _("Withdrawn. No import gives it back.") if withdrawn else _("It was withdrawn before.")
        )
        return redirect(_address(request, customer_id))
    context = {
        "title": _("Stop this kind of mail?"),
        "text": _(
            "%(choice)s: %(who)s will get no more of it, from now on. Only they can ask for it again, on the preference page."
        )
        % {"choice": CHOICES[choice], "who": customer.name or customer.email},
        "action": _("Stop it"),
        "back": _address(request, customer_id),
    }
    return render(request, "console/confirm.html", context)


@for_staff(May.WRITE, methods=("GET", "POST"))
def reachable(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Try an address again that did not work."""
    customer = _customer(request, customer_id)
    if request.method == "POST":
        if mark_reachable(customer_id=customer.pk, by=request.actor, now=now()):
            messages.success(request, _("The next mail will try this address again."))
        return redirect(_address(request, customer_id))
    context = {
        "title": _("Try this address again?"),
        "text": _("It was given up because: %(reason)s. Do this if you know that the mailbox works now.")
        % {"reason": customer.unreachable_reason or _("no reason was kept")},
        "action": _("Try it again"),
        "back": _address(request, customer_id),
        "danger": False,
    }
    return render(request, "console/confirm.html", context)


@for_staff(May.WRITE)
def export(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Everything that is held about a customer, as a file for them."""
    data = export_customer(request.brand, customer_id)
    if data is None:
        raise Http404("no such customer")
    answer = HttpResponse(json.dumps(data, ensure_ascii=False, indent=2), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="customer-{customer_id}.json"'
    return answer


@for_staff(May.APPROVE, methods=("GET", "POST"))
def erase(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Erase a customer, after saying what that means."""
    customer = _customer(request, customer_id)
    if request.method == "POST":
        erase_customer(brand=request.brand, customer_id=customer.pk, by=request.actor, now=now())
        messages.success(request, _("Erased. The address stays out of every import."))
        return redirect(reverse("console:customers-list", args=[request.brand.slug]))
    context = {
        "title": _("Erase this customer?"),
        "text": _(
            "Name, address, choices and the proof of what %(who)s was sent will be gone, and cannot be brought back. "
            "A keyed hash of the address stays, so that no import writes to them again."
        )
        % {"who": customer.email},
        "action": _("Erase"),
        "back": _address(request, customer_id),
    }
    return render(request, "console/confirm.html", context)
