"""The pages for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.defaults import page_not_found

from forewarn.public_site import files, our_mail, pages
from forewarn.public_site.hosts import STAFF
from forewarn.public_site.requests import for_everybody, not_here, nothing_here, site_of
from forewarn.public_site.site import Page, Site


@for_everybody
def home(request: HttpRequest, site: Site) -> Page:
    """What this place is."""
    return pages.home(site)


@for_everybody
def never(request: HttpRequest, site: Site) -> Page:
    """What we never ask."""
    return pages.never(site)


@for_everybody
def our_mail_page(request: HttpRequest, site: Site) -> Page:
    """How we protect our mail to you."""
    return our_mail.our_mail(site)


@for_everybody
def messages(request: HttpRequest, site: Site) -> Page:
    """Messages we sent."""
    search = pages.search_for(request.GET.get("words", ""), request.GET.get("day", ""))
    return pages.messages(site, search=search, number=request.GET.get("page", "1"))


@for_everybody
def message(request: HttpRequest, site: Site, slug: str) -> Page | None:
    """One message as it was sent."""
    return pages.message(site, slug)


@for_everybody
def report(request: HttpRequest, site: Site) -> Page:
    """How to report a message."""
    return pages.report(site)


@for_everybody
def never_json(request: HttpRequest, site: Site) -> HttpResponse:
    """The ledger as data."""
    return files.never_json(site)


@for_everybody
def message_text(request: HttpRequest, site: Site, slug: str) -> HttpResponse | None:
    """The text part of a message."""
    return files.message_text(site, slug)


@for_everybody
def feed(request: HttpRequest, site: Site) -> HttpResponse:
    """The messages as an Atom feed."""
    return files.feed(site)


@for_everybody
def security_txt(request: HttpRequest, site: Site) -> HttpResponse | None:
    """Where to report a hole in our systems."""
    return files.security_txt(site)


@for_everybody
def robots_txt(request: HttpRequest, site: Site) -> HttpResponse:
    """What search engines may read."""
    return files.robots_txt(site)


@for_everybody
def sheet(request: HttpRequest, site: Site) -> HttpResponse:
    """The brand's style sheet."""
    return files.sheet(site, version=request.GET.get("v", ""))


@for_everybody
def logo(request: HttpRequest, site: Site) -> HttpResponse | None:
    """The brand's logo."""
    return files.brand_logo(site)


@for_everybody
def icon(request: HttpRequest, site: Site) -> HttpResponse:
    """The small picture of the tab."""
    return files.icon(site)


def no_such_page(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """The answer at an address without a page: in the brand's face, except to staff (config.urls.handler404)."""
    if request.path.startswith(STAFF):
        return page_not_found(request, exception)
    site = site_of(request)
    return not_here(site) if site else nothing_here()
