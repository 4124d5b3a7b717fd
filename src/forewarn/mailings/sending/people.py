"""The recipients of one group as they are at this moment: who may still get the mail, and with which values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from forewarn.audience.models import Customer
from forewarn.mailings.rules.classes import MessageClass
from forewarn.mailings.rules.content import ATTRIBUTE
from forewarn.mailings.rules.eligibility import Crowd, Standing, hindrance, since_start
from forewarn.outbound.queries import suppressed

_COLUMNS = ("pk", "email", "name", "external_id", "care", "marketing", "reachable")


class Person(NamedTuple):
    """One recipient with what may be merged into the mail."""

    customer_id: int
    email: str
    name: str
    external_id: str
    attributes: Mapping[str, Any]


class Called(NamedTuple):
    """A group called up: who gets the mail, and who does not any more, with the reason."""

    people: list[Person]
    left_out: dict[int, Crowd]


def call_up(brand_id: int, ids: Sequence[int], *, message_class: MessageClass, slots: Collection[str]) -> Called:
    """Read these customers (a group, not a crowd) and sort out who must not be written to any more."""
    with_attributes = any(slot.startswith(ATTRIBUTE) for slot in slots)
    columns = (*_COLUMNS, "attributes") if with_attributes else _COLUMNS
    rows = list(Customer.objects.filter(pk__in=ids, brand_id=brand_id).values_list(*columns))
    barred = suppressed(brand_id, [row[1] for row in rows])
    left_out = dict.fromkeys(ids, Crowd.GONE_SINCE)
    people: list[Person] = []
    for customer_id, email, name, external_id, care, marketing, reachable, *more in rows:
        reason = hindrance(message_class, Standing(care, marketing, reachable, email in barred))
        if reason:
            left_out[customer_id] = since_start(reason)
        else:
            del left_out[customer_id]
            people.append(Person(customer_id, email, name, external_id, more[0] if more else {}))
    return Called(people, left_out)


def values_for(person: Person, slots: Collection[str], fallbacks: Mapping[str, str]) -> dict[str, str]:
    """The value of every merge field for this person; empty ones take the fallback."""
    values: dict[str, str] = {}
    for slot in slots:
        if slot.startswith(ATTRIBUTE):
            found = person.attributes.get(slot.removeprefix(ATTRIBUTE), "")
            value = found if isinstance(found, str) else str(found)
        else:
            value = getattr(person, slot, "")
        values[slot] = value or fallbacks.get(slot, "")
    return values

