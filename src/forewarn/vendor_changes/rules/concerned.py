"""Whose data a change touches, and which of it: the same rules for a crowd and for one customer.

A part of an answer is a pair of a role and a field: `to` goes to the vendor that comes or gets more, `off` ends at the
vendor that goes, `at` is at the vendor and stays there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from pyroaring import BitMap

from forewarn.vendor_changes.rules.facts import fields_seen
from forewarn.vendor_changes.rules.kinds import CHANGES_FACTS, SENDS_FIELDS, Kind
from forewarn.vendor_changes.rules.planning import Planned

TO, OFF, AT = "to", "off", "at"

Part = tuple[str, str]
Held = Callable[[int], Mapping[str, BitMap]]
Crowd = Callable[[int], BitMap]
Takes = Callable[[int], Collection[str]]


@dataclass(frozen=True, slots=True)
class Sources:
    """What is asked while working it out: vendor → field → who; change → the crowd named in it; vendor → the fields
    that the register lists for it (none listed: all); vendor → who is kept out of it."""

    held: Held
    crowd: Crowd
    takes: Takes
    kept_out: Crowd


def touched(change: Planned, sources: Sources, announced: Collection[Planned] = ()) -> dict[Part, BitMap]:
    """Part → the customers of whom it is touched; parts of nobody are left out.

    `announced` are changes to come: what they bring to a vendor until the day counts as held there.
    """
    if change.kind in SENDS_FIELDS:
        crowd = sources.crowd(change.id)
        has = sources.held(change.vendor_id)
        wanted = crowd - sources.kept_out(change.vendor_id)
        parts = {(TO, code): wanted - has.get(code, BitMap()) for code in change.fields}
    elif change.kind in CHANGES_FACTS:
        seen = fields_seen(change.facts)
        there = _by_then(change.vendor_id, change, sources, announced)
        parts = {(AT, code): who for code, who in there.items() if not seen or code in seen}
    else:
        leaving = change.goes if change.goes is not None else change.vendor_id
        there = _by_then(leaving, change, sources, announced)
        parts = {(OFF, code): who for code, who in there.items()}
        if change.kind is not Kind.LEAVING:
            listed = sources.takes(change.vendor_id)
            out = sources.kept_out(change.vendor_id)
            parts |= {(TO, code): who - out for code, who in there.items() if not listed or code in listed}
    return {part: who for part, who in parts.items() if who}


def _by_then(vendor_id: int, change: Planned, sources: Sources, announced: Collection[Planned]) -> dict[str, BitMap]:
    """What the vendor holds when the change comes: what it holds now, and what earlier changes bring it."""
    held = {code: who.copy() for code, who in sources.held(vendor_id).items()}
    rest = [one for one in announced if one.id != change.id]
    for earlier in rest:
        if earlier.vendor_id == vendor_id and earlier.effective_on <= change.effective_on:
            for (role, code), who in touched(earlier, sources, [one for one in rest if one is not earlier]).items():
                if role == TO:
                    held[code] = held.get(code, BitMap()) | who
    return held


def everybody_in(parts: Mapping[Part, BitMap]) -> BitMap:
    """All customers of whom something is touched."""
    return BitMap.union(BitMap(), *parts.values())
