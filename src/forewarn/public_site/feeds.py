"""Atom feeds (RFC 4287) whose entries carry their whole text, in their own language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from forewarn.public_site.site import Site


class TextFeed(Atom1Feed):
    """A feed with plain text as content; Django's own knows only summaries, and reads them as HTML."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        """The language of an entry, where it is not that of the feed."""
        return (
            {"xml:lang": item["language"]}
            if item.get("language", self.feed["language"]) != self.feed["language"]
            else {}
        )

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write one entry."""
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("content", item["content"], {"type": "text"})

    def latest_post_date(self) -> datetime:
        """When the feed changed last; one without entries is as it was when it began, and not new at each visit."""
        return super().latest_post_date() if self.items else self.feed["began"]


def feed_of(site: Site, *, title: str, path: str, name: str) -> TextFeed:
    """An empty feed of the brand's at `path`; `name` is what its id ends with."""
    brand = site.brand
    return TextFeed(
        title=title,
        link=f"{site.origin}{path}",
        description="",
        language=site.locale,
        feed_url=f"{site.origin}{path}feed.xml",
        feed_guid=tag_of(site, brand.created_at, name),
        author_name=brand.name,
        began=brand.created_at,
    )


def tag_of(site: Site, since: datetime, name: str) -> str:
    """An id that stays (RFC 4151)."""
    return f"tag:{site.brand.public_host},{since:%Y-%m-%d}:{name}"
