"""“Remember my progress”: a customer proves an address by a code; only then one cookie is set, for these pages alone."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _

from forewarn.audience.actions.codes import TooManyCodes, UnableToRequestCode, request_code, verify_code
from forewarn.foundation.signed_links import UnableToRead, make_token, read_token
from forewarn.lessons.actions.remembering import UnableToRemember, forget, remember
from forewarn.lessons.queries.content import lesson_of
from forewarn.lessons.queries.visits import learner_of, remembered
from forewarn.public_site.practice import pages
from forewarn.public_site.requests import asker, for_one, shown
from forewarn.public_site.site import Page, Site

if TYPE_CHECKING:
    from forewarn.lessons.models import Learner

PURPOSE = "practice"
COOKIE = "practice"
YEAR = 365 * 24 * 3600  # seconds: as long as we keep a visit
MAX_ADDRESS, MAX_TYPED, MAX_KEY = 254, 40, 22


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
        if step == "address":
            return _send_code(request, site, visit)
        if step == "code":
            return _check_code(request, site, visit)
        return _mine(site, learner) if learner else _ask("address", visit)


def wording() -> str:
    """What a learner agrees to; it is kept with the choice."""
    return _(
        "Remember which lessons I did, for 12 months, under my customer record. "
        "A cookie marks this browser. I can end it here at any time."
    )


def _ask(step: str, visit: str, email: str = "", error: str = "") -> Page:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    context = {"step": step, "visit_key": visit, "email": email, "error": error, "wording": wording()}
    return Page("practice/progress.html", context, here=pages.HERE, status=status)


def _send_code(request: HttpRequest, site: Site, visit: str) -> Page:
    email = request.POST.get("email", "").strip()[:MAX_ADDRESS]
    try:
        request_code(
            brand=site.brand, email=email, purpose=PURPOSE, source=asker(request), locale=site.locale, now=site.now
        )
    except TooManyCodes:
        error = _("You asked for many codes in a short time. Wait a quarter of an hour, then try again.")
        return _ask("address", visit, email, error)
    except UnableToRequestCode:
        error = _("This is not a whole email address. Write it like name@mail.example.")
        return _ask("address", visit, email, error)
    return _ask("code", visit, email)


def _check_code(request: HttpRequest, site: Site, visit: str) -> Page | HttpResponse:
    email = request.POST.get("email", "").strip()[:MAX_ADDRESS]
    typed = request.POST.get("code", "")[:MAX_TYPED]
    proved = verify_code(brand=site.brand, email=email, purpose=PURPOSE, code=typed, now=site.now)
    error = _(
        "This code does not work. Look for a slip of the finger, and use the newest mail from us. "
        "A code lasts a quarter of an hour and five tries."
    )
    if proved is None:
        return _ask("code", visit, email, error)
    try:
        learner = remember(
            brand=site.brand, customer_id=proved.customer_id, wording=wording(), visit_key=visit, now=site.now
        )
    except UnableToRemember:
        return _ask("code", visit, email, error)
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
