"""What this package asks of and announces to the packages above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import Signal

if TYPE_CHECKING:
    from datetime import datetime

    from forewarn.mailings.models import Mailing

submitting = Signal()
"""Asked before a mailing is submitted, with `mailing` and `now`: a receiver returns a list of objections, or nothing."""

approving = Signal()
"""The same, before it is approved; the linter's gate belongs here."""

starting = Signal()
"""The same, before the first mail leaves. A receiver may also make the public page live and say so with
`actions.publication.mark_published`."""

started = Signal()
"""The batches stand and the first mail may go: `mailing`, `now`."""

paused = Signal()
"""It was paused, by a person or by itself: `mailing`, `now`; `mailing.pause_reason` says why."""

ended = Signal()
"""It is done or cancelled: `mailing`, `now`."""


def objections(signal: Signal, mailing: Mailing, now: datetime) -> list[str]:
    """What the receivers of an asking signal object to, in the order they were connected."""
    answers = signal.send(sender=type(mailing), mailing=mailing, now=now)
    return [objection for _, answer in answers for objection in answer or ()]
