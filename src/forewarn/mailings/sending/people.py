"""The recipients of one group as they are at this moment: who may still get the mail, and with which values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from forewarn.mailings.rules.classes import MessageClass
from forewarn.mailings.rules.content import ATTRIBUTE
from forewarn.mailings.rules.eligibility import Crowd, Standing, hindrance, since_start
from forewarn.mailings.sending.statements import Person, read_customers
from forewarn.outbound.queries import suppressed

__all__ = ["Called", "Caller", "Fields", "Person"]


class Called(NamedTuple):
    """A group called up: who gets the mail, and who does not any more, with the reason."""

    people: list[Person]
    left_out: dict[int, Crowd]


@dataclass(frozen=True, slots=True)
class Caller:
    """Calls up the groups of one batch: what class the mail is, which merge fields it has, whether addresses are barred."""

    brand_id: int
    message_class: MessageClass
    slots: Collection[str]
    any_barred: bool

    def call_up(self, ids: Sequence[int]) -> Called:
        """Read these customers (a group, not a crowd) and sort out who must not be written to any more."""
        rows = read_customers(self.brand_id, ids, with_attributes=any(s.startswith(ATTRIBUTE) for s in self.slots))
        barred = suppressed(self.brand_id, [row.email for row in rows]) if self.any_barred else frozenset()
        left_out = dict.fromkeys(ids, Crowd.GONE_SINCE)
        people: list[Person] = []
        for row in rows:
            standing = Standing(row.care, row.marketing, row.reachable, row.email in barred)
            if reason := hindrance(self.message_class, standing):
                left_out[row.customer_id] = since_start(reason)
            else:
                del left_out[row.customer_id]
                people.append(row)
        return Called(people, left_out)


class Fields:
    """The merge fields of a letter, looked up once: how each person's values are found, and what stands in for none."""

    def __init__(self, slots: Collection[str], fallbacks: Mapping[str, str]) -> None:
        self._own = [(slot, attrgetter(slot), fallbacks.get(slot, "")) for slot in slots if slot in Person._fields]
        self._attributes = [
            (slot, slot.removeprefix(ATTRIBUTE), fallbacks.get(slot, ""))
            for slot in slots
            if slot.startswith(ATTRIBUTE)
        ]

    def of(self, person: Person) -> dict[str, str]:
        """The value of every field for this person; empty ones take the fallback."""
        values = {slot: found(person) or fallback for slot, found, fallback in self._own}
        for slot, name, fallback in self._attributes:
            found = person.attributes.get(name)
            values[slot] = fallback if found in (None, "") else found if isinstance(found, str) else str(found)
        return values
