"""The list for the brand's own privacy policy, as HTML and Markdown: fetched when the policy is shown, it stays current."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from forewarn.public_site.site import Site
from forewarn.public_site.vendors.showing import Shown, shown
from forewarn.vendors.public import register_on
from forewarn.vendors.rules import State

_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")


def _lines(site: Site) -> list[Shown]:
    listed = register_on(site.brand, site.now)
    return [shown(site, one, site.today) for one in listed if one.now.said.state is not State.ENDED]


def html(site: Site) -> HttpResponse:
    """A table without any style, to be set into a page; other sites may fetch it."""
    with translation.override(site.interface):
        text = render_to_string("public_site/vendors/fragment.html", {"site": site, "vendors": _lines(site)})
    return _open(HttpResponse(text, content_type="text/html; charset=utf-8"))


def markdown(site: Site) -> HttpResponse:
    """The same as a Markdown list."""
    with translation.override(site.interface):
        lines = [{"vendor": line, "cells": [plain(cell) for cell in _cells(line)]} for line in _lines(site)]
        text = render_to_string("public_site/vendors/fragment.md", {"site": site, "lines": lines})
    return _open(HttpResponse(text, content_type="text/markdown; charset=utf-8"))


def _cells(line: Shown) -> list[str]:
    purpose, retention = line.phrases.get("purpose"), line.phrases.get("retention")
    return [
        line.name,
        purpose.text if purpose else "",
        "; ".join(f"{category}: {fields}" for category, fields in line.data),
        line.words.get("storage_places", ""),
        retention.text if retention else "",
    ]


def plain(text: str) -> str:
    """Words that Markdown shows as they are."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _open(response: HttpResponse) -> HttpResponse:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
