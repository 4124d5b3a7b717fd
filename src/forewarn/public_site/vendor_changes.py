"""Changes at vendors for everybody: what is about to change, and the page of each change as it was announced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest

from forewarn.mail.documents import Document, document_from
from forewarn.public_site.requests import for_everybody
from forewarn.public_site.site import Page, Site
from forewarn.vendor_changes.queries.changes import announced, published_change, published_changes
from forewarn.vendor_changes.queries.notices import page_of
from forewarn.vendor_changes.rules.kinds import State

if TYPE_CHECKING:
    from forewarn.vendor_changes.models import VendorChange


@dataclass(frozen=True, slots=True)
class Told:
    """A public change: its notice for everybody, where it stands, and what became of the vendor that went."""

    slug: str
    locale: str
    document: Document
    state: str
    published_at: datetime
    effective_on: date
    object_until: date
    withdrawn_at: datetime | None = None
    correction: Document | None = None
    switched_at: datetime | None = None
    held: bool = False
    leaver: str = ""
    proof_due: date | None = None
    gone_at: datetime | None = None


def coming(site: Site) -> list[Told]:
    """What is about to change, the next one first."""
    return [_told(site, change) for change in announced(site.brand)]


def _told(site: Site, change: VendorChange) -> Told:
    locale = _locale(site, change)
    departure = getattr(change, "departure", None)
    correction = change.correction_pages.get(locale)
    return Told(
        slug=change.slug,
        locale=locale,
        document=page_of(change, locale, now=site.now),
        state=change.state,
        published_at=change.published_at or change.created_at,
        effective_on=change.effective_on,
        object_until=change.effective_on - timedelta(days=1),
        withdrawn_at=change.withdrawn_at,
        correction=document_from(correction) if correction else None,
        switched_at=change.switched_at,
        held=change.state == State.ANNOUNCED and change.effective_at <= site.now,
        leaver=departure.vendor.name if departure else "",
        proof_due=departure.due_on if departure else None,
        gone_at=departure.confirmed_at if departure else None,
    )


def _locale(site: Site, change: VendorChange) -> str:
    """The reader's language where the page was frozen in it, else the brand's own."""
    for locale in (site.locale, site.locale.partition("-")[0], change.brand.default_locale):
        if locale in change.pages:
            return locale
    return change.brand.default_locale


def vendor_change(site: Site, slug: str) -> Page | None:
    """One change; None where there is none or it is not public."""
    change = published_change(site.brand, slug)
    return Page("vendor_change.html", {"told": _told(site, change)}, here="vendors") if change else None


def exported(site: Site) -> Iterator[tuple[str, Page]]:
    """Every change with its address."""
    for slug in published_changes(site.brand).values_list("slug", flat=True):
        if page := vendor_change(site, slug):
            yield f"/vendors/changes/{slug}/", page


@for_everybody
def page(request: HttpRequest, site: Site, slug: str) -> Page | None:
    """One change."""
    return vendor_change(site, slug)
