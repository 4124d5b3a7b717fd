"""Lists in pages, cut by the database."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = 50  # rows; about two screens, and a page stays under 100 kB


def page_of(request: HttpRequest, rows: Any, *, per_page: int = PER_PAGE) -> Page[Any]:
    """The page that the address asks for (`?page=`); a page that does not exist becomes the nearest one that does."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))
