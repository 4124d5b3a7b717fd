"""What changed at vendors, for feed readers: Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from forewarn.public_site.site import Site
from forewarn.vendors.public import Told, changes_told

FEED_CHANGES = 50  # some years of changes


def _entries(site: Site) -> list[dict[str, Any]]:
    """The changes with stable ids; the language of the site must be active."""
    return [_entry(site, told) for told in changes_told(site.brand, site.now, site.locale)[:FEED_CHANGES]]


def _entry(site: Site, told: Told) -> dict[str, Any]:
    step = told.step
    where = f"{site.origin}/vendors/{step.said.slug}/" if told.listed else f"{site.origin}/vendors/changes/"
    lines = [step.event, *(change.text for change in step.changes), step.ground, step.said.why]
    return {
        "title": title_of(told),
        "link": where,
        "text": "\n".join(filter(None, lines)),
        "at": step.at,
        "id": f"tag:{site.brand.public_host},{step.at:%Y-%m-%d}:vendor-{step.said.slug}-{step.said.number}",
    }


def title_of(told: Told) -> str:
    """A change in a few words."""
    step = told.step
    if step.event:
        return f"{step.name}: {step.event}"
    return f"{step.name}: {', '.join(change.label for change in step.changes)}"


def atom(site: Site) -> HttpResponse:
    """The changes as an Atom feed."""
    with translation.override(site.interface):
        feed = Atom1Feed(
            title=_title(site),
            link=f"{site.origin}/vendors/changes/",
            description="",
            language=site.locale,
            feed_url=f"{site.origin}/vendors/changes.xml",
            feed_guid=f"tag:{site.brand.public_host},{site.brand.created_at:%Y-%m-%d}:vendors",
            author_name=site.brand.name,
        )
        for entry in _entries(site):
            feed.add_item(
                title=entry["title"],
                link=entry["link"],
                description=entry["text"],
                unique_id=entry["id"],
                pubdate=entry["at"],
                updateddate=entry["at"],
            )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def json_feed(site: Site) -> HttpResponse:
    """The changes as a JSON Feed."""
    with translation.override(site.interface):
        items = [
            {
                "id": entry["id"],
                "url": entry["link"],
                "title": entry["title"],
                "content_text": entry["text"] or entry["title"],
                "date_published": entry["at"].isoformat(timespec="seconds"),
            }
            for entry in _entries(site)
        ]
        told = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": _title(site),
            "home_page_url": f"{site.origin}/vendors/changes/",
            "feed_url": f"{site.origin}/vendors/changes.json",
            "language": site.locale,
            "items": items,
        }
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    return HttpResponse(text, content_type="application/feed+json; charset=utf-8")


def _title(site: Site) -> str:
    return _("What changed at companies that work for %(brand)s") % {"brand": site.brand.name}
