"""What the register says of a vendor, what of it may be published, and which step may follow which."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256

from forewarn.mail.folding import folded
from forewarn.vendors.checking import Facts, tidied, wrong_with
from forewarn.vendors.fact_table import FACTS, PROVES_ABSENCE, TRANSLATED, AtEnd, Basis, Fact, Kind

__all__ = [
    "AT_WORK", "BEGINNINGS", "FOR_EVERYBODY", "NEXT", "AtEnd", "Basis", "DataAtEnd", "Facts", "Ground", "Matter", "Said", "State",
    "Touch", "canonical", "changed", "fingerprint", "in_locale", "is_stale", "leaks_of", "matter_of_step", "matters_of_edit",
    "may_be_removed", "merged", "own_slug", "published", "stale_rows", "tidied", "told_of", "touch_of", "valid_until",
    "version_document", "wrong_with",
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


class Matter(StrEnum):
    """What customers are told of before it happens."""

    DATA = "new_data"
    PLACE = "new_place"
    NAME = "rename"
    ROLE = "new_role"
    SUPPLIER = "supplier"
    ARRIVAL = "joining"
    DEPARTURE = "leaving"


class Ground(StrEnum):
    """Why the register says from now on what customers should have heard before."""

    ANNOUNCED = "announced"  # they did: an announced change took effect
    CORRECTION = "correction"  # it was so all along, and the register was wrong
    NO_NOTICE = "no_notice"  # it changed, and nobody was told before


_MATTERS = {
    "fields": Matter.DATA, "children": Matter.DATA, "storage_places": Matter.PLACE, "access_places": Matter.PLACE,
    "transfer_mechanism": Matter.PLACE, "name": Matter.NAME, "legal_entity": Matter.NAME, "role": Matter.ROLE,
    "chain": Matter.SUPPLIER,
}  # fmt: skip


def told_of(versions: Iterable[tuple[State, Mapping[str, object]]]) -> Facts:
    """What the public was last told of each fact that matters; a fact that was emptied since counts as it was.

    `versions` are states and facts, oldest first.
    """
    told: Facts = {}
    for state, facts in versions:
        if state in FOR_EVERYBODY:
            told |= {code: facts[code] for code in _MATTERS if facts.get(code) not in (None, "", [])}
    return told


def matters_of_edit(state: State, told: Mapping[str, object], after: Mapping[str, object]) -> dict[str, Matter]:
    """Fact → what it is to customers, for each that an edit would change behind their backs.

    Saying for the first time what was not said, or less than before, is none; nor is another way to write a name.
    """
    if state not in (State.ANNOUNCED, State.ACTIVE, State.LEAVING):
        return {}
    return {code: matter for code, matter in _MATTERS.items() if _is_more(told.get(code), after.get(code))}


def _is_more(told: object, after: object) -> bool:
    if told in (None, "", []) or after in (None, "", []) or (told is True and after is False):
        return False
    if isinstance(told, list) and isinstance(after, list):
        known = {_bare(one): one for one in told}
        return any(_bare(one) not in known or _gets_more(known[_bare(one)], one) for one in after)
    return _bare(told) != _bare(after)


def _gets_more(told: object, after: object) -> bool:
    """Whether a supplier of the vendor sees more than it did, or from more places."""
    if not (isinstance(told, Mapping) and isinstance(after, Mapping)):
        return False
    return any(_is_more(told.get(column), after.get(column)) for column in ("fields", "places"))


def _bare(value: object) -> str:
    return folded(str(value.get("name", "") if isinstance(value, Mapping) else value))


def matter_of_step(before: State, after: State) -> Matter | None:
    """What a step of a vendor's life is to customers, where they should hear of it first."""
    if after is State.ACTIVE and before in FOR_EVERYBODY:
        return Matter.ARRIVAL
    return Matter.DEPARTURE if after is State.LEAVING else None


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


class Touch(StrEnum):
    """Whether a leak touched data of the brand's customers, as far as anybody can say."""

    YES = "touched"
    NO = "not_touched"
    SAID_NOT = "said_not_touched"
    UNKNOWN = "unknown"


def touch_of(leak: Mapping[str, object]) -> Touch:
    """What a leak's row allows to say; that data was not touched takes more than somebody's word."""
    if leak.get("ours") is None:
        return Touch.UNKNOWN
    if leak["ours"]:
        return Touch.YES
    return Touch.NO if leak.get("known_by") in PROVES_ABSENCE else Touch.SAID_NOT


def leaks_of(facts: Mapping[str, object]) -> list[Mapping[str, object]]:
    """The leaks that are listed of a vendor, the latest first."""
    return sorted(_rows(facts.get("leaks")), key=lambda leak: str(leak.get("began_on", "")), reverse=True)


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
    """A version as plain data: of which vendor, its number, state, facts, when, what customers were told of why, and on
    which ground it says what they should have heard before."""

    slug: str
    number: int
    state: State
    facts: Facts
    at: datetime
    why: str = ""
    ground: str = ""


def version_document(said: Said) -> Facts:
    """What a version publishes, as JSON has it. It never changes afterwards: `fingerprint` of it proves that."""
    document: Facts = {
        "id": said.slug,
        "version": said.number,
        "state": said.state.value,
        "updated": said.at.astimezone(UTC).isoformat(timespec="seconds"),
        **published(said.facts),
    }
    more = {"why": said.why, "ground": said.ground}
    return document | {code: words for code, words in more.items() if words}


def fingerprint(document: Mapping[str, object]) -> str:
    """SHA-256 of a document's one JSON form, as 64 hexadecimal digits."""
    return sha256(canonical(document)).hexdigest()


def canonical(document: Mapping[str, object]) -> bytes:
    """The one JSON form of a document: sorted keys, no spaces, UTF-8; the bytes that are served and hashed."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
