"""How well removals are done in time: what is due, what is late, and per vendor how often and how fast it confirms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from forewarn.brands.models import Brand
from forewarn.removals.models import RemovalRequest, RemovalTask
from forewarn.removals.rules.figures import Figures, Part, figures_of, share_of
from forewarn.removals.rules.states import Status

WINDOW = timedelta(days=365)  # that the figures look back


@dataclass(frozen=True, slots=True)
class VendorFigures:
    """The figures of one vendor."""

    vendor_id: int
    name: str
    slug: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Overall:
    """The figures of the brand: of whole requests (by the last vendor's answer), and of each vendor, the latest first."""

    requests: Figures
    due_soon: int  # open requests due within a week
    vendors: list[VendorFigures]


def overall(brand: Brand, *, now: datetime) -> Overall:
    """The brand's removals of the last year; two queries, a row per part."""
    since = now - WINDOW
    rows = RemovalRequest.objects.filter(brand=brand, received_at__gte=since).exclude(status=Status.REVOKED)
    whole = [Part(*row) for row in rows.values_list("received_at", "due_at", "closed_at")]
    by_vendor: dict[int, list[Part]] = {}
    names: dict[int, tuple[str, str]] = {}
    tasks = RemovalTask.objects.filter(request__brand=brand, created_at__gte=since).exclude(status=Status.REVOKED)
    columns = ("vendor_id", "vendor__name", "vendor__slug", "created_at", "due_at", "settled_at")
    for vendor_id, name, slug, *times in tasks.values_list(*columns):
        by_vendor.setdefault(vendor_id, []).append(Part(*times))
        names[vendor_id] = (name, slug)
    found = [VendorFigures(key, *names[key], figures_of(parts, now)) for key, parts in by_vendor.items()]
    found.sort(key=lambda one: (-one.figures.late, share_of(one.figures), one.name.casefold()))
    return Overall(figures_of(whole, now), _due_soon(whole, now), found)


def _due_soon(parts: Iterable[Part], now: datetime) -> int:
    week = now + timedelta(days=7)
    return sum(part.ended is None and now <= part.due <= week for part in parts)
