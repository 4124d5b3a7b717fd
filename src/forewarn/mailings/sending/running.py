"""Sending what is due of one mailing, batch after batch, over a few lines that stay open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType

from django.db import Error as DatabaseError
from django.db import transaction

from forewarn.mailings.models import Batch, Mailing
from forewarn.mailings.queries.content import words_of_variant
from forewarn.mailings.rules.states import State
from forewarn.mailings.sending import claims, stopping
from forewarn.mailings.sending.batch_run import BatchRun, Clock, Halt
from forewarn.mailings.sending.closing import close_batch, close_cancelled, finish_if_done
from forewarn.mailings.sending.group_run import Came
from forewarn.mailings.sending.holders import new_holder
from forewarn.mailings.sending.letters import MailMaker, UnableToPrepare, signers_for
from forewarn.mailings.sending.lines import Line, Lines
from forewarn.mailings.sending.pace import Pace, Tempo
from forewarn.mailings.sending.recording import Noted
from forewarn.mailings.sending.room import make_room

SHOW_EVERY = timedelta(seconds=8)  # well below the time after which tick calls for another worker (tasks.CALL_AGAIN)


@dataclass(frozen=True, slots=True)
class Means:
    """What a sender works with: how a line is opened, the clock, the pace, whether the relay signs, and what is told of
    every batch that ends."""

    open_line: Callable[[], Line]
    clock: Clock
    pace: Pace = field(default_factory=Pace)
    relay_signs: bool = False
    after_batch: Callable[[], None] = lambda: None


@dataclass(slots=True)
class Sender:
    """Sends one mailing. Use as a context; the lines close at its end."""

    mailing_id: int
    means: Means
    should_stop: Callable[[], bool] = lambda: False
    reason: str = ""  # why it stopped, where that is not plain from the mailing
    _lines: Lines[Came] = field(init=False)
    _holder: str = field(init=False)
    _tempo: Tempo = field(init=False)
    _shown_at: datetime | None = field(init=False, default=None)
    _makers: dict[int, MailMaker] = field(init=False, default_factory=dict)
    _in_trouble: bool = field(init=False, default=True)  # unknown at first: the first success clears what stands there

    def __enter__(self) -> Sender:
        """Ready the lines; connections open with the first group."""
        self._lines = Lines(self.means.open_line, self.means.pace.connections)
        self._holder, self._tempo = new_holder(), Tempo(self.means.pace)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the lines."""
        self._lines.close()

    def send_due(self) -> Halt | None:
        """Send every batch that is due now; None when nothing more is due, else what stopped it."""
        while True:
            if self.should_stop():
                return Halt.ASKED
            mailing = Mailing.objects.select_related("brand").get(pk=self.mailing_id)
            if mailing.state != State.SENDING:
                return Halt.MAILING
            now = self.means.clock()
            if mailing.resting_until and mailing.resting_until > now:
                return Halt.RELAY
            batch = claims.claim_next(mailing, holder=self._holder, now=now, lease=self.means.pace.lease)
            if batch is None:
                finish_if_done(self.mailing_id, now=now)
                return None
            if halt := self._send_batch(batch, mailing):
                return halt

    def _send_batch(self, batch: Batch, mailing: Mailing) -> Halt | None:
        """Send one claimed batch; None where the next may follow."""
        now = self.means.clock()
        try:
            make_room(batch)
            maker = self._maker(batch, mailing)
        except DatabaseError as error:
            self.reason = stopping.pause_without_room(mailing.pk, error, now=now)
            _hand_back_quietly(batch.pk, self._holder)
            return Halt.NO_PROOF
        except UnableToPrepare as error:
            self.reason = str(error)
            stopping.pause_by_itself(mailing.pk, self.reason, now=now)
            claims.hand_back(batch.pk, holder=self._holder)
            return Halt.MAILING
        run = BatchRun(batch, mailing, maker, holder=self._holder, tempo=self._tempo, clock=self.means.clock)
        try:
            run.go(self._lines, should_stop=self.should_stop, watch=self._watch)
        finally:
            if not run.finished:
                _hand_back_quietly(batch.pk, self._holder)
            self.means.after_batch()
        return self._after(run, batch, mailing)

    def _after(self, run: BatchRun, batch: Batch, mailing: Mailing) -> Halt | None:
        """Close the batch, or do what its halt asks for."""
        now = self.means.clock()
        match run.halt:
            case Halt.NO_PROOF if run.error:
                self.reason = stopping.pause_without_room(mailing.pk, run.error, now=now)
                return Halt.NO_PROOF
            case Halt.RELAY:
                trouble = self._lines.trouble
                self.reason = str(trouble) if trouble else "The relay takes no mail."
                stopping.rest_relay(mailing.pk, self.reason, now=now)
                self._in_trouble = True
                self._lines.wake()
                return Halt.RELAY
            case Halt.LOST | Halt.NIGHT:
                return None  # another worker has it, or the claim puts it off; other batches may be due
        if run.finished:
            close_batch(batch, holder=self._holder, give_up_after=mailing.give_up_after, now=now)
        if run.halt is Halt.MAILING:
            self._end_if_cancelled(now)
        return run.halt

    def _end_if_cancelled(self, now: datetime) -> None:
        if Mailing.objects.filter(pk=self.mailing_id, state=State.CANCELLED.value).exists():
            with transaction.atomic():
                close_cancelled(self.mailing_id, now=now)

    def _watch(self, noted: Noted) -> bool:
        """Told of every recorded group: the relay works again, or too much comes back."""
        self._show_itself()
        if self._in_trouble:
            stopping.clear_trouble(self.mailing_id)
            self._in_trouble = False
        if not noted.refused:
            return True
        return not stopping.pause_if_too_much_comes_back(self.mailing_id, now=self.means.clock())

    def _show_itself(self) -> None:
        """Leave a sign now and then that somebody sends this mailing, so that tick calls nobody else."""
        now = self.means.clock()
        if self._shown_at is None or now - self._shown_at >= SHOW_EVERY:
            self._shown_at = now
            Mailing.objects.filter(pk=self.mailing_id).update(called_at=now)

    def _maker(self, batch: Batch, mailing: Mailing) -> MailMaker:
        """What makes the mails of the batch's variant, compiled once."""
        if batch.variant_id not in self._makers:
            words = words_of_variant(batch.variant)
            signers = [] if self.means.relay_signs else signers_for(mailing.brand, words.from_address)
            self._makers[batch.variant_id] = MailMaker(mailing, words, signers=signers)
        return self._makers[batch.variant_id]


def _hand_back_quietly(batch_id: int, holder: str) -> None:
    """Give the batch back where the database still takes that; else its lease runs out."""
    try:
        claims.hand_back(batch_id, holder=holder)
    except DatabaseError:
        return
