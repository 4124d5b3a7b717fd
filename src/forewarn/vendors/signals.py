"""What the register asks of the packages above it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.dispatch import Signal

if TYPE_CHECKING:
    from forewarn.vendors.models import Vendor

ending = Signal()
"""Asked before a vendor is ended, with `vendor` and `now`: a receiver returns a list of objections in sentences, or
nothing."""

stepping = Signal()
"""The same, with `state`, before a vendor is taken to it by hand; not where an announced change takes it there."""

removing = Signal()
"""The same, before a vendor that nobody was shown is taken out of the register."""

changed = Signal()
"""A new version was written, inside its transaction: `vendor`, `version`, `before` (the version before it, or None),
`now`."""


def objections(signal: Signal, vendor: Vendor, now: datetime, **more: object) -> list[str]:
    """What the receivers of an asking signal object to, in the order they were connected."""
    answers = signal.send(sender=type(vendor), vendor=vendor, now=now, **more)
    return [objection for _, answer in answers for objection in answer or ()]
