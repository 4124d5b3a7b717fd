"""Unsubscribing: in one click from the mail program (RFC 8058), or with a button on a page."""

from __future__ import annotations

from http import HTTPStatus

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from django.utils.translation import gettext as _

from forewarn.audience.actions.choices import withdraw_choice
from forewarn.audience.queries.customers import customer_of
from forewarn.audience.rules.choices import Choice, ChoiceSource
from forewarn.audit.rules import Actor
from forewarn.intake.tokens import read_unsubscribe_token
from forewarn.public_site.requests import for_one
from forewarn.public_site.site import Page, Site


@for_one
def unsubscribe(request: HttpRequest, site: Site, token: str) -> Page:
    """A POST stops the mail, at once, however often it comes; a GET shows a button and changes nothing.

    RFC 8058 section 3.2: no redirect, no cookies, no question asked back.
    """
    read = read_unsubscribe_token(token)
    if read is None:
        return Page("unsubscribe_unknown.html", status=HTTPStatus.NOT_FOUND)
    addressee, name = read
    choice = Choice(name)
    customer = customer_of(site.brand, addressee.customer_id)
    if request.method != "POST":
        stopped = customer is None or not getattr(customer, choice.value)
        return Page("unsubscribe.html", {"choice": choice.value, "stopped": stopped})
    if customer is not None:
        with translation.override(site.interface):
            wording = _("Stop these mails")
        withdraw_choice(
            customer_id=customer.pk,
            choice=choice,
            source=_source(request),
            wording=wording,
            by=Actor.customer(customer.pk),
            now=site.now,
        )
    return Page("unsubscribe.html", {"choice": choice.value, "stopped": True})


def _source(request: HttpRequest) -> ChoiceSource:
    """Whether our own button was pressed; a body that cannot be read is a mail program's, and its wish still counts."""
    try:
        pressed = request.POST.get("by") == "button"
    except (MultiPartParserError, SuspiciousOperation):
        pressed = False
    return ChoiceSource.PAGE if pressed else ChoiceSource.ONE_CLICK
