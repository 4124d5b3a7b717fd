"""What a machine's report says, as plain data: one frozen dataclass per kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class BounceReason(StrEnum):
    """Why a mail did not arrive. Only those in HARD_REASONS say that the address itself is of no use."""

    USER_UNKNOWN = "user_unknown"
    HOST_UNKNOWN = "host_unknown"
    MOVED = "moved"
    ACCEPTS_NO_MAIL = "accepts_no_mail"
    MAILBOX_FULL = "mailbox_full"
    DISABLED = "disabled"
    TOO_BIG = "too_big"
    SPAM = "spam"
    POLICY = "policy"
    REPUTATION = "reputation"
    AUTHENTICATION = "authentication"
    RATE = "rate"
    SENDER_REFUSED = "sender_refused"
    RELAY_DENIED = "relay_denied"
    FILTERED = "filtered"
    EXPIRED = "expired"
    NETWORK = "network"
    SYSTEM = "system"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    UNKNOWN = "unknown"


HARD_REASONS = frozenset(
    {BounceReason.USER_UNKNOWN, BounceReason.HOST_UNKNOWN, BounceReason.MOVED, BounceReason.ACCEPTS_NO_MAIL}
)


@dataclass(frozen=True, slots=True)
class BouncedRecipient:
    """One recipient of a DSN. `status` is x.y.z (RFC 3463), `reply` the SMTP code; both may be empty."""

    address: str
    status: str = ""
    reply: str = ""
    reason: BounceReason = BounceReason.UNKNOWN
    action: str = "failed"
    text: str = ""

    @property
    def hard(self) -> bool:
        """Whether the address is of no use: it or its host is unknown, has moved, or accepts no mail."""
        return self.reason in HARD_REASONS and self.action == "failed"


@dataclass(frozen=True, slots=True)
class DsnReport:
    """A delivery status notification (RFC 3464) or one of the many home-made bounces."""

    recipients: tuple[BouncedRecipient, ...]
    original_message_id: str = ""
    reporting_host: str = ""
    kind: str = field(default="dsn", init=False)


@dataclass(frozen=True, slots=True)
class ArfReport:
    """A complaint (RFC 5965): who marked which of our mails as what."""

    feedback_type: str
    recipients: tuple[str, ...] = ()
    reported_message_id: str = ""
    source_ip: str = ""
    user_agent: str = ""
    arrival_date: datetime | None = None
    reported_domains: tuple[str, ...] = ()
    kind: str = field(default="arf", init=False)

    @property
    def recipient(self) -> str:
        """The complainer's address, where it is told."""
        return self.recipients[0] if self.recipients else ""


@dataclass(frozen=True, slots=True)
class AuthResult:
    """What a receiver found for one signature or one SPF identity."""

    domain: str
    result: str
    selector: str = ""
    scope: str = ""
    human_result: str = ""


@dataclass(frozen=True, slots=True)
class DmarcRecord:
    """Mails from one address with one outcome. `dkim` and `spf` are the aligned results, "pass" or "fail"."""

    source_ip: str
    count: int
    disposition: str
    dkim: str
    spf: str
    header_from: str
    envelope_from: str = ""
    envelope_to: str = ""
    reasons: tuple[tuple[str, str], ...] = ()  # (type, comment) of why the policy was not applied
    dkim_results: tuple[AuthResult, ...] = ()
    spf_results: tuple[AuthResult, ...] = ()


@dataclass(frozen=True, slots=True)
class DmarcReport:
    """An aggregate report (RFC 7489 appendix C, RFC 9990): what one receiver saw of one domain in one day."""

    org: str
    report_id: str
    begin: datetime | None
    end: datetime | None
    domain: str
    policy: dict[str, str]  # p, sp, np, adkim, aspf, pct, fo, testing, discovery_method as published
    records: tuple[DmarcRecord, ...]
    email: str = ""
    version: str = ""
    errors: tuple[str, ...] = ()
    kind: str = field(default="dmarc", init=False)


@dataclass(frozen=True, slots=True)
class DmarcFailureReport:
    """A failure report for one mail (RFC 6591, RFC 9991), or the prose that some servers write instead."""

    domain: str
    source_ip: str
    auth_failure: str = ""
    delivery_result: str = ""
    mail_from: str = ""
    header_from: str = ""
    subject: str = ""
    reported_message_id: str = ""
    arrival_date: datetime | None = None
    user_agent: str = ""
    kind: str = field(default="dmarc_failure", init=False)


@dataclass(frozen=True, slots=True)
class TlsFailure:
    """Sessions that failed in one way."""

    result_type: str
    count: int
    sending_ip: str = ""
    receiving_host: str = ""
    receiving_ip: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TlsPolicy:
    """How sessions went under one policy of the domain."""

    policy_type: str
    domain: str
    successful: int
    failed: int
    failures: tuple[TlsFailure, ...] = ()


@dataclass(frozen=True, slots=True)
class TlsReport:
    """A report of TLS between mail servers (RFC 8460)."""

    org: str
    report_id: str
    begin: datetime | None
    end: datetime | None
    contact: str
    policies: tuple[TlsPolicy, ...]
    kind: str = field(default="tlsrpt", init=False)


@dataclass(frozen=True, slots=True)
class UnknownReport:
    """None of the kinds; `why` says so in plain words."""

    why: str = "not a report of a kind that is known"
    kind: str = field(default="unknown", init=False)
