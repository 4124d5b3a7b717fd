"""What an import does with rows: who is new, who changes, who stays, and which rows are turned away. No database here.

Rows are decided in chunks, in the file's order. Who is who: the external id where the row has one, else the address. One
address belongs to one customer. The first row of a customer in a file counts, later ones are turned away, so that
running the same file twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pyroaring import BitMap

from forewarn.audience.reading.rows import Reject, Row, Why
from forewarn.audience.rules.choices import Choice, Crowd, crowd_of, imported_choice


@dataclass(slots=True)
class Known:
    """A customer as the database has them, as far as an import reads or writes."""

    id: int
    external_id: str
    email: str
    email_key: str
    name: str
    locale: str
    country: str
    attributes: dict[str, Any]
    care: bool
    marketing: bool
    care_withdrawn_here: bool
    marketing_withdrawn_here: bool
    reachable: bool = True  # set again where the address changed: the new one has not failed


@dataclass(frozen=True, slots=True)
class Defaults:
    """The brand's stated default for new customers whose row says nothing of a choice."""

    care: bool
    marketing: bool


@dataclass(slots=True)
class Newcomer:
    """A customer to add."""

    row: Row
    care: bool
    marketing: bool
    crowds: tuple[Crowd, ...]


@dataclass(slots=True)
class Change:
    """A customer to rewrite: as they were and will be, whether the address changes, and the choices it sets."""

    before: Known
    after: Known
    moves: bool
    crowds: tuple[Crowd, ...]


@dataclass(slots=True)
class Plan:
    """What to do for one chunk of rows."""

    new: list[Newcomer] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    rejects: list[Reject] = field(default_factory=list)
    met: list[int] = field(default_factory=list)  # ids of customers that were here before and are in this chunk


