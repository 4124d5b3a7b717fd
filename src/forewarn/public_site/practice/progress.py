"""“Remember my progress”: a customer proves an address by a code; only then one cookie is set, for these pages alone."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _

from forewarn.foundation.signed_links import UnableToRead, make_token, read_token
from forewarn.lessons.actions.remembering import UnableToRemember, forget, remember
from forewarn.lessons.queries.content import lesson_of
from forewarn.lessons.queries.visits import learner_of, remembered
from forewarn.public_site.identifying import ADDRESS, CODE, Step, identify, wrong_code
from forewarn.public_site.practice import pages
from forewarn.public_site.requests import for_one, shown
from forewarn.public_site.site import Page, Site

if TYPE_CHECKING:
    from forewarn.lessons.models import Learner

PURPOSE = "practice"
COOKIE = "practice"
YEAR = 365 * 24 * 3600  # seconds: as long as we keep a visit
MAX_KEY = 22


def learner_in(request: HttpRequest, site: Site) -> Learner | None:
    """The learner whom the cookie names, where they asked to be remembered."""
    try:
        numbers = read_token(PURPOSE, request.COOKIES.get(COOKIE, ""))
    except UnableToRead:
        return None
    if len(numbers) != 2 or numbers[0] != site.brand.pk:
        return None
    return learner_of(site.brand, numbers[1])


@for_one
def progress(request: HttpRequest, site: Site) -> Page | HttpResponse:
    """What we remember of this visitor; or the way to be remembered: address, code, done."""
    with translation.override(site.interface):
        learner = learner_in(request, site)
        step = request.POST.get("step", "") if request.method == "POST" else ""
        visit = (request.POST.get("visit") or request.GET.get("visit") or "")[:MAX_KEY]
        if step == "forget":
            return _forget(site, learner)
        if step not in (ADDRESS, CODE):
            return _mine(site, learner) if learner else _ask(Step(), visit)
        asked = identify(request, site, PURPOSE)
        return _remember(request, site, asked, visit) if asked.proved else _ask(asked, visit)


def wording() -> str:
    """What a learner agrees to; it is kept with the choice."""
    return _(
        "Remember which lessons I did, for 12 months, under my customer record. "
        "A cookie marks this browser. I can end it here at any time."
    )


def _ask(step: Step, visit: str) -> Page:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if step.error else HTTPStatus.OK
    context = {"step": step.name, "visit_key": visit, "email": step.email, "error": step.error, "wording": wording()}
    return Page("practice/progress.html", context, here=pages.HERE, status=status)


def _remember(request: HttpRequest, site: Site, step: Step, visit: str) -> Page | HttpResponse:
    if step.proved is None:
        return _ask(step, visit)
    try:
        learner = remember(
            brand=site.brand, customer_id=step.proved.customer_id, wording=wording(), visit_key=visit, now=site.now
        )
    except UnableToRemember:
        return _ask(Step(CODE, step.email, wrong_code()), visit)
    response = HttpResponseRedirect(site.links.to("practice-progress"), status=HTTPStatus.SEE_OTHER)
    response.set_cookie(
        COOKIE,
        make_token(PURPOSE, site.brand.pk, learner.pk),
        max_age=YEAR,
        path="/practice/",
        httponly=True,
        samesite="Strict",
        secure=request.is_secure(),
    )
    return response


def _mine(site: Site, learner: Learner) -> Page:
    visits = []
    for one in remembered(learner):
        given = lesson_of(site.brand, one.slug, any_state=True)
        if given is not None:
            visits.append({"title": pages.words_of(site, given)["title"], "visit": one})
    return Page("practice/progress.html", {"step": "mine", "visits": visits}, here=pages.HERE)


def _forget(site: Site, learner: Learner | None) -> HttpResponse:
    if learner is not None:
        forget(learner=learner, now=site.now)
    response = shown(site, Page("practice/progress.html", {"step": "forgotten"}, here=pages.HERE))
    response.delete_cookie(COOKIE, path="/practice/", samesite="Strict")
    return response
