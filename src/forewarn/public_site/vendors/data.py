"""The register for machines: JSON with its schema, every version as it was hashed, and the Data Privacy Vocabulary."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils import translation

from forewarn.public_site.site import Site, interface_language
from forewarn.public_site.vendors.pages import AsOf, as_of
from forewarn.vendors.data_fields import CATEGORIES, FIELDS, categories_of
from forewarn.vendors.dpv import json_ld
from forewarn.vendors.public import OnList, Recorded, document_of, register_on
from forewarn.vendors.rules import Facts, canonical, changed, published, version_document
from forewarn.vendors.schema import FORMAT, schema

_REFUSED = {
    "unreadable": "on= takes a day such as 2026-03-31.",
    "future": "on= takes a day that has come; what will change is announced under /vendors/changes/.",
}


def register_data(site: Site, on: AsOf) -> dict[str, Any]:
    """The register on a day, as vendors.schema.json describes it; in the brand's first language, whoever asks."""
    listed = register_on(site.brand, on.moment)
    vendors = [_vendor(site, one, on) for one in listed]
    versions = [version for one in listed for version in one.versions]
    first = site.brand.default_locale
    with translation.override(interface_language(first)):
        categories = {code: str(words) for code, words in CATEGORIES.items()}
        fields = {code: {"category": field.category, "label": str(field.label)} for code, field in FIELDS.items()}
    return {
        "$schema": f"{site.origin}/vendors.schema.json",
        "format": FORMAT,
        "brand": site.brand.name,
        "language": first,
        "as_of": on.day.isoformat(),
        "basis": "own_statement",
        "page": f"{site.origin}/vendors/",
        "version": len(versions),
        "updated": max((_moment(one) for one in versions), default=None),
        "sha256": hashlib.sha256(canonical({"vendors": [one["sha256"] for one in vendors]})).hexdigest(),
        "data_categories": categories,
        "data_fields": fields,
        "vendors": vendors,
    }


def _moment(version: Recorded) -> str:
    return str(version_document(version.said)["updated"])


def _vendor(site: Site, listed: OnList, on: AsOf) -> dict[str, Any]:
    said = listed.now.said
    document = version_document(said)
    fields = document.get("fields", [])
    return {
        **document,
        **{
            code: value for code, value in published(said.facts, on=on.day).items() if code in ("measures", "assurance")
        },
        "name": listed.name,
        "sha256": listed.now.sha256,
        "document": _address(site, listed.now),
        "page": f"{site.origin}/vendors/{said.slug}/",
        "data_categories": categories_of(fields) if isinstance(fields, list) else [],
        "history": _history(site, listed),
    }


def _history(site: Site, listed: OnList) -> list[dict[str, Any]]:
    """Each public version with what differs from the one before, newest first."""
    before: Facts = {}
    lines = []
    for version in listed.versions:
        facts = published(version.said.facts)
        lines.append(
            {
                "version": version.said.number,
                "updated": _moment(version),
                "state": version.said.state.value,
                "changed": changed(before, facts) if before else [],
                "sha256": version.sha256,
                "document": _address(site, version),
                **{code: words for code in ("why", "ground") if (words := getattr(version.said, code))},
            }
        )
        before = facts
    return lines[::-1]


def _address(site: Site, version: Recorded) -> str:
    return f"{site.origin}/vendors/{version.said.slug}/{version.said.number}.json"


def vendors_json(site: Site, *, on: AsOf | None = None) -> HttpResponse:
    """The whole register; a day that cannot be shown is refused, since a program would not see that it got today."""
    asked = on or as_of(site, "")
    if asked.wrong:
        return _json({"error": _REFUSED[asked.wrong]}, "application/json", status=400)
    return _json(register_data(site, asked), "application/json")


def schema_json(site: Site) -> HttpResponse:
    """The schema of the register."""
    return _json(schema(f"{site.origin}/vendors.schema.json"), "application/schema+json")


def dpv_json(site: Site) -> HttpResponse:
    """The vendors at work in the words of the Data Privacy Vocabulary."""
    said = [one.now.said for one in register_on(site.brand, site.now)]
    return _json(json_ld(said, brand=site.brand.name, page=f"{site.origin}/vendors/"), "application/ld+json")


def document(site: Site, slug: str, number: int) -> HttpResponse | None:
    """A version exactly as it was hashed."""
    content = document_of(site.brand, slug, number, site.now)
    return HttpResponse(content, content_type="application/json; charset=utf-8") if content is not None else None


def _json(told: Mapping[str, Any], media_type: str, *, status: int = 200) -> HttpResponse:
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    return HttpResponse(text, content_type=f"{media_type}; charset=utf-8", status=status)
