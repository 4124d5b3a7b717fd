"""What the linter cannot see in the message: what was asked for, recorded or sent before. All of it is optional."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from forewarn.mail.resolver import Resolver


class Purpose(StrEnum):
    """What a message is for, where the class alone does not tell."""

    ALERT = "alert"
    CHECK_IN = "check_in"
    LEAK_NOTICE = "leak_notice"
    VENDOR_CHANGE = "vendor_change"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class ComposedMail:
    """A mail before it is bytes, as the composer and the preview have it."""

    from_name: str
    from_address: str
    subject: str
    text: str
    html: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    to: str = ""


@dataclass(frozen=True, slots=True)
class PlannedSignature:
    """The DKIM signature the sender will add; `header_names` is what h= will name."""

    selector: str
    domain: str
    header_names: tuple[str, ...] = ()
    key_bits: int = 2048
    body_length_limited: bool = False


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """What the incident record says: data category → state of evidence A.7, and the facts a notice may name."""

    vendor: str
    states: dict[str, str]
    numbers: tuple[int, ...] = ()
    dates: tuple[date, ...] = ()
    next_update: date | None = None


@dataclass(frozen=True, slots=True)
class SendingHistory:
    """The last mails to the customers of this mailing, and the brand's own caps; days and shares."""

    days_since_last_care: int | None = None
    care_per_quarter: int = 0
    marketing_share: float | None = None
    marketing_share_limit: float = 0.67
    min_days_between_care: int = 14
    quiet_days: tuple[date, ...] = ()
    planned_on: date | None = None


@dataclass(frozen=True, slots=True)
class PromisedDate:
    """A lead time or a clock: what was promised, the days needed, and the two ends."""

    what: str
    days_promised: int
    sent_on: date
    effective_on: date
    urgent_reason: str = ""


@dataclass(frozen=True, slots=True)
class LintContext:
    """Facts from outside the message. None means: not known, and the rules that need it stand in `skipped`."""

    purpose: Purpose | None = None
    solicited: bool = False  # the customer asked for exactly this mail a moment ago
    single_use: bool = True  # its link works once
    notice_in_account: bool = False  # the same notice stands in the customer's account
    user_texts: tuple[str, ...] | None = None  # what other people wrote and the template shows
    registered: bool | None = None  # in the sent record, so that the check page can answer
    signature: PlannedSignature | None = None
    incident: IncidentFacts | None = None
    history: SendingHistory | None = None
    promised: PromisedDate | None = None
    season_match: int = 0  # Phish Scale premise 3 (0, 2, 4, 6, 8): an outage, a sale or news it fits
    taught: int = 0  # Phish Scale premise 5: covered by a lesson or alert of the last four months
    glossary: tuple[str, ...] = ()  # words the brand explains or that its customers know
    locale: str = ""  # the language to lint in; else the message's own
    file: str = ""  # its name, which waivers may narrow themselves to


NOTHING_KNOWN = LintContext()


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One answer on the way of a link: the address asked, the status, where it sends the browser, what failed."""

    url: str
    status: int
    location: str = ""
    problem: str = ""


class LinkProber(Protocol):
    """Follows a link on the network; passed in by the command line under --net."""

    def follow(self, url: str) -> list[ChainStep]:
        """The steps from this address to where a browser would end."""
        ...


@dataclass(frozen=True, slots=True)
class Network:
    """What may be asked on the network; None for what may not."""

    resolver: Resolver | None = None
    prober: LinkProber | None = None


NO_NETWORK = Network()
