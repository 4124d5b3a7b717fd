"""One visitor's way through a lesson. Its address carries a key; nothing else tells who it is."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from forewarn.lessons.actions.visiting import UnableToAnswer, answer, begin, finish_part
from forewarn.lessons.queries.content import lesson_of
from forewarn.lessons.queries.visits import Progress, visit_of
from forewarn.lessons.rules.inbox import AFTER
from forewarn.public_site.practice import pages
from forewarn.public_site.practice.progress import learner_in
from forewarn.public_site.practice.views import in_frame
from forewarn.public_site.requests import for_one, shown
from forewarn.public_site.site import Page, Site

NEXT = HTTPStatus.SEE_OTHER


@for_one
def begin_visit(request: HttpRequest, site: Site, slug: str) -> HttpResponse | None:
    """Begin, and go to the first message; asked for without the button, go back to the lesson."""
    given = lesson_of(site.brand, slug)
    if given is None:
        return None
    if request.method != "POST":
        return HttpResponseRedirect(site.links.to("practice-lesson", slug))
    visit = begin(
        brand=site.brand,
        given=given,
        locale=site.locale,
        now=site.now,
        learner=learner_in(request, site),
        refresh=request.POST.get("how") == "refresh",
        embedded=request.POST.get("in") == "frame",
    )
    return HttpResponseRedirect(site.links.to("practice-visit", slug, visit.key), status=NEXT)


def _answered(site: Site, progress: Progress, made: Page | HttpResponse) -> HttpResponse:
    response = shown(site, made) if isinstance(made, Page) else made
    return in_frame(site, response) if progress.visit.embedded else response


@for_one
def here(request: HttpRequest, site: Site, slug: str, key: str) -> HttpResponse | None:
    """Where the visitor is: the first messages, the lesson, the exercise, the other messages, or the end."""
    progress = visit_of(site.brand, slug, key)
    return _answered(site, progress, _next(site, progress)) if progress else None


def _next(site: Site, progress: Progress) -> Page | HttpResponse:
    if progress.complete:
        return pages.ending(site, progress)
    if progress.phase != AFTER:
        return pages.inbox(site, progress, progress.phase)
    begun = progress.parts_done or len(progress.open(AFTER)) < len(progress.of(AFTER))
    if not begun:
        return pages.words(site, progress)
    if part := progress.next_part:
        return HttpResponseRedirect(
            site.links.to("practice-part", progress.visit.lesson, progress.visit.key, part), status=NEXT
        )
    return pages.inbox(site, progress, AFTER)


@for_one
def lesson_again(request: HttpRequest, site: Site, slug: str, key: str) -> HttpResponse | None:
    """The words of the lesson once more."""
    progress = visit_of(site.brand, slug, key)
    return _answered(site, progress, pages.words(site, progress)) if progress else None


@for_one
def mail(request: HttpRequest, site: Site, slug: str, key: str, item: str) -> HttpResponse | None:
    """One message: read it, answer, and see at once what there is to learn from it."""
    progress = visit_of(site.brand, slug, key)
    found = progress.message(item) if progress else None
    if progress is None or found is None:
        return None
    if request.method != "POST":
        return _answered(site, progress, pages.message(site, progress, found))
    ours = request.POST.get("ours", "")
    try:
        if ours not in ("yes", "no"):
            raise UnableToAnswer("Say whether it is ours.")
        said_fake = ours == "no"
        answer(progress=progress, item=item, said_fake=said_fake, did=request.POST.get("do", ""), now=site.now)
    except UnableToAnswer:
        page = pages.message(site, progress, found, missing=True)
        return _answered(site, progress, Page(page.template, page.context, page.here, HTTPStatus.UNPROCESSABLE_ENTITY))
    return HttpResponseRedirect(site.links.to("practice-mail", slug, key, item), status=NEXT)


@for_one
def part(request: HttpRequest, site: Site, slug: str, key: str, part: str) -> HttpResponse | None:
    """One part of the exercise: try, read what comes of it, try again as often as you like."""
    progress = visit_of(site.brand, slug, key)
    if progress is None:
        return None
    given = dict(request.POST.lists()) if request.method == "POST" else None
    if given is None and "ladder" in request.GET:
        given = {"ladder": [request.GET["ladder"]]}
    page = pages.exercise_part(site, progress, part, given)
    if page is None:
        return None
    if request.method == "POST" and page.context["part"].done:
        finish_part(progress=progress, part=part, now=site.now)
    return _answered(site, progress, page)
