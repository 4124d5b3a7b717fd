"""What follows when a batch has been gone through: sets, retries, the end of the mailing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Case, Q, When
from pyroaring import BitMap

from forewarn.audit.actions import record
from forewarn.audit.rules import SYSTEM
from forewarn.mailings.models import Batch, Mailing, ProofPage
from forewarn.mailings.rules import retries
from forewarn.mailings.rules.eligibility import Crowd
from forewarn.mailings.rules.proof import Ending, Entry, unpack
from forewarn.mailings.rules.states import OPEN_BATCHES, UNDER_WAY, BatchState, State
from forewarn.mailings.sending.crowds import add_to_crowds
from forewarn.mailings.signals import ended

CLOSED_AT_ONCE = 500  # batches per statement; databases limit its parameters


@dataclass(slots=True)
class Tally:
    """How far the recipients of one batch came, from its proof."""

    settled: dict[Crowd, BitMap] = field(default_factory=lambda: defaultdict(BitMap))
    deferred: BitMap = field(default_factory=BitMap)
    in_doubt: BitMap = field(default_factory=BitMap)

    @property
    def tried(self) -> BitMap:
        """Everybody with an entry: they are not sent to again in this pass."""
        return BitMap.union(self.deferred, self.in_doubt, *self.settled.values())


def tally_of(batch_id: int) -> Tally:
    """Read the proof of a batch. Where somebody has two entries, because two workers held it, acceptance counts."""
    tally = Tally()
    for entry in _entries(batch_id):
        match entry.ending:
            case Ending.DEFERRED:
                tally.deferred.add(entry.customer_id)
            case Ending.IN_DOUBT:
                tally.in_doubt.add(entry.customer_id)
            case _:
                tally.settled[_crowd(entry)].add(entry.customer_id)
    reached = tally.settled[Crowd.REACHED]
    others: dict[Crowd, BitMap] = {
        crowd: members - reached for crowd, members in tally.settled.items() if crowd is not Crowd.REACHED
    }
    settled = BitMap.union(reached, *others.values())
    deferred = tally.deferred - settled
    return Tally({Crowd.REACHED: reached} | others, deferred, tally.in_doubt - settled - deferred)


def _entries(batch_id: int) -> Iterator[Entry]:
    for blob in ProofPage.objects.filter(batch_id=batch_id).order_by("pk").values_list("entries", flat=True):
        yield from unpack(bytes(blob))


def _crowd(entry: Entry) -> Crowd:
    if entry.ending is Ending.ACCEPTED:
        return Crowd.REACHED
    if entry.ending is Ending.SKIPPED:
        return Crowd(entry.reply)
    return Crowd.UNWRITABLE if entry.stage == "composing" else Crowd.REFUSED


def close_batch(batch: Batch, *, holder: str, give_up_after: int, now: datetime) -> bool:
    """End a batch all of whose recipients were tried; those put off go into a new batch, or are given up.

    Whether it was still ours to close.
    """
    tally = tally_of(batch.pk)
    crowds = dict(tally.settled)
    put_off: list[tuple[BitMap, datetime]] = []
    for members, again_at in (
        (tally.deferred, retries.next_try(batch.attempt, now=now)),
        (tally.in_doubt, now + retries.IN_DOUBT_STEP),
    ):
        if members and retries.gives_up(tried_since=batch.tried_since or now, again_at=again_at, hours=give_up_after):
            crowds[Crowd.GAVE_UP] = crowds.get(Crowd.GAVE_UP, BitMap()) | members
        elif members:
            put_off.append((members, again_at))
    with transaction.atomic():
        mine = Batch.objects.filter(pk=batch.pk, claimed_by=holder, state=BatchState.SENDING.value)
        if not mine.update(state=BatchState.DONE.value, finished_at=now, claimed_by="", lease_until=None):
            return False
        add_to_crowds(batch.mailing_id, crowds)
        Batch.objects.bulk_create([_again(batch, members, again_at) for members, again_at in put_off])
    return True


def _again(batch: Batch, members: BitMap, again_at: datetime) -> Batch:
    return Batch(
        mailing_id=batch.mailing_id,
        variant_id=batch.variant_id,
        wave=batch.wave,
        attempt=batch.attempt + 1,
        country=batch.country,
        recipients=members.serialize(),
        size=len(members),
        first_id=members.min(),
        last_id=members.max(),
        not_before=again_at,
        tried_since=batch.tried_since,
    )


def close_cancelled(mailing_id: int, *, now: datetime) -> None:
    """End the open batches of a cancelled mailing; whoever has no final answer counts as cancelled.

    A batch that a living worker holds is left to that worker, which hands it back after its last group and calls this
    again. Call it inside a transaction.
    """
    free = Q(state=BatchState.WAITING.value) | Q(state=BatchState.SENDING.value, lease_until__lt=now)
    crowds: dict[Crowd, BitMap] = defaultdict(BitMap)
    closed: list[int] = []
    begun = Q(accepted__gt=0) | Q(refused__gt=0) | Q(deferred__gt=0) | Q(skipped__gt=0)
    rows = Batch.objects.filter(free, mailing_id=mailing_id).annotate(begun=Case(When(begun, then=True), default=False))
    for pk, recipients, has_proof in rows.values_list("pk", "recipients", "begun").iterator(chunk_size=200):
        left = BitMap.deserialize(bytes(recipients))
        for crowd, members in tally_of(pk).settled.items() if has_proof else ():
            crowds[crowd] |= members
            left -= members
        crowds[Crowd.CANCELLED] |= left
        closed.append(pk)
    for first in range(0, len(closed), CLOSED_AT_ONCE):
        Batch.objects.filter(pk__in=closed[first : first + CLOSED_AT_ONCE]).update(
            state=BatchState.CANCELLED.value, finished_at=now, claimed_by="", lease_until=None
        )
    add_to_crowds(mailing_id, crowds)


def finish_if_done(mailing_id: int, *, now: datetime) -> bool:
    """Mark the mailing done once no batch is open; whether it was marked now."""
    if Batch.objects.filter(mailing_id=mailing_id, state__in=OPEN_BATCHES).exists():
        return False
    with transaction.atomic():
        under_way = Mailing.objects.filter(pk=mailing_id, state__in=[state.value for state in UNDER_WAY])
        if not under_way.update(
            state=State.DONE.value, finished_at=now, trouble="", trouble_since=None, pause_reason=""
        ):
            return False
        mailing = Mailing.objects.get(pk=mailing_id)
        target = ("mailing", mailing.pk, mailing.title)
        record("mailing.done", by=SYSTEM, now=now, brand_id=mailing.brand_id, target=target)
    ended.send(sender=Mailing, mailing=mailing, now=now)
    return True
