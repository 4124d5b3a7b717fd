"""Scams in our name: the page, and the same as data and as a feed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from forewarn.public_site.requests import for_everybody
from forewarn.public_site.site import Page, Site
from forewarn.sightings.queries import NOW_DAYS, PublicScam, WithdrawnScam, public_scams, withdrawn_scams

EARLIER_SHOWN = 40  # older ones on the page; the data holds them all
WITHDRAWN_SHOWN = timedelta(days=365)  # on the page; the data holds them all


def scams(site: Site) -> Page:
    """What goes round now, and what did before."""
    now = public_scams(site.brand, locale=site.locale, now=site.now)
    earlier = public_scams(site.brand, locale=site.locale, now=site.now, earlier=True)
    gone = [one for one in withdrawn_scams(site.brand, locale=site.locale) if _is_lately(one, site)]
    context = {"scams": now, "earlier": earlier[:EARLIER_SHOWN], "withdrawn": gone, "days": NOW_DAYS}
    return Page("scams.html", context, here="scams")


def _is_lately(scam: WithdrawnScam, site: Site) -> bool:
    return scam.withdrawn_at >= site.now - WITHDRAWN_SHOWN


def scams_json(site: Site) -> HttpResponse:
    """The same as data, with dates and the basis of what is said."""
    found = public_scams(site.brand, locale=site.locale, now=site.now)
    found += public_scams(site.brand, locale=site.locale, now=site.now, earlier=True)
    told = {
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
    """The same as an Atom feed (RFC 4287), the newest first."""
    with translation.override(site.interface):
        atom = Atom1Feed(
            title=_("Scams in the name of %(brand)s") % {"brand": site.brand.name},
            link=f"{site.origin}/scams/",
            description="",
            language=site.locale,
            feed_url=f"{site.origin}/scams/feed.xml",
            feed_guid=f"tag:{site.brand.public_host},{site.brand.created_at:%Y-%m-%d}:scams",
            author_name=site.brand.name,
        )
        found = public_scams(site.brand, locale=site.locale, now=site.now)
        for scam in sorted(found, key=lambda one: one.published_at, reverse=True):
            lines = [
                _("It wants: %(text)s") % {"text": scam.wants},
                _("How you can tell: %(text)s") % {"text": scam.tell},
                *[_("Corrected: %(text)s") % {"text": text} for _at, text in scam.corrections],
            ]
            atom.add_item(
                title=scam.says,
                link=f"{site.origin}/scams/#scam-{scam.number}",
                description="\n".join(lines),
                unique_id=f"tag:{site.brand.public_host},{scam.published_at:%Y-%m-%d}:scam-{scam.number}",
                pubdate=scam.published_at,
                updateddate=max([scam.published_at, *(at for at, _ in (*scam.corrections, *scam.off_and_on))]),
            )
        for gone in withdrawn_scams(site.brand, locale=site.locale):
            if _is_lately(gone, site):
                atom.add_item(
                    title=_("Taken off the list: %(text)s") % {"text": gone.says},
                    link=f"{site.origin}/scams/#scam-{gone.number}",
                    description=_why(gone),
                    unique_id=f"tag:{site.brand.public_host},{gone.published_at:%Y-%m-%d}:scam-{gone.number}",
                    pubdate=gone.published_at,
                    updateddate=gone.withdrawn_at,
                )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


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
