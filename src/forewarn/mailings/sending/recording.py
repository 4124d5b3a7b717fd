"""The proof of one group, durable before the next group goes out: one short transaction, no network inside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import transaction

from forewarn.mailings.models import Batch, ProofPage
from forewarn.mailings.rules.proof import Ending, Entry, pack
from forewarn.mailings.rules.reasons import count_reason, reason_of
from forewarn.mailings.sending import statements
from forewarn.outbound.envelopes import Outcome, Status

ENDINGS = {
    Status.ACCEPTED: Ending.ACCEPTED,
    Status.DEFERRED: Ending.DEFERRED,
    Status.REFUSED: Ending.REFUSED,
    Status.IN_DOUBT: Ending.IN_DOUBT,
}
_PUT_OFF = (Ending.DEFERRED, Ending.IN_DOUBT)


@dataclass(frozen=True, slots=True)
class Noted:
    """What the database said while a group was recorded."""

    ours: bool  # the batch is still held by this worker
    state: str  # of the mailing
    refused: int


@dataclass(slots=True)
class Recorder:
    """Writes the groups of one batch; keeps the count of its reasons between them."""

    batch_id: int
    mailing_id: int
    holder: str
    reasons: dict[str, dict[str, int]] = field(default_factory=dict)

    def record(self, entries: Sequence[Entry], *, lease_until: datetime) -> Noted:
        """Write a group down. Raises django.db.Error where the database cannot take it; then nothing of it is kept."""
        counts = Counter(entry.ending for entry in entries)
        changed = self._count_reasons(entries)
        numbers = {
            "accepted": counts[Ending.ACCEPTED],
            "refused": counts[Ending.REFUSED],
            "deferred": sum(counts[ending] for ending in _PUT_OFF),
            "skipped": counts[Ending.SKIPPED],
        }
        page = _page(self.batch_id, self.mailing_id, entries, counts[Ending.ACCEPTED])
        with transaction.atomic():
            statements.insert_page(page)
            ours = statements.count_up(self.batch_id, numbers, holder=self.holder, lease_until=lease_until)
            if changed:
                Batch.objects.filter(pk=self.batch_id).update(reasons=self.reasons)
            state = statements.state_of(self.mailing_id)
        return Noted(ours, state, counts[Ending.REFUSED])

    def _count_reasons(self, entries: Sequence[Entry]) -> bool:
        changed = False
        for entry in entries:
            if entry.ending is Ending.REFUSED or entry.ending in _PUT_OFF:
                kind = Ending.REFUSED if entry.ending is Ending.REFUSED else Ending.DEFERRED
                counted = self.reasons.setdefault(kind.value, {})
                count_reason(counted, reason_of(entry.code, entry.enhanced, entry.reply))
                changed = True
        return changed


def entry_of(outcome: Outcome) -> Entry:
    """The entry for what a transport reported."""
    return Entry(
        outcome.key,
        int(outcome.at),
        ENDINGS[outcome.status],
        outcome.stage.value,
        outcome.code,
        outcome.enhanced,
        outcome.reply,
        outcome.relay,
    )


def _page(batch_id: int, mailing_id: int, entries: Sequence[Entry], accepted: int) -> ProofPage:
    ids = [entry.customer_id for entry in entries]
    return ProofPage(
        batch_id=batch_id,
        mailing_id=mailing_id,
        first_id=min(ids),
        last_id=max(ids),
        at=datetime.fromtimestamp(max(entry.at for entry in entries), UTC),
        accepted=accepted,
        others=len(entries) - accepted,
        entries=pack(entries),
    )
