"""“Your data”: a customer proves an address by a code, then sees and decides.

One address and no cookies: every form carries the token of the visit, which ends by a button or after half an hour.
Pages are answers to forms, so no cache and no history keeps what they show.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from forewarn.audience.queries.exporting import export_customer
from forewarn.public_site.identifying import Step, identify
from forewarn.public_site.requests import for_one
from forewarn.public_site.site import Page, Site
from forewarn.public_site.your_data import deciding, pages
from forewarn.public_site.your_data.deciding import MAX_NUMBER
from forewarn.removals.queries.requests import request_of
from forewarn.removals.rules.numbers import typed_number
from forewarn.your_data.actions.visits import begin_visit, end_visit
from forewarn.your_data.queries.visits import visit_of

if TYPE_CHECKING:
    from forewarn.your_data.models import Visit

PURPOSE = "your data"
MAX_TOKEN = 100  # characters of a visit's token

Answer = Page | HttpResponse
Handler = Callable[[HttpRequest, Site, "Visit", str], Answer]


@for_one
def your_data(request: HttpRequest, site: Site) -> Answer:
    """The page: the first step, or the step that the form asks for."""
    with translation.override(site.interface):
        handler = STEPS.get(request.POST.get("step", "")) if request.method == "POST" else None
        if handler is not None:
            return _in_visit(request, site, handler)
        step = identify(request, site, PURPOSE)
        if step.proved is None:
            return pages.ask(step)
        session = begin_visit(brand=site.brand, proved=step.proved, now=site.now)
        visit = visit_of(brand=site.brand, session=session, now=site.now)
        return pages.overview(site, visit, session) if visit else pages.ask(Step())


def _in_visit(request: HttpRequest, site: Site, handler: Handler) -> Answer:
    session = request.POST.get("session", "")[:MAX_TOKEN]
    visit = visit_of(brand=site.brand, session=session, now=site.now)
    if visit is None:
        return pages.ask(Step(error=_("Your visit is over, so nothing was changed. Type your address to start again.")))
    return handler(request, site, visit, session)


def _overview(request: HttpRequest, site: Site, visit: Visit, session: str) -> Answer:
    return pages.overview(site, visit, session)


def _download(request: HttpRequest, site: Site, visit: Visit, session: str) -> Answer:
    held = export_customer(site.brand, visit.customer_id)
    document = {"brand": site.brand.name, "as_of": site.now.isoformat(), **(held or {})}
    body = json.dumps(document, ensure_ascii=False, indent=2, default=str)
    answer = HttpResponse(body, content_type="application/json; charset=utf-8", status=HTTPStatus.OK)
    answer.headers["Content-Disposition"] = f'attachment; filename="your-data-{site.today.isoformat()}.json"'
    return answer


def _end(request: HttpRequest, site: Site, visit: Visit, session: str) -> Answer:
    end_visit(visit=visit, now=site.now)
    return pages.ended()


@for_one
def by_number(request: HttpRequest, site: Site) -> Page:
    """How far a request is, for whoever has its number: it names no person."""
    with translation.override(site.interface):
        if request.method != "POST":
            return pages.ask_number()
        typed = request.POST.get("number", "")[:MAX_NUMBER]
        number = typed_number(typed)
        found = request_of(site.brand, number) if number else None
        if found is None:
            return pages.ask_number(
                typed, error=_("There is no request with this number. Look for a slip of the finger.")
            )
        return pages.one_request(found)


STEPS: dict[str, Handler] = {
    "overview": _overview,
    "download": _download,
    "end": _end,
    "remove": deciding.remove,
    "remove-yes": deciding.remove_yes,
    "take-back": deciding.take_back,
    "object": deciding.object_,
    "object-yes": deciding.object_yes,
    "agree": deciding.agree,
    "new-address": deciding.new_address,
    "new-address-send": deciding.new_address_send,
    "new-address-code": deciding.new_address_code,
    "erase": deciding.erase,
    "erase-yes": deciding.erase_yes,
}
