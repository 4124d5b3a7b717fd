"""Which hosts are answered at all: those of the settings, and for public pages the brands' own."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host

from forewarn.brands.queries import brand_by_host
from forewarn.public_site.requests import nothing_here

STAFF = ("/console/", "/api/")


class KnownHosts:
    """First in the chain, in place of Django's ALLOWED_HOSTS: a brand added in the console is answered at once, and
    the console only at hosts that the operator named. Elsewhere there is nothing, and nothing is told."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer where the host is known."""
        try:
            host = request.get_host()
        except DisallowedHost:  # not the form of a host name
            return nothing_here()
        if validate_host(split_domain_port(host)[0], settings.HOSTS):
            return self.get_response(request)
        if not request.path.startswith(STAFF) and brand_by_host(host) is not None:
            return self.get_response(request)
        return nothing_here()
