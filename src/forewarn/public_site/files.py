"""What machines read: the ledger as JSON, the feed, security.txt, robots.txt, the style sheet, pictures."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, time
from typing import Any

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from forewarn.alerts.queries.published import note_of, published_alerts
from forewarn.brands.queries import logo
from forewarn.promises.queries import ledger
from forewarn.public_site.feeds import feed_of
from forewarn.public_site.look import initial_icon, sheet_version, style_sheet
from forewarn.public_site.pages import sent_note
from forewarn.public_site.site import Site

A_YEAR = 31_536_000  # seconds: for addresses that carry the version of their content
AN_HOUR = 3_600  # seconds: pictures change rarely, and a browser asks again with the ETag
FEED_NOTES = 20  # five years of quarterly notes
FOR_ONE_PERSON = ("preferences", "unsubscribe", "vendor-answer", "vendor-questions", "your-data")
EXPIRES_MONTHS = 6  # security.txt: RFC 9116 section 2.5.5 wants less than a year
ICON_LIMIT = 8_000  # bytes: a larger logo is not worth loading as the small picture of a tab
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # a drawing opened by itself runs nothing


def never_json(site: Site) -> HttpResponse:
    """The ledger as data: docs/schemas/promises.schema.json."""
    return _text(json.dumps(ledger_data(site), ensure_ascii=False, indent=1) + "\n", "application/json")


def ledger_data(site: Site) -> dict[str, Any]:
    """The ledger with its date, the basis of its statements, and a digest that changes when they do."""
    told = ledger(site.brand)
    canonical = json.dumps(told["promises"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {
        **{key: value for key, value in told.items() if key != "promises"},
        "as_of": site.today.isoformat(),
        "basis": "own_statement",
        "page": f"{site.origin}/never/",
        "sha256": hashlib.sha256(canonical.encode()).hexdigest(),
        "promises": told["promises"],
    }


def message_text(site: Site, slug: str) -> HttpResponse | None:
    """The text part of a note, exactly as it was sent."""
    note = sent_note(site, slug)
    return _text(note.text, "text/plain") if note else None


def feed(site: Site) -> HttpResponse:
    """The notes as an Atom feed (RFC 4287), with stable ids, whole texts and corrections."""
    with translation.override(site.interface):
        title = _("Messages from %(brand)s") % {"brand": site.brand.name}
        atom = feed_of(site, title=title, path="/messages/", name="messages")
        for alert in published_alerts(site.brand)[:FEED_NOTES]:
            if note := note_of(alert, locale=site.locale):
                corrected = "".join(
                    "\n" + _("Corrected: %(text)s") % {"text": text} + "\n" for _at, text in note.corrections
                )
                atom.add_item(
                    title=note.subject,
                    link=f"{site.origin}/messages/{note.slug}/",
                    description="",
                    content=note.text + corrected,
                    unique_id=f"tag:{site.brand.public_host},{note.on:%Y-%m-%d}:{note.slug}",
                    pubdate=note.published_at,
                    updateddate=max([note.published_at, *(at for at, _text in note.corrections)]),
                    author_name=note.sender_name,
                )
    return _text(atom.writeString("utf-8"), "application/atom+xml")


def security_txt(site: Site) -> HttpResponse | None:
    """Where to report a hole in our systems (RFC 9116)."""
    if not site.brand.contact_address:
        return None
    lines = [
        f"Contact: mailto:{site.brand.contact_address}",
        f"Expires: {_expiry(site.today).isoformat().replace('+00:00', 'Z')}",
        f"Preferred-Languages: {', '.join(site.brand.locales or ['en'])}",
        f"Canonical: {site.origin}/.well-known/security.txt",
    ]
    return _text("\n".join(lines) + "\n", "text/plain")


def _expiry(today: date) -> datetime:
    """The first of the month half a year from now: the same all month, so that caches agree."""
    months = today.year * 12 + today.month - 1 + EXPIRES_MONTHS
    return datetime.combine(date(months // 12, months % 12 + 1, 1), time.min, UTC)


def robots_txt(site: Site) -> HttpResponse:
    """Search engines may read what is for everybody."""
    return _text(
        "User-agent: *\n" + "".join(f"Disallow: /{first}/\n" for first in FOR_ONE_PERSON),
        "text/plain",
    )


def sheet(site: Site, *, version: str = "") -> HttpResponse:
    """The brand's style sheet; under the address that names its version it never changes."""
    response = _text(style_sheet(site.brand.accent, site.brand.accent_dark).decode(), "text/css")
    fixed = version == sheet_version(site.brand.accent, site.brand.accent_dark)
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if fixed else "public, max-age=60"
    return response


def brand_logo(site: Site) -> HttpResponse | None:
    """The brand's logo."""
    picture = logo(site.brand)
    return _picture(bytes(picture.content), picture.media_type) if picture else None


def icon(site: Site) -> HttpResponse:
    """The small picture of the tab: the logo where it is small and square enough, else the brand's initial."""
    picture = logo(site.brand)
    if picture and len(picture.content) <= ICON_LIMIT and 2 * picture.height >= picture.width:
        return _picture(bytes(picture.content), picture.media_type)
    return _picture(initial_icon(site.brand.name, site.brand.accent), "image/svg+xml")


def _text(content: str, media_type: str) -> HttpResponse:
    return HttpResponse(content, content_type=f"{media_type}; charset=utf-8")


def _picture(content: bytes, media_type: str) -> HttpResponse:
    headers = {"Cache-Control": f"public, max-age={AN_HOUR}", "Content-Security-Policy": PICTURE_POLICY}
    return HttpResponse(content, content_type=media_type, headers=headers)
