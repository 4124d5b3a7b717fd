"""What this package asks of the packages above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import Signal

if TYPE_CHECKING:
    from datetime import datetime

    from forewarn.vendor_changes.models import VendorChange

switching = Signal()
"""Asked on the day before a change takes effect, with `change` and `now`: a receiver returns a list of sentences that say
why it must wait, or nothing."""

switched = Signal()
"""A change took effect: `change`, `now`."""


def vetoes(change: VendorChange, now: datetime) -> list[str]:
    """Why the packages above want a change to wait."""
    answers = switching.send(sender=type(change), change=change, now=now)
    return [sentence for _, answer in answers for sentence in answer or ()]
