"""A letter as JSON, and back: what a reader saw of a campaign."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from forewarn.mail.letters import Letter, ShownLink

MAX_TEXT = 200_000  # characters of one alternative that are kept
MAX_LINKS = 400


def as_json(letter: Letter) -> dict[str, Any]:
    """The letter as it is stored."""
    kept = replace(
        letter,
        text=letter.text[:MAX_TEXT],
        plain=letter.plain[:MAX_TEXT],
        hidden_text=letter.hidden_text[:MAX_TEXT],
        links=letter.links[:MAX_LINKS],
        plain_links=letter.plain_links[:MAX_LINKS],
        image_texts=letter.image_texts[:MAX_LINKS],
    )
    fields = asdict(kept)
    for name in ("links", "plain_links"):
        fields[name] = [[link.href[:2000], link.text[:300], link.at, link.hidden] for link in getattr(kept, name)]
    return fields


def from_json(stored: Mapping[str, Any]) -> Letter:
    """The letter that `as_json` wrote; an empty one for nothing."""
    if not stored:
        return Letter("")
    fields = dict(stored)
    for name in ("links", "plain_links"):
        fields[name] = tuple(ShownLink(*link) for link in fields[name])
    fields["image_texts"] = tuple(fields["image_texts"])
    return Letter(**fields)


def without(text: str, address: str) -> str:
    """The text without the seed's own address, as it stands or as links carry it."""
    local, _, host = address.partition("@")
    if not host:
        return text
    joined = "(?:@|%40)"
    pattern = re.escape(local).replace(r"\+", r"(?:\+|%2B)") + joined + re.escape(host)
    return re.sub(pattern, "customer@example.com", text, flags=re.IGNORECASE)
