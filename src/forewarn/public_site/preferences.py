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
from forewarn.audience.actions.codes import (
    TooManyCodes,
    UnableToRequestCode,
    read_session,
    request_code,
    verify_code,
)
from forewarn.audience.queries.customers import customer_of
from forewarn.audience.rules.choices import Choice, ChoiceSource
from forewarn.audit.rules import Actor
from forewarn.public_site.requests import asker, for_one
from forewarn.public_site.site import Page, Site

PURPOSE = "preferences"
MAX_ADDRESS = 254  # characters: RFC 5321 section 4.5.3.1.3
MAX_TYPED = 40  # characters of a code as it is typed, with spaces


@for_one
def preferences(request: HttpRequest, site: Site) -> Page:
    """The page: its first step, or the step that the form asks for."""
    with translation.override(site.interface):
        match request.POST.get("step") if request.method == "POST" else None:
            case "address":
                return _send_code(request, site)
            case "code":
                return _check_code(request, site)
            case "choices":
                return _save(request, site)
            case _:
                return _ask_address()


def _send_code(request: HttpRequest, site: Site) -> Page:
    email = request.POST.get("email", "").strip()[:MAX_ADDRESS]
    try:
        request_code(
            brand=site.brand, email=email, purpose=PURPOSE, source=asker(request), locale=site.locale, now=site.now
        )
    except TooManyCodes:
        return _ask_address(
            email, _("You asked for many codes in a short time. Wait a quarter of an hour, then try again.")
        )
    except UnableToRequestCode:
        return _ask_address(email, _("This is not a whole email address. Write it like name@mail.example."))
    return _ask_code(email)


def _check_code(request: HttpRequest, site: Site) -> Page:
    email = request.POST.get("email", "").strip()[:MAX_ADDRESS]
    typed = request.POST.get("code", "")[:MAX_TYPED]
    proved = verify_code(brand=site.brand, email=email, purpose=PURPOSE, code=typed, now=site.now)
    if proved is None:
        return _ask_code(
            email,
            _(
                "This code does not work. Look for a slip of the finger, and use the newest mail from us. "
                "A code lasts a quarter of an hour and five tries."
            ),
        )
    return _ask_choices(site, proved.customer_id, proved.session)


def _save(request: HttpRequest, site: Site) -> Page:
    session = request.POST.get("session", "")[:MAX_ADDRESS]
    customer_id = read_session(brand=site.brand, purpose=PURPOSE, session=session, now=site.now)
    if customer_id is None:
        return _ask_address(
            error=_("Too much time has passed, so nothing was changed. Type your address to start again.")
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


def _ask_address(email: str = "", error: str = "") -> Page:
    return _page("address", {"email": email, "error": error}, bad=bool(error))


def _ask_code(email: str, error: str = "") -> Page:
    return _page("code", {"email": email, "error": error}, bad=bool(error))


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
