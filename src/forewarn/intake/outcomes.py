"""What reading a mail led to: a word, details for the screen, and the effects that go with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from forewarn.intake.rules import Route, Source
from forewarn.intake.tokens import Addressee
from forewarn.mail.reading.message import ParsedMail


class What(StrEnum):
    """What a mail to one of this package's own routes led to; packages above have words of their own."""

    HARD_BOUNCE = "hard_bounce"
    SOFT_BOUNCE = "soft_bounce"
    NOT_YET = "not_yet"  # the other server is late and goes on trying
    DELIVERED = "delivered"  # a report of success
    COMPLAINT = "complaint"
    OTHER_FEEDBACK = "other_feedback"  # a feedback report that is no complaint
    UNSUBSCRIBED = "unsubscribed"
    NOT_OURS = "not_ours"  # nothing in it proves that a mail of ours caused it
    NO_CUSTOMER = "no_customer"  # about a mail of ours to somebody who is no customer
    NO_REPORT = "no_report"  # an automatic answer, or a mail by a person


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail as its handler gets it: the bytes, and the mail read from them."""

    mail_id: int
    brand_id: int
    route: Route
    token: str
    mail_from: str
    rcpt_to: str
    source: Source
    received_at: datetime
    raw: bytes
    mail: ParsedMail
    peer: str = ""  # IP address of the host that sent it; empty where none connected to us
    helo: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a mail led to. `effects` run in the transaction that notes the outcome, so that they happen once.

    `details` must be JSON; "words", the other side's own, goes when the bytes go.
    """

    what: str
    addressee: Addressee | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    effects: tuple[Callable[[], object], ...] = ()
