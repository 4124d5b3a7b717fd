"""When a vendor holds what: transfers begin holdings, endings and retention end them.

A holding lasts from `at` (it is held at this moment) to its end (it is not held any more at that moment): [at, end). An
ending at the very moment of a transfer does not touch that transfer; what comes later begins anew. Windows of time are
[since, until) likewise: somebody is in the answer if at least one moment of the window is one of the holding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from pyroaring import BitMap

_TICK = timedelta(microseconds=1)  # the resolution of the databases: a moment is a window of this length


class EndingKind(StrEnum):
    """Why a vendor holds it no more."""

    RETURNED = "returned"
    DELETED = "deleted"
    EXPIRED = "expired"
    NO_MATCH = "no_match"  # the vendor says that it has nothing of them: its word alone, and nothing about before


PRESENT = frozenset({EndingKind.RETURNED, EndingKind.DELETED, EndingKind.NO_MATCH})
"""Those that say how it is, so they cannot lie in the future."""


@dataclass(frozen=True, slots=True)
class Given:
    """A transfer without its customers: these fields went to this vendor `at`, to be gone `ends_at` (None: not said)."""

    id: int
    vendor_id: int
    fields: frozenset[str]
    at: datetime
    ends_at: datetime | None = None
    flow_id: int | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """An ending without its customers: what came `before` a moment is gone `at` (never earlier than `before`).

    No fields: all of them. With a flow it concerns only what that flow sent. `everybody`: no list of customers.
    """

    id: int
    vendor_id: int
    fields: frozenset[str]
    at: datetime
    before: datetime
    kind: EndingKind = EndingKind.DELETED
    flow_id: int | None = None
    everybody: bool = False

    def covers(self, given: Given, field_code: str) -> bool:
        """Whether it ends this field of that transfer, for the customers it names."""
        return (
            self.vendor_id == given.vendor_id
            and self.before > given.at
            and (not self.fields or field_code in self.fields)
            and self.flow_id in (None, given.flow_id)
        )


@dataclass(frozen=True, slots=True)
class Window:
    """From `since` until just before `until`; None is open on that side."""

    since: datetime | None = None
    until: datetime | None = None

    @classmethod
    def moment(cls, at: datetime) -> Window:
        """This moment alone."""
        return cls(at, at + _TICK)

    def meets(self, given: Given) -> bool:
        """Whether a transfer that nothing but its retention ends is held within the window."""
        began = self.until is None or given.at < self.until
        return began and (self.since is None or given.ends_at is None or given.ends_at > self.since)

    def opens_after(self, ended: Ended) -> bool:
        """Whether what this ends is gone when the window opens."""
        return self.since is not None and ended.at <= self.since


@dataclass(slots=True)
class _Gone:
    """Who is no more held of one field, while transfers are walked through from the latest to the earliest."""

    everybody: bool = False
    members: BitMap = field(default_factory=BitMap)
    flows_over: set[int] = field(default_factory=set)
    of_flow: dict[int, BitMap] = field(default_factory=dict)

    def add(self, ended: Ended, members: BitMap) -> None:
        if ended.flow_id is None:
            self.everybody = self.everybody or ended.everybody
            self.members |= members
        elif ended.everybody:
            self.flows_over.add(ended.flow_id)
        else:
            self.of_flow.setdefault(ended.flow_id, BitMap()).update(members)

    def left(self, given: Given, members: BitMap) -> BitMap:
        if self.everybody or given.flow_id in self.flows_over:
            return BitMap()
        still = members - self.members
        of_flow = self.of_flow.get(given.flow_id) if given.flow_id is not None else None
        return still - of_flow if of_flow is not None else still


Members = Callable[[Given], BitMap]
Leavers = Callable[[Ended], BitMap]


def held(
    given: Iterable[Given], ended: Iterable[Ended], *, fields: Iterable[str], window: Window, members: Members,
    leavers: Leavers, seen: Callable[[str, Given], None] | None = None,
) -> dict[str, BitMap]:  # fmt: skip
    """Field → the customers of whom one vendor holds it within the window; all transfers must be of that vendor.

    `seen` is told of every transfer of which somebody's field is held. Every set is read at most once, and only one at
    a time is kept beside what is already known.
    """
    wanted = list(dict.fromkeys(fields))
    steps: list[tuple[datetime, int, Given | Ended]] = [(g.at, 1, g) for g in given if window.meets(g)]
    steps += [(e.before, 0, e) for e in ended if window.opens_after(e)]
    steps.sort(key=lambda step: step[:2], reverse=True)  # of one moment the transfer first: the ending spares it
    gone = {code: _Gone() for code in wanted}
    found = {code: BitMap() for code in wanted}
    for _at, _order, step in steps:
        if isinstance(step, Ended):
            touched = [code for code in wanted if not step.fields or code in step.fields]
            who = BitMap() if step.everybody or not touched else leavers(step)
            for code in touched:
                gone[code].add(step, who)
        elif concerned := [code for code in wanted if code in step.fields and not gone[code].everybody]:
            who = members(step)
            for code in concerned:
                left = gone[code].left(step, who)
                found[code] |= left
                if left and seen:
                    seen(code, step)
    return found


@dataclass(frozen=True, slots=True)
class Span:
    """A time without gap in which a vendor holds a field of one customer; `end` None: no end is known.

    `why` says what ends it, `transfer_id` what began it.
    """

    vendor_id: int
    field: str
    since: datetime
    end: datetime | None
    why: EndingKind | None
    transfer_id: int

    def holds_at(self, moment: datetime) -> bool:
        """Whether it is held at this moment."""
        return self.since <= moment and (self.end is None or moment < self.end)


def spans(given: Iterable[Given], ended: Sequence[Ended]) -> list[Span]:
    """The spans of one customer, from the transfers and endings that name them; by vendor, field and beginning."""
    pieces: dict[tuple[int, str], list[Span]] = {}
    for transfer in given:
        for code in transfer.fields:
            end, why = _end_of(transfer, code, ended)
            piece = Span(transfer.vendor_id, code, transfer.at, end, why, transfer.id)
            pieces.setdefault((transfer.vendor_id, code), []).append(piece)
    return [span for key in sorted(pieces) for span in _joined(pieces[key])]


def _end_of(transfer: Given, code: str, ended: Sequence[Ended]) -> tuple[datetime | None, EndingKind | None]:
    ends = [(e.at, e.kind) for e in ended if e.covers(transfer, code)]
    if transfer.ends_at is not None:
        ends.append((transfer.ends_at, EndingKind.EXPIRED))
    return min(ends) if ends else (None, None)


def _joined(pieces: list[Span]) -> list[Span]:
    """Spans that overlap or touch as one."""
    joined: list[Span] = []
    for piece in sorted(pieces, key=lambda p: (p.since, p.transfer_id)):
        last = joined[-1] if joined else None
        if last is None or (last.end is not None and last.end < piece.since):
            joined.append(piece)
            continue
        end, why = last.end, last.why
        if last.end is not None and (piece.end is None or piece.end > last.end):
            end, why = piece.end, piece.why
        joined[-1] = Span(last.vendor_id, last.field, last.since, end, why, last.transfer_id)
    return joined


def partition(crowds: Mapping[str, BitMap]) -> dict[frozenset[str], BitMap]:
    """Everybody in at least one of the crowds, in disjoint groups by exactly which of them they are in."""
    groups: dict[frozenset[str], BitMap] = {}
    for name, crowd in crowds.items():
        rest, split = crowd.copy(), {}
        for names, group in groups.items():
            inside, outside = group & crowd, group - crowd
            rest -= inside
            if inside:
                split[names | {name}] = inside
            if outside:
                split[names] = outside
        if rest:
            split[frozenset([name])] = rest
        groups = split
    return groups


@dataclass(frozen=True, slots=True)
class Absence:
    """Nothing of a customer may go to a vendor from `since` until just before `until` (None: no end is known)."""

    customer_id: int
    since: datetime
    until: datetime | None = None

    def covers(self, at: datetime) -> bool:
        """Whether the customer is kept out at this moment."""
        return self.since <= at and (self.until is None or at < self.until)


def absent_at(absences: Iterable[Absence], at: datetime) -> BitMap:
    """The customers who are kept out at a moment."""
    return BitMap(one.customer_id for one in absences if one.covers(at))


def let_through(
    joined: Iterable[tuple[datetime, BitMap]], absences: Sequence[Absence], *, last: datetime
) -> list[tuple[datetime, BitMap]]:
    """The newcomers of a flow by the moment from which they count, without those who are kept out at that moment.

    What went there before somebody was kept out was held until then, so it is in the answer; whoever was let in again, at
    `last` at the latest, counts once more from that moment. In order of time, each moment with somebody.
    """
    found: dict[datetime, BitMap] = {}
    for at, who in joined:
        found.setdefault(at, BitMap()).update(who - absent_at(absences, at))
        back = [one for one in absences if one.until is not None and at < one.until <= last and one.customer_id in who]
        for one in back:
            if one.until is not None and one.customer_id not in absent_at(absences, one.until):
                found.setdefault(one.until, BitMap()).add(one.customer_id)
    return [(at, found[at]) for at in sorted(found) if found[at]]
