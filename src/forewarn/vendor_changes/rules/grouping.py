"""Customers in groups that share every fact of a notice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from pyroaring import BitMap

from forewarn.vendor_changes.rules.concerned import AT, OFF, TO, Part, everybody_in

Ordered = Callable[[Iterable[str]], list[str]]


@dataclass(frozen=True, slots=True)
class Group:
    """Customers of whom exactly these categories go to the vendor, end without moving, or stay; largest first."""

    to: tuple[str, ...]
    off: tuple[str, ...]
    at: tuple[str, ...]
    customers: BitMap

    @property
    def all(self) -> set[str]:
        """Every category of theirs that is touched."""
        return {*self.to, *self.off, *self.at}


def groups_of(parts: Mapping[Part, BitMap], *, category: Callable[[str], str], ordered: Ordered) -> list[Group]:
    """The customers concerned in disjoint groups by exactly which categories are touched, and how."""
    crowds: dict[Part, BitMap] = {}
    for (role, code), who in parts.items():
        counted = who - parts.get((TO, code), BitMap()) if role == OFF else who  # what moves does not end
        if counted:
            key = (role, category(code))
            crowds[key] = crowds.get(key, BitMap()) | counted

    def named(keys: frozenset[Part], role: str) -> tuple[str, ...]:
        return tuple(ordered(name for kind, name in keys if kind == role))

    found = [Group(named(keys, TO), named(keys, OFF), named(keys, AT), who) for keys, who in _partition(crowds).items()]
    return sorted(found, key=lambda group: (-len(group.customers), group.to, group.off, group.at))


def _partition(crowds: Mapping[Part, BitMap]) -> dict[frozenset[Part], BitMap]:
    groups: dict[frozenset[Part], BitMap] = {frozenset(): everybody_in(crowds)}
    for key, crowd in crowds.items():
        split: dict[frozenset[Part], BitMap] = {}
        for keys, who in groups.items():
            inside, outside = who & crowd, who - crowd
            if inside:
                split[keys | {key}] = inside
            if outside:
                split[keys] = outside
        groups = split
    return {keys: who for keys, who in groups.items() if keys}


def only(group: Group, some: BitMap) -> Group:
    """The group with those of its customers who are among some."""
    return replace(group, customers=group.customers & some)


def rest_of(group: Group, groups: Collection[Group], *, ordered: Ordered) -> tuple[str, ...]:
    """The categories that the change touches of others and not of these."""
    everyones = set().union(*(one.all for one in groups))
    return tuple(ordered(everyones - group.all))
