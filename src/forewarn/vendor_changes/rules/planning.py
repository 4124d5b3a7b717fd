"""Whether a change can be planned beside those that are planned already, and in which order they take effect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from forewarn.vendor_changes.rules.facts import suppliers_of
from forewarn.vendor_changes.rules.kinds import CHANGES_FACTS, COMES, FACTS_OF, SENDS_FIELDS, TWO_VENDORS, Kind, goes


@dataclass(frozen=True, slots=True)
class Planned:
    """A change as plain data. `vendor_id` comes, stays or (leaving) goes; `replaced_id` goes in its favour."""

    id: int
    kind: Kind
    vendor_id: int
    effective_on: date
    replaced_id: int | None = None
    fields: frozenset[str] = frozenset()
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def comes(self) -> int | None:
        """The vendor that gets data."""
        return self.vendor_id if self.kind in COMES else None

    @property
    def goes(self) -> int | None:
        """The vendor that has to delete."""
        if not goes(self.kind):
            return None
        return self.vendor_id if self.kind is Kind.LEAVING else self.replaced_id


def wrong_with(change: Planned) -> list[str]:
    """What the change itself lacks or has too much of, a sentence each."""
    wrong = []
    if change.kind in TWO_VENDORS and change.replaced_id is None:
        wrong.append("Say which vendor goes.")
    if change.kind not in TWO_VENDORS and change.replaced_id is not None:
        wrong.append("Only a replacement or a merger has a vendor that goes for another.")
    if change.replaced_id == change.vendor_id:
        wrong.append("A vendor cannot take its own place.")
    if change.kind in SENDS_FIELDS and not change.fields:
        wrong.append("Say which data goes there.")
    if change.kind not in SENDS_FIELDS and change.fields:
        wrong.append("Which data is concerned follows from what the vendor holds; leave the fields out.")
    if change.kind is Kind.SUPPLIER and len(suppliers_of(change.facts)) > 1:
        wrong.append("Announce each company by itself.")
    allowed = FACTS_OF.get(change.kind, ())
    if change.kind in CHANGES_FACTS and not change.facts:
        wrong.append("Say what the register will say from that day on.")
    wrong += [f"{key} does not belong to this kind of change." for key in change.facts if key not in allowed]
    return wrong


def in_the_way(change: Planned, others: Iterable[Planned]) -> list[str]:
    """Why the change cannot be planned beside the others, which are not in effect yet."""
    wrong = []
    for other in others:
        if other.id == change.id:
            continue
        if change.goes is not None and change.goes == other.goes:
            wrong.append(f"That vendor already goes on {other.effective_on:%d %B %Y}.")
        if change.comes is not None and change.comes == other.comes and change.kind is other.kind is Kind.JOINING:
            wrong.append(f"That vendor already joins on {other.effective_on:%d %B %Y}.")
        if change.comes is not None and (change.comes, change.goes) == (other.goes, other.comes):
            wrong.append("Two vendors cannot take each other's place.")
        if change.vendor_id == other.vendor_id and change.effective_on == other.effective_on:
            both = sorted(_what_it_sets(change) & _what_it_sets(other))
            wrong += [f"Another change of that vendor on the same day already sets {key}." for key in both]
        wrong += _after_it_went(change, other)
    return list(dict.fromkeys(wrong))


def _what_it_sets(change: Planned) -> set[str]:
    """The facts that a change sets; of two companies in a chain each is a fact of its own."""
    companies = {str(row.get("name", "")) for row in suppliers_of(change.facts)}
    return {*change.facts} - {"chain"} | companies


def _after_it_went(change: Planned, other: Planned) -> list[str]:
    """A vendor that goes cannot get or change anything later; one that goes earlier than it comes is a slip."""
    went, goes_first = other.effective_on < change.effective_on, change.effective_on < other.effective_on
    if change.goes == other.goes:
        return []
    if went and other.goes is not None and other.goes == change.vendor_id:
        return [f"That vendor goes on {other.effective_on:%d %B %Y}, before this change."]
    if goes_first and change.goes is not None and change.goes == other.vendor_id:
        return [f"That vendor still has a change planned on {other.effective_on:%d %B %Y}, after it would go."]
    return []


def in_order(changes: Iterable[Planned]) -> list[Planned]:
    """The changes in the order in which they take effect: by day; of one day a vendor comes before it goes on."""
    waiting = sorted(changes, key=lambda change: (change.effective_on, change.id))
    done: list[Planned] = []
    while waiting:
        ready = next((one for one in waiting if not _waits_for_another(one, waiting)), waiting[0])
        waiting.remove(ready)
        done.append(ready)
    return done


def _waits_for_another(change: Planned, waiting: Sequence[Planned]) -> bool:
    """Whether an earlier step of the same day touches the vendor that goes here."""
    if waiting[0].effective_on != change.effective_on:
        return True
    same_day = [one for one in waiting if one is not change and one.effective_on == change.effective_on]
    return change.goes is not None and any(one.vendor_id == change.goes and one.goes != change.goes for one in same_day)
