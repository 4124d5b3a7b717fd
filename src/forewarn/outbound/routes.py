"""The ways out for a brand's mail as one process uses them: in order of priority, with the next one when one fails."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from forewarn.outbound.envelopes import Envelope, Outcome, RelayTrouble, Status
from forewarn.outbound.models import Relay
from forewarn.outbound.pacing import Pacer
from forewarn.outbound.relays import Transport, open_transport
from forewarn.outbound.transports.groups import Group

REST_SECONDS = 30.0  # how long a relay in trouble is left alone while there is another one


@dataclass(eq=False)
class _Way:
    """A relay, its pace, and how it does."""

    relay: Relay
    pacer: Pacer
    rests_until: float = 0.0
    trouble: RelayTrouble | None = None
    accepted: bool = False


@dataclass
class Route:
    """A brand's active relays. Threads share it; each has a line of its own."""

    relays: Sequence[Relay]
    clock: Callable[[], float] = time.monotonic
    _ways: list[_Way] = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _opened: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        ordered = sorted(self.relays, key=lambda relay: (relay.priority, relay.pk))
        self._ways = [_Way(relay, Pacer(relay.rate)) for relay in ordered]

    @property
    def connections(self) -> int:
        """How many lines are worth opening: the connections of the relays that are used first."""
        return sum(way.relay.connections for way in self._ways if way.relay.priority == self._ways[0].relay.priority)

    @property
    def signs_itself(self) -> bool:
        """Whether no signature of ours is needed, because every relay adds one."""
        return all(way.relay.signs_itself for way in self._ways)

    def open_line(self) -> RouteLine:
        """A line for one thread."""
        with self._lock:
            self._opened += 1
            return RouteLine(self, self._opened)

    def best(self, number: int, without: set[int]) -> _Way | None:
        """The relay to use now: of those not resting the first by priority, equals shared among the lines."""
        now = self.clock()
        with self._lock:
            usable = [way for way in self._ways if way.relay.pk not in without]
            awake = [way for way in usable if way.rests_until <= now] or usable
        if not awake:
            return None
        equals = [way for way in awake if way.relay.priority == awake[0].relay.priority]
        return equals[number % len(equals)]

    def note(self, way: _Way, trouble: RelayTrouble | None, accepted: bool) -> None:
        """Remember how a relay did; one in trouble rests."""
        with self._lock:
            way.trouble = trouble
            way.accepted = way.accepted or accepted
            way.rests_until = self.clock() + REST_SECONDS if trouble else 0.0

    def conditions(self) -> list[tuple[int, RelayTrouble | None, bool]]:
        """Per relay that was used: its id, its trouble if it is in any, and whether it took mail since the last call."""
        with self._lock:
            used = [(way.relay.pk, way.trouble, way.accepted) for way in self._ways if way.trouble or way.accepted]
            for way in self._ways:
                way.accepted = False
        return used


class RouteLine:
    """Delivers groups over the route's relays, one connection to each that it needs. For one thread at a time."""

    def __init__(self, route: Route, number: int) -> None:
        self.trouble: RelayTrouble | None = None  # set where no relay took the whole group
        self._route = route
        self._number = number
        self._transports: dict[int, Transport] = {}

    def deliver(self, envelopes: Iterable[Envelope]) -> list[Outcome]:
        """Send a group; what one relay leaves untried goes to the next. Every envelope has its outcome at the end."""
        self.trouble = None
        left = {envelope.key: envelope for envelope in envelopes}
        settled: dict[int, Outcome] = {}
        tried: set[int] = set()
        while left and (way := self._route.best(self._number, tried)):
            tried.add(way.relay.pk)
            outcomes = self._through(way, list(left.values()))
            settled.update((outcome.key, outcome) for outcome in outcomes)
            left = {outcome.key: left[outcome.key] for outcome in outcomes if outcome.status is Status.UNTRIED}
        return list(settled.values())

    def close(self) -> None:
        """End all connections."""
        for transport in self._transports.values():
            transport.close()
        self._transports.clear()

    def _through(self, way: _Way, envelopes: list[Envelope]) -> list[Outcome]:
        transport = self._transports.get(way.relay.pk)
        if transport is None:
            try:
                transport = open_transport(way.relay, wait_for_turn=way.pacer.wait_for_turn)
            except RelayTrouble as trouble:
                transport = _Unusable(way.relay.name, trouble)
            self._transports[way.relay.pk] = transport
        outcomes = transport.deliver(envelopes)
        accepted = any(outcome.status is Status.ACCEPTED for outcome in outcomes)
        self.trouble = transport.trouble
        self._route.note(way, transport.trouble, accepted)
        return outcomes


class _Unusable:
    """A relay whose settings are wrong: it takes nothing until they are corrected and the route is made anew."""

    def __init__(self, name: str, trouble: RelayTrouble) -> None:
        self.trouble: RelayTrouble | None = trouble
        self._name = name
        self._why = trouble

    def deliver(self, envelopes: Iterable[Envelope]) -> list[Outcome]:
        """Leave every envelope untried."""
        group = Group(self._name, envelopes, lambda: None)
        group.leave_the_rest(self._why)
        return group.outcomes

    def try_out(self) -> None:
        """Say why it is unusable."""
        raise self._why

    def close(self) -> None:
        """Nothing is open."""
