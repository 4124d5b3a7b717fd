"""What outbound tells the packages above it; each signal carries one frozen payload named `event`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class SingleMailRefused:
    """A relay refused a single mail for good. `hard`: the address itself is of no use. `customer_id` may be unknown."""

    brand_id: int
    single_mail_id: int
    customer_id: int | None
    hard: bool
    reason: str
    reply: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SingleMailAccepted:
    """A relay took a single mail: who it was from and what it was, never its words. `customer_id` may be unknown."""

    brand_id: int
    single_mail_id: int
    customer_id: int | None
    template: str
    locale: str
    message_class: str
    subject: str
    from_name: str
    from_address: str
    message_id: str
    at: datetime


class Reported(StrEnum):
    """What a provider can report of a mail that it had accepted."""

    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"


@dataclass(frozen=True, slots=True)
class ProviderReport:
    """A provider's report about one mail, checked by its webhook's secret or signature, told apart by `event_id`.

    `return_path` and `message_id` are those we handed over with the mail (empty where the provider did not keep them);
    `hard` is said of bounces alone.
    """

    kind: Reported
    provider: str
    event_id: str
    return_path: str
    message_id: str
    recipient: str
    hard: bool
    reason: str
    text: str
    at: datetime


single_mail_refused = Signal()
single_mail_accepted = Signal()
provider_reported = Signal()
