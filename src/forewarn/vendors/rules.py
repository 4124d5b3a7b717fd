"""What the register says of a vendor, what of it may be published, and which step may follow which."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256

from forewarn.vendors.checking import Facts, tidied, wrong_with
from forewarn.vendors.fact_table import FACTS, TRANSLATED, AtEnd, Basis, Fact, Kind

__all__ = [
    "AT_WORK", "BEGINNINGS", "FOR_EVERYBODY", "NEXT", "AtEnd", "Basis", "DataAtEnd", "Facts", "Said", "State", "canonical", "changed",
    "fingerprint", "in_locale", "is_stale", "may_be_removed", "merged", "own_slug", "published", "stale_rows", "tidied",
    "valid_until", "version_document", "wrong_with",
]  # fmt: skip


class State(StrEnum):
    """Where a vendor stands in its life with the brand."""

    PROPOSED = "proposed"
    ANNOUNCED = "announced"
    ACTIVE = "active"
    LEAVING = "leaving"
    ENDED = "ended"
    REJECTED = "rejected"


NEXT: dict[State, frozenset[State]] = {
    State.PROPOSED: frozenset({State.ANNOUNCED, State.REJECTED}),
    State.ANNOUNCED: frozenset({State.ACTIVE, State.PROPOSED, State.REJECTED}),
    State.ACTIVE: frozenset({State.LEAVING}),
    State.LEAVING: frozenset({State.ACTIVE, State.ENDED}),
    State.ENDED: frozenset(),
    State.REJECTED: frozenset({State.PROPOSED}),
}
"""Which state may follow which; a withdrawn announcement is a proposal again, a vendor may be kept after all."""

FOR_EVERYBODY: frozenset[State] = frozenset({State.ANNOUNCED, State.ACTIVE, State.LEAVING, State.ENDED})
"""The states in which the public list shows a vendor; what is only proposed is nobody's business yet."""


AT_WORK: frozenset[State] = frozenset({State.ACTIVE, State.LEAVING, State.ENDED})
"""The states in which mail from a vendor may be ours; of who has ended, mail still lies in people's mailboxes."""

BEGINNINGS: frozenset[State] = frozenset({State.PROPOSED, State.ACTIVE})
"""How a vendor comes into the register: proposed, or at work already when the register was begun."""


@dataclass(frozen=True, slots=True)
class DataAtEnd:
    """What became of customers' data when the work ended, on which day, and how we know."""

    kind: AtEnd
    on: date
    proof: str  # where the certificate is, who confirmed; for staff only

    def wrong(self, *, today: date) -> str:
        """What is wrong with it, in a sentence; empty where nothing is."""
        if not self.proof.strip():
            return "Say how you know that the data is gone: a certificate, or who confirmed it."
        return "The day on which the data was gone lies in the future." if self.on > today else ""

    def facts(self) -> Facts:
        """The same as facts of the register."""
        return {"data_at_end": self.kind.value, "data_gone_on": self.on.isoformat(), "proof": self.proof.strip()}


RESERVED: frozenset[str] = frozenset({"new", "changes", "fragment", "files", "import", "export"})
"""Short names that are addresses of other pages, here or in the console."""


def own_slug(slug: str) -> str:
    """The short name under which a vendor has its pages: another one where it would stand in the way of a page."""
    return f"{slug}-vendor" if slug in RESERVED else slug


def may_be_removed(states: Collection[State]) -> bool:
    """Whether an entry may be taken out whole: only where the public never saw it in any of its states."""
    return not FOR_EVERYBODY & set(states)


def valid_until(row: Mapping[str, object]) -> date | None:
    """The last day on which the evidence of a measure or assurance counts; None where no end is stated."""
    ends = [str(row[key]) for key in ("verified_until", "valid_until", "bridge_until") if row.get(key)]
    return max(date.fromisoformat(end) for end in ends) if ends else None


def is_stale(row: Mapping[str, object], *, on: date) -> bool:
    """Whether the evidence of a measure or assurance has run out by a day; its last day still counts."""
    end = valid_until(row)
    return end is not None and end < on


def stale_rows(facts: Mapping[str, object], *, on: date) -> list[Mapping[str, object]]:
    """The measures and assurances whose evidence has run out by a day."""
    return [row for key in ("measures", "assurance") for row in _rows(facts.get(key)) if is_stale(row, on=on)]


def published(facts: Mapping[str, object], *, on: date | None = None) -> Facts:
    """The part of the facts that anybody may read; with `on`, each measure and assurance says whether it is `stale`."""
    shown: Facts = {}
    for code, fact in FACTS.items():
        if not fact.public or code not in facts:
            continue
        if fact.kind is Kind.ROWS:
            shown[code] = [_published_row(fact, row, on) for row in _rows(facts[code])]
        else:
            shown[code] = facts[code]
    translations = facts.get("translations")
    if isinstance(translations, Mapping) and translations:
        shown["translations"] = {
            locale: {code: words[code] for code in TRANSLATED if code in words}
            for locale, words in sorted(translations.items())
        }
    return shown


def _published_row(fact: Fact, row: Mapping[str, object], on: date | None) -> dict[str, object]:
    shown = {column.code: row[column.code] for column in fact.columns if column.public and column.code in row}
    if on is not None and fact.code in ("measures", "assurance"):
        shown["stale"] = is_stale(row, on=on)
    return shown


def _rows(value: object) -> Iterable[Mapping[str, object]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def in_locale(facts: Mapping[str, object], locale: str) -> Facts:
    """The facts with the sentences for customers in a language, where the register has them in it."""
    translations = facts.get("translations")
    said = translations if isinstance(translations, Mapping) else {}
    words = said.get(locale) or said.get(locale.partition("-")[0]) or {}
    return {**facts, **{code: words[code] for code in TRANSLATED if words.get(code)}}


def merged(facts: Mapping[str, object], part: Mapping[str, object]) -> Facts:
    """The facts with some of them replaced; what becomes empty falls away."""
    return tidied({**facts, **part})


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """The names of the facts that differ, in alphabetical order; an absent fact equals an empty one."""
    return sorted(key for key in {*before, *after} if _empty(before.get(key)) != _empty(after.get(key)))


def _empty(value: object) -> object:
    return None if value in (None, "", [], {}) else value


@dataclass(frozen=True, slots=True)
class Said:
    """A version as plain data: of which vendor, its number, state, facts, when, and what customers were told of why."""

    slug: str
    number: int
    state: State
    facts: Facts
    at: datetime
    why: str = ""


def version_document(said: Said) -> Facts:
    """What a version publishes, as JSON has it. It never changes afterwards: `fingerprint` of it proves that."""
    document: Facts = {
        "id": said.slug,
        "version": said.number,
        "state": said.state.value,
        "updated": said.at.astimezone(UTC).isoformat(timespec="seconds"),
        **published(said.facts),
    }
    return {**document, "why": said.why} if said.why else document


def fingerprint(document: Mapping[str, object]) -> str:
    """SHA-256 of a document's one JSON form, as 64 hexadecimal digits."""
    return sha256(canonical(document)).hexdigest()


def canonical(document: Mapping[str, object]) -> bytes:
    """The one JSON form of a document: sorted keys, no spaces, UTF-8; the bytes that are served and hashed."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
