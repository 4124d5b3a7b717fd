"""What a customer wants to get: they type their address, type back a code from their mail, and choose.

Three steps on one address, without cookies: each form carries what the next step needs. Nothing on any page tells
whether an address is known.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from forewarn.audience.actions.choices import give_choice, withdraw_choice
from forewarn.audience.actions.codes import read_session
from forewarn.audience.queries.customers import customer_of
from forewarn.audience.rules.choices import Choice, ChoiceSource
from forewarn.audit.rules import Actor
from forewarn.public_site.identifying import MAX_ADDRESS, Step, identify
from forewarn.public_site.requests import for_one
from forewarn.public_site.site import Page, Site

PURPOSE = "preferences"


@for_one
def preferences(request: HttpRequest, site: Site) -> Page:
    """The page: its first step, or the step that the form asks for."""
    with translation.override(site.interface):
        if request.method == "POST" and request.POST.get("step") == "choices":
            return _save(request, site)
        step = identify(request, site, PURPOSE)
        return _ask_choices(site, step.proved.customer_id, step.proved.session) if step.proved else _ask(step)


def _save(request: HttpRequest, site: Site) -> Page:
    session = request.POST.get("session", "")[:MAX_ADDRESS]
    customer_id = read_session(brand=site.brand, purpose=PURPOSE, session=session, now=site.now)
    if customer_id is None:
        return _ask(
            Step(error=_("Too much time has passed, so nothing was changed. Type your address to start again."))
        )
    by = Actor.customer(customer_id)
    for choice, wording in _wordings().items():
        change = give_choice if request.POST.get(choice.value) == "on" else withdraw_choice
        change(customer_id=customer_id, choice=choice, source=ChoiceSource.PAGE, wording=wording, by=by, now=site.now)
    return _ask_choices(site, customer_id, session, saved=True)


def _wordings() -> dict[Choice, str]:
    """The words under which each choice is made, as they stand on the page; they are kept with the choice."""
    return {
        Choice.CARE: _("Safety notes: about four a year, with what scammers send in our name and one thing to do."),
        Choice.MARKETING: _("Offers and news: what is new and what is on sale."),
    }


def _ask(step: Step) -> Page:
    return _page(step.name, {"email": step.email, "error": step.error}, bad=bool(step.error))


def _ask_choices(site: Site, customer_id: int, session: str, *, saved: bool = False) -> Page:
    customer = customer_of(site.brand, customer_id)
    offered = [
        {"name": choice.value, "wording": wording, "given": bool(customer and getattr(customer, choice.value))}
        for choice, wording in _wordings().items()
    ]
    return _page("choices", {"session": session, "offered": offered, "saved": saved})


def _page(step: str, context: dict[str, object], *, bad: bool = False) -> Page:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if bad else HTTPStatus.OK
    return Page("preferences.html", {"step": step, **context}, here="preferences", status=status)
