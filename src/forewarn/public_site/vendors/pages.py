"""The pages of the register: the list on any day, one vendor, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.paginator import Paginator
from django.utils import translation

from forewarn.public_site.site import Page, Site
from forewarn.public_site.vendor_changes import coming
from forewarn.public_site.vendors.showing import Evidence, mail_evidence, shown
from forewarn.vendors.changes import public_steps
from forewarn.vendors.posture.queries import mail_findings
from forewarn.vendors.public import OnList, changes_told, register_on
from forewarn.vendors.queries import vendor_of
from forewarn.vendors.rules import State

CHANGES_A_PAGE = 30
FIRST_CHANGES = 3


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day that a reader asks about, and the moment that stands for it; `past` where it is not today."""

    day: date
    moment: datetime
    past: bool = False
    typed: str = ""
    wrong: str = ""  # "unreadable" or "future"


def as_of(site: Site, typed: str) -> AsOf:
    """The day that was typed, as 2026-03-31; today where none was, or none that can be shown."""
    text = typed.strip()[:10]
    now = AsOf(site.today, site.now, typed=text)
    if not text:
        return now
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return AsOf(site.today, site.now, typed=text, wrong="unreadable")
    if day > site.today:
        return AsOf(site.today, site.now, typed=text, wrong="future")
    return now if day == site.today else AsOf(day, _end_of(site, day), past=True, typed=text)


def _end_of(site: Site, day: date) -> datetime:
    """The last moment of a day where the brand is."""
    next_day = day + timedelta(days=1) if day < date.max else day
    return datetime.combine(next_day, time.min, site.brand.zone) - timedelta(microseconds=1)


def vendors(site: Site, *, on: AsOf | None = None) -> Page:
    """Every vendor that has data of customers, or had."""
    asked = on or as_of(site, "")
    listed = register_on(site.brand, asked.moment)
    with translation.override(site.interface):
        lines = [shown(site, one, asked.day) for one in listed]
        changes = changes_told(site.brand, asked.moment, site.locale)
    context = {
        "asked": asked,
        "now": [line for line in lines if line.state in (State.ACTIVE, State.LEAVING)],
        "coming": [line for line in lines if line.state == State.ANNOUNCED],
        "ended": [line for line in lines if line.state == State.ENDED],
        "changes": changes[:FIRST_CHANGES],
        "about_to_change": [] if asked.past else coming(site),
        "updated": changes[0].step.at if changes else None,
    }
    return Page("vendors/list.html", context, here="vendors")


def vendor(site: Site, slug: str, *, on: AsOf | None = None) -> Page | None:
    """One vendor; None where the list does not have it on that day."""
    asked = on or as_of(site, "")
    found = _listed(site, slug, asked)
    if found is None:
        return None
    with translation.override(site.interface):
        context = {
            "asked": asked,
            "vendor": shown(site, found, asked.day),
            "tested": [] if asked.past else _tested(site, slug),
            "steps": public_steps([one.said for one in found.versions], site.locale),
            "recorded": {one.said.number: one for one in found.versions},
            "record": found.now,
        }
    return Page("vendors/vendor.html", context, here="vendors")


def _tested(site: Site, slug: str) -> list[Evidence]:
    """What we looked up ourselves of the vendor's mail; known of today only."""
    found = vendor_of(site.brand, slug)
    return [mail_evidence(one) for one in mail_findings(found, now=site.now)] if found else []


def _listed(site: Site, slug: str, asked: AsOf) -> OnList | None:
    return next((one for one in register_on(site.brand, asked.moment) if one.now.said.slug == slug), None)


def changes(site: Site, *, number: str = "1") -> Page:
    """What changed, newest first."""
    with translation.override(site.interface):
        told = changes_told(site.brand, site.now, site.locale)
    pages = Paginator(told, CHANGES_A_PAGE)
    page = pages.get_page(number)
    newer = site.links.numbered("vendor-changes", page.number - 1, {})
    older = site.links.numbered("vendor-changes", page.number + 1, {})
    context = {"page": page, "newer": newer, "older": older, "coming": coming(site) if page.number == 1 else []}
    return Page("vendors/changes.html", context, here="vendors")
