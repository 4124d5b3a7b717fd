"""What the register says of a vendor, what of it may be published, and which step may follow which."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

Facts = dict[str, object]


class State(StrEnum):
    """Where a vendor stands in its life with the brand."""

    PROPOSED = "proposed"
    ANNOUNCED = "announced"
    ACTIVE = "active"
    LEAVING = "leaving"
    ENDED = "ended"
    REJECTED = "rejected"


class Basis(StrEnum):
    """How a security measure is known, weakest first."""

    DECLARED = "self-declared"
    CONTRACT = "contract"
    CERTIFIED = "certified"
    AUDITED = "audited"
    TESTED = "tested by us"


NEXT: dict[State, frozenset[State]] = {
    State.PROPOSED: frozenset({State.ANNOUNCED, State.REJECTED}),
    State.ANNOUNCED: frozenset({State.ACTIVE, State.PROPOSED, State.REJECTED}),
    State.ACTIVE: frozenset({State.LEAVING}),
    State.LEAVING: frozenset({State.ACTIVE, State.ENDED}),
    State.ENDED: frozenset(),
    State.REJECTED: frozenset({State.PROPOSED}),
}
"""Which state may follow which; a withdrawn announcement is a proposal again, a vendor may be kept after all."""

PUBLIC: tuple[str, ...] = (
    "name", "legal_entity", "country", "website", "privacy_url", "role", "purpose", "fields", "essential",
    "storage_places", "access_places", "transfer_mechanism", "retention", "deletion", "sending_domains",
)  # fmt: skip
"""The one list of facts that may be published; what is not named here never leaves the house."""

PUBLIC_OF_MEASURE: tuple[str, ...] = ("measure", "basis", "verified_on", "verified_until")

PRIVATE: tuple[str, ...] = ("admin_contacts", "software_versions", "tenant_name", "notes")
"""Facts that staff need and nobody else may read: they would help an attacker."""

LISTS: frozenset[str] = frozenset(
    {"fields", "storage_places", "access_places", "sending_domains", "admin_contacts", "software_versions"}
)
YES_OR_NO: frozenset[str] = frozenset({"essential"})
OF_MEASURE: frozenset[str] = frozenset({*PUBLIC_OF_MEASURE, "evidence", "verified_by"})


def wrong_with(facts: Mapping[str, object], *, known_fields: Collection[str]) -> list[str]:
    """What keeps these facts from the register, a sentence each; `known_fields` are the codes of customer data."""
    wrong = []
    for key, value in facts.items():
        if key == "measures":
            wrong += _wrong_with_measures(value)
        elif key not in PUBLIC and key not in PRIVATE:
            wrong.append(f"{key}: the register has no such field.")
        elif key in LISTS and not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
            wrong.append(f"{key}: give a list of words.")
        elif key in YES_OR_NO and not isinstance(value, bool):
            wrong.append(f"{key}: say yes or no.")
        elif key not in LISTS | YES_OR_NO and not isinstance(value, str):
            wrong.append(f"{key}: give text.")
        elif key == "fields" and isinstance(value, list):
            wrong += [f"fields: {code} is not a field of customer data." for code in value if code not in known_fields]
    return wrong


def _wrong_with_measures(measures: object) -> list[str]:
    if not isinstance(measures, list):
        return ["measures: give a list."]
    wrong = []
    for number, measure in enumerate(measures, start=1):
        if not isinstance(measure, dict) or not all(isinstance(value, str) for value in measure.values()):
            wrong.append(f"measure {number}: give its fields as text.")
            continue
        wrong += [f"measure {number}: no field is called {key}." for key in measure if key not in OF_MEASURE]
        if not measure.get("measure"):
            wrong.append(f"measure {number}: say what the measure is.")
        if measure.get("basis") not in list(Basis):
            wrong.append(f"measure {number}: the basis is one of {', '.join(Basis)}.")
        wrong += [
            f"measure {number}: {key} is a date such as 2026-03-01."
            for key in ("verified_on", "verified_until")
            if measure.get(key) and not _is_date(measure[key])
        ]
    return wrong


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_stale(measure: Mapping[str, str], *, on: date) -> bool:
    """Whether a measure's evidence has run out by a day; its last day still counts."""
    until = measure.get("verified_until")
    return bool(until) and date.fromisoformat(str(until)) < on


def published(facts: Mapping[str, object], *, on: date) -> Facts:
    """The part of the facts that anybody may read, each measure with `stale` as of a day."""
    shown: Facts = {key: facts[key] for key in PUBLIC if key in facts}
    measures = facts.get("measures")
    if isinstance(measures, list):
        shown["measures"] = [
            {key: measure[key] for key in PUBLIC_OF_MEASURE if key in measure} | {"stale": is_stale(measure, on=on)}
            for measure in measures
        ]
    return shown


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """The names of the facts that differ, in alphabetical order; an absent fact equals an empty one."""
    return sorted(key for key in {*before, *after} if (before.get(key) or None) != (after.get(key) or None))
