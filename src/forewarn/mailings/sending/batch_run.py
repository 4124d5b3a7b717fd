"""One pass over one batch: groups out, outcomes in, each group recorded before its line gets the next one."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import partial

from django.db import Error as DatabaseError
from pyroaring import BitMap

from forewarn.audience.actions.reachability import mark_unreachable
from forewarn.audit.rules import SYSTEM
from forewarn.mailings.models import Batch, Mailing
from forewarn.mailings.rules.proof import Ending, Entry
from forewarn.mailings.rules.states import State
from forewarn.mailings.sending import claims
from forewarn.mailings.sending.closing import tally_of
from forewarn.mailings.sending.group_run import Came, send_group
from forewarn.mailings.sending.letters import MailMaker
from forewarn.mailings.sending.lines import Ended, Lines
from forewarn.mailings.sending.pace import Tempo
from forewarn.mailings.sending.pages import Page, page_of
from forewarn.mailings.sending.people import Called, Caller, Person
from forewarn.mailings.sending.recording import Noted, Recorder
from forewarn.outbound.queries import has_suppressed

log = logging.getLogger(__name__)


class Halt(StrEnum):
    """Why sending stopped before everybody was tried."""

    ASKED = "asked"  # the process is being ended, or its time is up
    MAILING = "mailing"  # paused or cancelled
    RELAY = "relay"
    NIGHT = "night"
    LOST = "lost"  # another worker holds the batch now
    NO_PROOF = "no_proof"  # the database takes no proof


Clock = Callable[[], datetime]


class BatchRun:
    """Sends the recipients of a claimed batch that have no proof yet."""

    def __init__(
        self, batch: Batch, mailing: Mailing, maker: MailMaker, *, holder: str, tempo: Tempo, clock: Clock
    ) -> None:
        self.halt: Halt | None = None
        self.error: DatabaseError | None = None
        self.accepted = 0
        self._batch, self._mailing, self._maker = batch, mailing, maker
        self._holder, self._tempo, self._pace, self._clock = holder, tempo, tempo.pace, clock
        barring = has_suppressed(mailing.brand_id)
        self._caller = Caller(mailing.brand_id, maker.message_class, maker.slots, barring)
        self._recorder = Recorder(batch.pk, mailing.pk, holder, batch.reasons)
        members = BitMap.deserialize(bytes(batch.recipients))
        self._left: deque[int] = deque(members - tally_of(batch.pk).tried)
        self._groups: dict[int, tuple[list[Person], float]] = {}  # on their way, by number

    @property
    def finished(self) -> bool:
        """Whether everybody in the batch was tried."""
        return not self._left and not self._groups

    def go(self, lines: Lines[Came], *, should_stop: Callable[[], bool], watch: Callable[[Noted], bool]) -> None:
        """Send until all were tried or something stops it; `halt` then says what.

        `watch` is told of every recorded group and answers whether to go on.
        """
        try:
            self._hand_out(lines, should_stop)
            while self._groups:
                self._take_in(lines, watch)
                self._hand_out(lines, should_stop)
        finally:  # whatever ends this, groups on their way are waited for and recorded
            while self._groups:
                self._take_in(lines, watch)

    def _take_in(self, lines: Lines[Came], watch: Callable[[Noted], bool]) -> None:
        """Wait for a group to come back and record it."""
        if ended := lines.finished(self._pace.heartbeat):
            self._settle(ended, watch)
        else:
            self._stay_alive()

    def _hand_out(self, lines: Lines[Came], should_stop: Callable[[], bool]) -> None:
        """Give every free line a group."""
        while self._left and lines.any_free and not self._must_halt(should_stop):
            ids = [self._left.popleft() for _ in range(min(self._tempo.size, len(self._left)))]
            called = self._caller.call_up(ids)
            if called.left_out:
                self._note(page_of(self._skipped(called)), lambda noted: True)
            if self.halt:
                self._left.extendleft(person.customer_id for person in reversed(called.people))
            elif called.people:
                work = partial(send_group, maker=self._maker, people=called.people, now=self._clock())
                self._groups[lines.start(work)] = (called.people, time.monotonic())
        if self._left and lines.all_resting and self.halt is None:
            self.halt = Halt.RELAY

    def _must_halt(self, should_stop: Callable[[], bool]) -> bool:
        if self.halt is None and should_stop():
            self.halt = Halt.ASKED
        mailing, country = self._mailing, self._batch.country
        if self.halt is None and mailing.keeps_quiet_hours and claims.is_night(mailing.brand, country, self._clock()):
            self.halt = Halt.NIGHT
        return self.halt is not None

    def _skipped(self, called: Called) -> list[Entry]:
        at = int(self._clock().timestamp())
        return [
            Entry(customer_id, at, Ending.SKIPPED, "", 0, "", crowd.value, "")
            for customer_id, crowd in called.left_out.items()
        ]

    def _settle(self, ended: Ended[Came], watch: Callable[[Noted], bool]) -> None:
        """Record a group that came back; who was not tried goes back to the front."""
        people, began = self._groups.pop(ended.number)
        came = ended.result()
        if came.untried:
            self._left.extendleft(p.customer_id for p in reversed(people) if p.customer_id in came.untried)
        if came.page:
            self._note(came.page, watch)
            self._tempo.adapt(len(came.page.entries), time.monotonic() - began)
        for customer_id, reason in came.of_no_use.items() if self.halt is not Halt.NO_PROOF else ():
            mark_unreachable(customer_id=customer_id, reason=reason, by=SYSTEM, now=self._clock())

    def _note(self, page: Page, watch: Callable[[Noted], bool]) -> None:
        """Write a page down; without a place for the proof nothing further is sent."""
        until = self._clock() + self._pace.lease
        try:
            noted = self._recorder.record(page, lease_until=until)
        except DatabaseError as error:
            log.error(
                "mailing %s: the proof of %d recipients cannot be written: %s",
                self._mailing.pk,
                len(page.entries),
                error,
            )
            self.halt, self.error = Halt.NO_PROOF, error
            self._left.extendleft(reversed(page.ids))
            return
        self.accepted += page.numbers["accepted"]
        if not noted.ours:
            self.halt = self.halt or Halt.LOST
        elif noted.state != State.SENDING or not watch(noted):
            self.halt = self.halt or Halt.MAILING

    def _stay_alive(self) -> None:
        """Renew the lease while a slow group is on its way."""
        if not claims.renew(self._batch.pk, holder=self._holder, until=self._clock() + self._pace.lease):
            self.halt = self.halt or Halt.LOST
