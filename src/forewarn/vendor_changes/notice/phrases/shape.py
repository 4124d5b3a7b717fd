"""The fixed words of a notice in one language; names in braces are filled in from the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forewarn.vendor_changes.rules.kinds import Aspect, Kind, Urgency, Why


@dataclass(frozen=True, slots=True)
class Phrases:
    """All the words that a notice is made of, beside those of the register."""

    subjects: Mapping[Kind, str]
    opening: str
    changes: str
    change: Mapping[Kind, str]
    does: str
    did: str
    role: str
    role_before: str
    supplier_does: str
    why: str
    reasons: Mapping[Why, str]
    urgent: Mapping[Urgency, str]
    data: str
    for_some: str
    to: str
    off: str
    off_only: str
    at: str
    sees: str
    part_of: str
    rest: str
    categories: Mapping[str, str]
    where: str
    kept: str
    kept_before: str
    seen: str
    seen_before: str
    abroad: str
    supplier_places: str
    aspects: Mapping[Aspect, tuple[str, str, str]]  # subject, what changes, what has changed
    protected: str
    how_long: str
    how_deleted: str
    unchecked: str
    basis: Mapping[str, str]
    checked_on: str
    old: str
    must_delete: str
    choices: str
    nothing: str
    object: str
    loses: str
    needed: str
    whole_list: str
    never_writes: str
    check: str
    check_how: str
    check_how_app: str
    signed: str
    foot: str
    not_happening: str
    not_happening_opening: str
    told: str
    stays: str
    settled: str
    happened: Mapping[Kind, str]
    taken_back: str
    confirmed: str
    more: str
    comma: str
    dates: str  # the locale whose way of writing days it is
