"""The proof of one group, durable before the next group goes out: one short transaction, no network inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from forewarn.mailings.models import Batch
from forewarn.mailings.rules.proof import Ending, Entry
from forewarn.mailings.rules.reasons import count_reason, reason_of
from forewarn.mailings.sending import statements
from forewarn.mailings.sending.pages import PUT_OFF, Page


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

    def record(self, page: Page, *, lease_until: datetime) -> Noted:
        """Write a group down. Raises django.db.Error where the database cannot take it; then nothing of it is kept."""
        changed = self._count_reasons(page.entries) if page.numbers["refused"] or page.numbers["deferred"] else False
        with transaction.atomic():
            statements.insert_page(self.batch_id, self.mailing_id, page)
            ours = statements.count_up(self.batch_id, page.numbers, holder=self.holder, lease_until=lease_until)
            if changed:
                Batch.objects.filter(pk=self.batch_id).update(reasons=self.reasons)
            state = statements.state_of(self.mailing_id)
        return Noted(ours, state, page.numbers["refused"])

    def _count_reasons(self, entries: Sequence[Entry]) -> bool:
        changed = False
        for entry in entries:
            if entry.ending is Ending.REFUSED or entry.ending in PUT_OFF:
                kind = Ending.REFUSED if entry.ending is Ending.REFUSED else Ending.DEFERRED
                counted = self.reasons.setdefault(kind.value, {})
                count_reason(counted, reason_of(entry.code, entry.enhanced, entry.reply))
                changed = True
        return changed
