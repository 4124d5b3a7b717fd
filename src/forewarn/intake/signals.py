"""What came back by mail, handed up; each signal carries one frozen payload named `event`.

The customer of an event is proven: by the token of the address the report came to, or by one of the mail it returns.
A report may arrive twice; receivers must not mind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class Bounced:
    """A mail was returned. `mailing_id` 0 is a single mail; `reason` is a BounceReason's value; `text` the server's words."""

    brand_id: int
    customer_id: int
    mailing_id: int
    address: str  # as the report names it; it may be where the mail was forwarded to
    reason: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Complained:
    """A mailbox provider reports that the customer marked a mail of ours (ARF, RFC 5965)."""

    brand_id: int
    customer_id: int
    mailing_id: int
    feedback_type: str  # "abuse", "not-spam" and so on; only complaints are announced
    at: datetime


@dataclass(frozen=True, slots=True)
class UnsubscribedByMail:
    """A mail came to the address of List-Unsubscribe; `choice` is "care" or "marketing"."""

    brand_id: int
    customer_id: int
    mailing_id: int
    choice: str
    at: datetime


hard_bounce = Signal()
"""Bounced: the address is of no use."""

soft_bounce = Signal()
"""Bounced: not now, or not this mail; never a reason to stop writing."""

complaint = Signal()
unsubscribe_by_mail = Signal()
