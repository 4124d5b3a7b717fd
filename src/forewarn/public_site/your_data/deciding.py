"""What a customer decides on their page: removal, objections, another address, erasure. Each asks before it acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from forewarn.audience.actions.addresses import TakenAddress, WrongCode, change_address
from forewarn.audience.actions.codes import TooManyCodes, TooManyTries, UnableToRequestCode, request_code_for_new
from forewarn.audit.rules import Actor
from forewarn.public_site.identifying import MAX_ADDRESS, MAX_TYPED, wrong_code
from forewarn.public_site.requests import asker
from forewarn.public_site.site import Page, Site
from forewarn.public_site.your_data import pages
from forewarn.removals.actions.answering import revoke
from forewarn.removals.actions.refusals import UnableToRemove
from forewarn.removals.queries.requests import request_of
from forewarn.removals.requesting import request_removal
from forewarn.removals.rules.numbers import shown_number
from forewarn.removals.rules.states import Origin
from forewarn.vendor_changes.actions.objecting import object_to_change, take_back_objection
from forewarn.vendor_changes.refusals import UnableToChangeNotice
from forewarn.your_data.actions.leaving import erase_account
from forewarn.your_data.queries.changes import change_for

if TYPE_CHECKING:
    from forewarn.your_data.models import Visit
    from forewarn.your_data.queries.changes import ForCustomer

Answer = Page | HttpResponse
MAX_WORDS = 500  # characters of an objection
MAX_NUMBER = 40  # characters of a request's number as typed


def remove(request: HttpRequest, site: Site, visit: Visit, session: str) -> Answer:
    """Ask before removal: at one company, or everywhere."""
    return pages.ask_removal(site, visit, session, request.POST.get("vendor", ""))


def remove_yes(request: HttpRequest, site: Site, visit: Visit, session: str) -> Answer:
    """Ask the companies."""
    meant = pages.removable(site, visit, request.POST.get("vendor", ""))
    try:
        made = request_removal(
            customer=visit.customer,
            vendors=[holder.vendor.pk for holder in meant],
            origin=Origin.PAGE,
            locale=site.locale,
            by=Actor.customer(visit.customer_id),
            now=site.now,
        )
    except UnableToRemove:
        return pages.overview(
            site, visit, session, told=_("Nobody holds this data any more, so there was nothing to ask.")
        )
    number = shown_number(made.number)
    told = _("We ask for the removal now. Your request has the number %(number)s. You see below how far it is.")
    return pages.overview(site, visit, session, told=told % {"number": number})


def take_back(request: HttpRequest, site: Site, visit: Visit, session: str) -> Answer:
    """Take a removal back, as far as nobody has answered."""
    found = request_of(site.brand, request.POST.get("number", "")[:MAX_NUMBER])
    if found is None or found.customer_id != visit.customer_id:
        return pages.overview(site, visit, session)
    try:
        revoke(request=found, by=Actor.customer(visit.customer_id), now=site.now)
    except UnableToRemove:
        return pages.overview(site, visit, session, told=_("Every company has answered already."))
    return pages.overview(site, visit, session, told=_("You took the request back."))


def object_(request: HttpRequest, site: Site, visit: Visit, session: str) -> Answer:
    """Ask before an objection."""
    found = _change(request, site, visit)
    return pages.ask_objection(site, session, found) if found else pages.overview(site, visit, session)


def object_yes(request: HttpRequest, site: Site, visit: Visit, session: str) -> Answer:
    """Object to a coming change."""
    found = _change(request, site, visit)
    if found is None:
        return pages.overview(site, visit, session)
    words, by = request.POST.get("words", "")[:MAX_WORDS], Actor.customer(visit.customer_id)
    try:
        object_to_change(change=found.change, customer=visit.customer, words=words, by=by, now=site.now)
    except UnableToChangeNotice:
        told = _("This change can no longer be stopped for you. You can still ask for the removal of your data.")
        return pages.overview(site, visit, session, told=told)
    return pages.overview(site, visit, session, told=_("We wrote down that you object. Our answer will stand here."))


def agree(request: HttpRequest, site: Site, visit: Visit, session: str) -> Answer:
    """Take an objection back."""
    found = _change(request, site, visit)
    if found is None or found.objection is None:
        return pages.overview(site, visit, session)
    try:
        take_back_objection(objection=found.objection, by=Actor.customer(visit.customer_id), now=site.now)
    except UnableToChangeNotice:
        return pages.overview(site, visit, session)
    return pages.overview(site, visit, session, told=_("You took the objection back."))


def _change(request: HttpRequest, site: Site, visit: Visit) -> ForCustomer | None:
    typed = request.POST.get("change", "")[:18]
    number = int(typed) if typed.isascii() and typed.isdigit() else 0
    return change_for(visit.customer, number, now=site.now)


def new_address(request: HttpRequest, site: Site, visit: Visit, session: str) -> Answer:
    """Ask for the new address."""
    return pages.ask_new_address(session, "new-address-send")


def new_address_send(request: HttpRequest, site: Site, visit: Visit, session: str) -> Answer:
    """Send a code to the new address."""
    email = request.POST.get("email", "").strip()[:MAX_ADDRESS]
    try:
        request_code_for_new(
            customer=visit.customer, email=email, source=asker(request), locale=site.locale, now=site.now
        )
    except TooManyCodes:
        error = _("You asked for many codes in a short time. Wait a quarter of an hour, then try again.")
        return pages.ask_new_address(session, "new-address-send", email, error)
    except UnableToRequestCode:
        error = _("This is not a whole email address. Write it like name@mail.example.")
        return pages.ask_new_address(session, "new-address-send", email, error)
    return pages.ask_new_address(session, "new-address-code", email)


def new_address_code(request: HttpRequest, site: Site, visit: Visit, session: str) -> Answer:
    """Write to the new address from now on, if its code is right."""
    email = request.POST.get("email", "").strip()[:MAX_ADDRESS]
    code = request.POST.get("code", "")[:MAX_TYPED]
    try:
        change_address(customer=visit.customer, email=email, code=code, source=asker(request), now=site.now)
    except WrongCode:
        return pages.ask_new_address(session, "new-address-code", email, wrong_code())
    except TooManyTries:
        error = _("Many wrong codes came from your network. Wait a quarter of an hour, then try again.")
        return pages.ask_new_address(session, "new-address-code", email, error)
    except TakenAddress:
        error = _("There is another record of ours with this address. Use that one, or choose another address.")
        return pages.ask_new_address(session, "new-address-send", email, error)
    visit.customer.refresh_from_db()
    return pages.overview(site, visit, session, told=_("From now on we write to your new address."))


def erase(request: HttpRequest, site: Site, visit: Visit, session: str) -> Answer:
    """Ask before everything is erased."""
    return pages.ask_erasure(site, visit, session)


def erase_yes(request: HttpRequest, site: Site, visit: Visit, session: str) -> Answer:
    """Erase everything, if the box is ticked."""
    if request.POST.get("sure") != "on":
        return pages.ask_erasure(site, visit, session, error=_("Tick the box, or go back."))
    return pages.erased(erase_account(customer=visit.customer, locale=site.locale, now=site.now))
