"""A letter as JSON, and back: what a reader saw of a campaign."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from forewarn.journal.masking import MASK
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


@dataclass(frozen=True)
class Recipient:
    """Whose copy of a campaign it is: an address, the name under which it is on the list, and the short codes by which
    it would be taken off it."""

    address: str
    name: str = ""
    codes: frozenset[str] = frozenset()

    def taken_out_of(self, text: str) -> str:
        """The text without the codes, without the address, as it stands or as links carry it, and without the name in
        greetings."""
        if self._codes:
            text = self._codes.sub(MASK, text)
        if self._address:
            text = self._address.sub("customer@example.com", text)
        if self._name:
            text = self._name.sub("[name]", text)
        return self._greeting.sub(r"\g<1>[name]", text) if self._greeting else text

    @cached_property
    def _codes(self) -> re.Pattern[str] | None:
        if not self.codes:
            return None
        return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, sorted(self.codes)))})(?![A-Za-z0-9])")

    @cached_property
    def _address(self) -> re.Pattern[str] | None:
        local, _, host = self.address.partition("@")
        if not host:
            return None
        pattern = re.escape(local).replace(r"\+", r"(?:\+|%2B)") + "(?:@|%40)" + re.escape(host)
        return re.compile(pattern, re.IGNORECASE)

    @cached_property
    def _name(self) -> re.Pattern[str] | None:
        """The whole name wherever it stands; one word alone may be a word of the letter, such as Mark or Rose."""
        return re.compile(rf"(?<!\w){_spaced(self.name)}(?!\w)") if len(self.name.split()) > 1 else None

    @cached_property
    def _greeting(self) -> re.Pattern[str] | None:
        words = [word for word in self.name.split() if len(word) > 1 and word.isalpha()]
        if not words:
            return None
        either = "|".join(re.escape(word) for word in words)
        return re.compile(rf"((?:^|>|\n)\s*(?:[^\W\d_]+\s+){{0,2}})(?:{either})(?=\s*[,!:])")


def _spaced(name: str) -> str:
    return r"\s+".join(re.escape(word) for word in name.split())
