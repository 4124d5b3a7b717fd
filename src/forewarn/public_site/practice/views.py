"""The practice pages that are the same for everybody: they are served from memory."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from forewarn.brands.queries import sending_domains
from forewarn.lessons.queries.content import lesson_of
from forewarn.public_site.practice import pages
from forewarn.public_site.practice.sheets import sheet_pdf
from forewarn.public_site.requests import for_everybody, shown
from forewarn.public_site.site import Page, Site

FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {hosts}"
)


@for_everybody
def lessons(request: HttpRequest, site: Site) -> Page:
    """All lessons."""
    return pages.all_lessons(site)


@for_everybody
def lesson(request: HttpRequest, site: Site, slug: str) -> Page | None:
    """What a lesson is about, and the way into it."""
    return pages.one_lesson(site, slug, "lesson.html")


@for_everybody
def read(request: HttpRequest, site: Site, slug: str) -> Page | None:
    """The words of a lesson without the practice."""
    return pages.one_lesson(site, slug, "read.html")


@for_everybody
def embed(request: HttpRequest, site: Site, slug: str) -> HttpResponse | None:
    """The way into a lesson, to stand in a frame on a page of the brand."""
    page = pages.one_lesson(site, slug, "lesson.html", embedded=True)
    return in_frame(site, shown(site, page)) if page else None


@for_everybody
def sheet(request: HttpRequest, site: Site, slug: str) -> HttpResponse | None:
    """The one page of a lesson for paper."""
    given = lesson_of(site.brand, slug)
    if given is None:
        return None
    response = HttpResponse(sheet_pdf(site, pages.words_of(site, given)), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{slug}.{site.locale}.pdf"'
    response.headers["Content-Language"] = site.locale
    return response


def in_frame(site: Site, response: HttpResponse) -> HttpResponse:
    """Let pages of the brand show the answer in a frame, and nobody else."""
    hosts = {site.brand.website, *(domain.domain for domain in sending_domains(site.brand))} - {""}
    allowed = ["'self'", *(f"https://{host} https://*.{host}" for host in sorted(hosts))]
    response.headers["Content-Security-Policy"] = FRAME_POLICY.format(hosts=" ".join(allowed))
    response.xframe_options_exempt = True  # the older header knows no list of hosts
    return response
