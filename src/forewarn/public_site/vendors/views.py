"""The register for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from forewarn.public_site.requests import for_everybody
from forewarn.public_site.site import Page, Site
from forewarn.public_site.vendors import data, feeds, fragment, pages


@for_everybody
def vendors(request: HttpRequest, site: Site) -> Page:
    """Who has data of customers, on any day."""
    return pages.vendors(site, on=pages.as_of(site, request.GET.get("on", "")))


@for_everybody
def vendor(request: HttpRequest, site: Site, slug: str) -> Page | None:
    """One of them."""
    return pages.vendor(site, slug, on=pages.as_of(site, request.GET.get("on", "")))


@for_everybody
def changes(request: HttpRequest, site: Site) -> Page:
    """What changed."""
    return pages.changes(site, number=request.GET.get("page", "1"))


@for_everybody
def register(request: HttpRequest, site: Site) -> HttpResponse:
    """The register as data."""
    return data.vendors_json(site, on=pages.as_of(site, request.GET.get("on", "")))


@for_everybody
def schema(request: HttpRequest, site: Site) -> HttpResponse:
    """Its schema."""
    return data.schema_json(site)


@for_everybody
def dpv(request: HttpRequest, site: Site) -> HttpResponse:
    """In the words of the Data Privacy Vocabulary."""
    return data.dpv_json(site)


@for_everybody
def document(request: HttpRequest, site: Site, slug: str, number: int) -> HttpResponse | None:
    """One version, as it was hashed."""
    return data.document(site, slug, number)


@for_everybody
def atom(request: HttpRequest, site: Site) -> HttpResponse:
    """The changes as Atom."""
    return feeds.atom(site)


@for_everybody
def json_feed(request: HttpRequest, site: Site) -> HttpResponse:
    """The changes as JSON Feed."""
    return feeds.json_feed(site)


@for_everybody
def fragment_html(request: HttpRequest, site: Site) -> HttpResponse:
    """The list for a privacy policy."""
    return fragment.html(site)


@for_everybody
def fragment_markdown(request: HttpRequest, site: Site) -> HttpResponse:
    """The same in Markdown."""
    return fragment.markdown(site)
