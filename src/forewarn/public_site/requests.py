"""From a request to the site it asks for, and from a page to an answer that may be kept by everybody in between."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from forewarn.brands.queries import brand_by_host
from forewarn.foundation.clock import now
from forewarn.public_site.page_cache import KEPT
from forewarn.public_site.rules.locales import choose_locale
from forewarn.public_site.site import LiveLinks, Page, Site, render

MAX_AGE = 10  # seconds a browser or CDN may show a page without asking: a correction is seen soon after

PublicView = Callable[..., Page | HttpResponse | None]
View = Callable[..., HttpResponseBase]


def site_of(request: HttpRequest) -> Site | None:
    """The site that the request's host and language ask for; None where no brand answers at this host."""
    brand = brand_by_host(request.get_host())
    if brand is None:
        return None
    locales = brand.locales or ["en"]
    chosen = request.GET.get("lang", "")
    locale = choose_locale(chosen, request.headers.get("Accept-Language", ""), locales)
    query = request.GET.copy()
    query.pop("lang", None)
    path = escape_leading_slashes(escape_uri_path(request.path))  # "//other.example" would lead away
    links = LiveLinks(path=path, chosen=locale if chosen else "", query=query.urlencode())
    return Site(brand=brand, locale=locale, now=now(), links=links)


def asker(request: HttpRequest) -> str:
    """Where a request comes from, for limits: the address, of IPv6 the network that one household has (/64).

    Behind a proxy it is the address that the proxy itself saw, the last of X-Forwarded-For; the others are hearsay.
    """
    seen: str = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_TLS:
        seen = request.headers.get("X-Forwarded-For", seen).rpartition(",")[2].strip() or seen
    try:
        address = ip_address(seen)
    except ValueError:
        return seen
    return str(ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)


def nothing_here() -> HttpResponse:
    """The answer at a host that is nobody's: it tells nothing about who else lives here."""
    return HttpResponse("Not found\n", status=HTTPStatus.NOT_FOUND, content_type="text/plain; charset=utf-8")


def shown(site: Site, page: Page) -> HttpResponse:
    """The page as an answer."""
    return HttpResponse(render(site, page), status=page.status, headers={"Content-Language": site.locale})


def not_here(site: Site) -> HttpResponse:
    """The brand's own “there is no such page”."""
    return shown(site, Page("not_found.html", status=HTTPStatus.NOT_FOUND))


def for_everybody(view: PublicView, *, max_age: int = MAX_AGE) -> View:
    """A page that is the same for everybody who asks in its language: GET only, no cookies, kept by caches.

    The view is called with the request, the site and what the address holds; it answers with a Page, an HttpResponse,
    or None where there is nothing at this address.
    """

    @wraps(view)
    def answered(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        site = site_of(request)
        if site is None:
            return nothing_here()
        made = view(request, site, **kwargs)
        if made is None:
            return not_here(site)
        response = shown(site, made) if isinstance(made, Page) else made
        if response.status_code != HTTPStatus.OK:
            return response
        response.headers.setdefault("ETag", f'"{hashlib.sha256(response.content).hexdigest()[:32]}"')
        response.headers.setdefault("Cache-Control", f"public, max-age={max_age}")
        patch_vary_headers(response, ["Accept-Language"])
        request.META[KEPT] = tuple(site.brand.locales or ["en"])
        return get_conditional_response(request, response.headers["ETag"], None, response) or response

    asked: View = require_http_methods(["GET", "HEAD"])(answered)
    return asked


def for_one(view: PublicView, *, methods: tuple[str, ...] = ("GET", "POST")) -> View:
    """A page for one customer: kept by nobody, found by no search engine.

    There are no cookies and no session, so nothing rides along with a forged request and no CSRF token is needed:
    whoever sends the form must know the code or the signed token that it carries.
    """

    @wraps(view)
    def answered(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        site = site_of(request)
        if site is None:
            return nothing_here()
        made = view(request, site, **kwargs)
        if made is None:
            return not_here(site)
        response = shown(site, made) if isinstance(made, Page) else made
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    allowed = list(methods) + (["HEAD"] if "GET" in methods else [])
    asked: View = require_http_methods(allowed)(answered)
    return csrf_exempt(never_cache(asked))