class Deciding:
    """Decides one chunk; `seen` are customers met earlier in the file, `erased` the keys of erased addresses in it."""

    def __init__(
        self,
        rows: Sequence[Row],
        known: Iterable[Known],
        defaults: Defaults,
        seen: BitMap,
        erased: Collection[str],
    ) -> None:
        self.rows, self.defaults, self.seen, self.erased = rows, defaults, seen, erased
        self.by_key: dict[str, Known] = {}
        self.by_external_id: dict[str, Known] = {}
        for customer in known:
            self.by_key[customer.email_key] = customer
            if customer.external_id:
                self.by_external_id[customer.external_id] = customer
        self.plan = Plan()
        self._keys: dict[str, int] = {}  # what rows of this chunk have taken, and on which line
        self._external_ids: dict[str, int] = {}
        self._met: dict[int, int] = {}
        self._beginnings: dict[tuple[bool | None, bool | None], tuple[bool, bool, tuple[Crowd, ...]]] = {}
        self._leaving = self._who_moves()

    def decide(self) -> Plan:
        """The plan. A row whose address is somebody's is looked at again once another row has moved that somebody."""
        waiting = list(self.rows)
        while waiting:
            taken: list[tuple[Row, str]] = []
            for row in waiting:
                refusal = self._decide(row)
                if refusal is not None and refusal[0] is Why.ADDRESS_TAKEN:
                    taken.append((row, refusal[1]))
                elif refusal is not None:
                    self.plan.rejects.append(Reject(row.line, *refusal))
            if len(taken) == len(waiting):
                self.plan.rejects += [Reject(row.line, Why.ADDRESS_TAKEN, reason) for row, reason in taken]
                break
            waiting = [row for row, _ in taken]
        self.plan.rejects.sort()
        return self.plan

    def _decide(self, row: Row) -> tuple[Why, str] | None:
        if row.key in self._keys:
            return Why.REPEATED_ADDRESS, f"Line {self._keys[row.key]} has the same address."
        if row.external_id and row.external_id in self._external_ids:
            return Why.REPEATED_ID, f"Line {self._external_ids[row.external_id]} has the same id."
        customer, refusal = self._who(row)
        if refusal is not None:
            return refusal
        if customer is not None and (customer.id in self.seen or customer.id in self._met):
            earlier = f"Line {self._met[customer.id]}" if customer.id in self._met else "An earlier line of this file"
            return Why.REPEATED_ID, f"{earlier} has the same customer."
        if row.key in self.erased and (customer is None or customer.email_key != row.key):
            return Why.ERASED, "The owner of this address was erased here and stays out."
        self._keys[row.key] = row.line
        if row.external_id:
            self._external_ids[row.external_id] = row.line
        if customer is None:
            self.plan.new.append(self._newcomer(row))
        else:
            self._met[customer.id] = row.line
            self.plan.met.append(customer.id)
            self._compare(customer, row)
        return None

    def _who(self, row: Row) -> tuple[Known | None, tuple[Why, str] | None]:
        """Whom the row is about, None for somebody new; or why that cannot be."""
        holder = self.by_key.get(row.key)
        if holder is not None and holder.id in self._leaving:
            holder = None  # moves to another address in this very chunk
        customer = self.by_external_id.get(row.external_id) if row.external_id else None
        if holder is None or (customer is not None and holder.id == customer.id):
            return customer, None
        if customer is None and not (row.external_id and holder.external_id):
            return holder, None
        whose = f"customer {holder.external_id}" if holder.external_id else "another customer"
        return None, (Why.ADDRESS_TAKEN, f"The address belongs to {whose}; one address is one customer.")

    def _who_moves(self) -> set[int]:
        """Customers whose address this chunk changes for certain.

        Addresses may be handed on within a chunk, in any order and in circles. A move counts only if its new address
        is free or becomes free by a move that counts, so unfit ones are dropped until all the rest fit together.
        """
        first_rows: dict[int, Row] = {}
        first_for_key: dict[str, int] = {}
        for row in self.rows:
            first_for_key.setdefault(row.key, row.line)
            customer = self.by_external_id.get(row.external_id) if row.external_id else None
            if customer is not None and customer.id not in self.seen:
                first_rows.setdefault(customer.id, row)
        current = {customer.id: customer.email_key for customer in self.by_key.values()}
        moves = {
            who: row for who, row in first_rows.items() if row.key != current.get(who) and row.key not in self.erased
        }
        while True:
            unfit = [
                who
                for who, row in moves.items()
                if first_for_key[row.key] != row.line
                or (row.key in self.by_key and self.by_key[row.key].id not in moves)
            ]
            if not unfit:
                return set(moves)
            for who in unfit:
                del moves[who]

    def _newcomer(self, row: Row) -> Newcomer:
        stated = (row.care, row.marketing)
        if stated not in self._beginnings:
            care = self.defaults.care if row.care is None else row.care
            marketing = self.defaults.marketing if row.marketing is None else row.marketing
            crowds = (
                crowd_of(Choice.CARE, granted=care, by_default=row.care is None),
                crowd_of(Choice.MARKETING, granted=marketing, by_default=row.marketing is None),
            )
            self._beginnings[stated] = care, marketing, crowds
        return Newcomer(row, *self._beginnings[stated])

    def _compare(self, before: Known, row: Row) -> None:
        moves = before.email_key != row.key
        after = replace(
            before,
            external_id=before.external_id or row.external_id,
            email=row.email,
            email_key=row.key,
            name=row.name or before.name,
            locale=row.locale or before.locale,
            country=row.country or before.country,
            attributes={**before.attributes, **row.attributes} if row.attributes else before.attributes,
            care=imported_choice(before.care, withdrawn_here=before.care_withdrawn_here, stated=row.care),
            marketing=imported_choice(
                before.marketing, withdrawn_here=before.marketing_withdrawn_here, stated=row.marketing
            ),
            reachable=before.reachable or moves,
        )
        if after == before:
            self.plan.unchanged += 1
            return
        if moves:
            self.by_key.pop(before.email_key, None)
            self.by_key[row.key] = after
        crowds = [
            crowd_of(choice, granted=now, by_default=False)
            for choice, was, now in (
                (Choice.CARE, before.care, after.care),
                (Choice.MARKETING, before.marketing, after.marketing),
            )
            if was is not now
        ]
        self.plan.changes.append(Change(before, after, moves, tuple(crowds)))
