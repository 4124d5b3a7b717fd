"""Scams in our name: the page, and the same as data and as a feed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from forewarn.public_site.feeds import feed_of, tag_of
from forewarn.public_site.requests import for_everybody
from forewarn.public_site.site import Page, Site
from forewarn.sightings.queries import NOW_DAYS, PublicScam, WithdrawnScam, public_scams, withdrawn_scams

NOW_SHOWN = 60  # on the page, which stays below 100 kB; the data holds them all
FEED_SCAMS = 100  # entries of the feed, the last changed; readers keep what they had
EARLIER_SHOWN = 40  # older ones on the page; the data holds them all
WITHDRAWN_SHOWN = timedelta(days=365)  # on the page; the data holds them all


def scams(site: Site) -> Page:
    """What goes round now, and what did before."""
    now = public_scams(site.brand, locale=site.locale, now=site.now)
    earlier = public_scams(site.brand, locale=site.locale, now=site.now, earlier=True)
    gone = [one for one in withdrawn_scams(site.brand, locale=site.locale) if _is_lately(one, site)]
    context = {
        "scams": now[:NOW_SHOWN],
        "more": len(now[NOW_SHOWN:]),
        "earlier": earlier[:EARLIER_SHOWN],
        "withdrawn": gone[:EARLIER_SHOWN],
        "days": NOW_DAYS,
    }
    return Page("scams.html", context, here="scams")


def _is_lately(scam: WithdrawnScam, site: Site) -> bool:
    return scam.withdrawn_at >= site.now - WITHDRAWN_SHOWN


def scams_json(site: Site) -> HttpResponse:
    """The same as data, with dates and the basis of what is said: docs/schemas/scams.schema.json."""
    found = public_scams(site.brand, locale=site.locale, now=site.now)
    found += public_scams(site.brand, locale=site.locale, now=site.now, earlier=True)
    told = {
        "version": 1,
        "brand": site.brand.name,
        "as_of": site.today.isoformat(),
        "basis": "reports_confirmed_by_staff",
        "page": f"{site.origin}/scams/",
        "scams": [_data(scam) for scam in found],
        "withdrawn": [_withdrawn(scam) for scam in withdrawn_scams(site.brand, locale=site.locale)],
    }
    return HttpResponse(json.dumps(told, ensure_ascii=False, indent=1) + "\n", content_type="application/json")


def _data(scam: PublicScam) -> dict[str, Any]:
    return {
        "id": scam.number,
        "language": scam.locale,
        "says": scam.says,
        "wants": scam.wants,
        "tell": scam.tell,
        "channel": scam.channel,
        "reported_by_customers": scam.reports > 0,
        "first_seen": scam.first_seen.date().isoformat(),
        "last_seen": scam.last_seen.date().isoformat(),
        "published": scam.published_at.date().isoformat(),
        "corrections": [{"on": at.date().isoformat(), "text": text} for at, text in scam.corrections],
        "off_and_on": [{"on": at.date().isoformat(), "listed": not off} for at, off in scam.off_and_on],
    }


def _withdrawn(scam: WithdrawnScam) -> dict[str, Any]:
    return {
        "id": scam.number,
        "language": scam.locale,
        "says": scam.says,
        "published": scam.published_at.date().isoformat(),
        "withdrawn": scam.withdrawn_at.date().isoformat(),
        "why": "no_scam_in_our_name" if scam.dismissed else "looked_at_again",
    }


def scams_feed(site: Site) -> HttpResponse:
    """The same as an Atom feed (RFC 4287), what was published or taken off last first."""
    with translation.override(site.interface):
        title = _("Scams in the name of %(brand)s") % {"brand": site.brand.name}
        atom = feed_of(site, title=title, path="/scams/", name="scams")
        found = public_scams(site.brand, locale=site.locale, now=site.now)
        gone = [one for one in withdrawn_scams(site.brand, locale=site.locale) if _is_lately(one, site)]
        entries = [*map(_entry, found), *map(_withdrawn_entry, gone)]
        for entry in sorted(entries, key=lambda one: one["updateddate"], reverse=True)[:FEED_SCAMS]:
            atom.add_item(
                **entry,
                link=f"{site.origin}/scams/#scam-{entry['number']}",
                description="",
                unique_id=tag_of(site, entry["pubdate"], f"scam-{entry['number']}"),
            )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _entry(scam: PublicScam) -> dict[str, Any]:
    lines = [
        _("It wants: %(text)s") % {"text": scam.wants},
        _("How you can tell: %(text)s") % {"text": scam.tell},
        *[_("Corrected: %(text)s") % {"text": text} for _at, text in scam.corrections],
    ]
    changed = max([scam.published_at, *(at for at, _ in (*scam.corrections, *scam.off_and_on))])
    return _told(scam, scam.says, "\n".join(lines), changed)


def _withdrawn_entry(scam: WithdrawnScam) -> dict[str, Any]:
    return _told(scam, _("Taken off the list: %(text)s") % {"text": scam.says}, _why(scam), scam.withdrawn_at)


def _told(scam: PublicScam | WithdrawnScam, title: str, content: str, changed: datetime) -> dict[str, Any]:
    return {
        "number": scam.number,
        "title": title,
        "content": content,
        "language": scam.locale,
        "pubdate": scam.published_at,
        "updateddate": changed,
    }


def _why(scam: WithdrawnScam) -> str:
    if scam.dismissed:
        return _("It was no scam in our name. We were wrong to list it.")
    return _("We look at it once more.")


@for_everybody
def page(request: HttpRequest, site: Site) -> Page:
    """Scams in our name now."""
    return scams(site)


@for_everybody
def data(request: HttpRequest, site: Site) -> HttpResponse:
    """The same as data."""
    return scams_json(site)


@for_everybody
def feed(request: HttpRequest, site: Site) -> HttpResponse:
    """The same as a feed."""
    return scams_feed(site)
