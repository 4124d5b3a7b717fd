"""The addresses at which mail comes in, and what each is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Route(StrEnum):
    """What a mail is about, by the address it came to."""

    BOUNCE = "bounce"
    COMPLAINT = "fbl"
    UNSUBSCRIBE = "unsubscribe"
    CHECK = "check"
    JOURNAL = "journal"
    REPLY = "reply"
    CANARY = "canary"
    DMARC = "dmarc"
    TLSRPT = "tlsrpt"
    POSTMASTER = "postmaster"


class TokenRule(StrEnum):
    """What stands behind the plus of an address."""

    NONE = "none"  # nothing, or anything: it is not looked at
    MAY = "may"
    MUST = "must"


@dataclass(frozen=True, slots=True)
class Door:
    """One local part: where it leads, whether it carries a token, and what it is for, in an operator's words."""

    route: Route
    token: TokenRule
    purpose: str


DOORS: Mapping[str, Door] = {
    "bounce": Door(Route.BOUNCE, TokenRule.MAY, "Returned mail"),
    "fbl": Door(Route.COMPLAINT, TokenRule.NONE, "Complaints from mailbox providers"),
    "unsubscribe": Door(Route.UNSUBSCRIBE, TokenRule.MUST, "Unsubscribing by mail"),
    "check": Door(Route.CHECK, TokenRule.NONE, "Mail that customers ask about"),
    "journal": Door(Route.JOURNAL, TokenRule.MUST, "Mail of vendors, through seed addresses"),
    "reply": Door(Route.REPLY, TokenRule.MUST, "Replies"),
    "canary": Door(Route.CANARY, TokenRule.MUST, "Addresses that only one vendor knows"),
    "dmarc": Door(Route.DMARC, TokenRule.NONE, "DMARC reports"),
    "tlsrpt": Door(Route.TLSRPT, TokenRule.NONE, "TLS reports"),
    "postmaster": Door(Route.POSTMASTER, TokenRule.NONE, "Postmaster (RFC 5321 section 4.5.1)"),
    "abuse": Door(Route.POSTMASTER, TokenRule.NONE, "Postmaster (RFC 2142)"),
}


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a mail to an address goes."""

    brand_id: int
    route: Route
    token: str
    address: str  # in small letters


def destination_of(address: str, brands: Mapping[str, int]) -> Destination | None:
    """Where a mail to this address goes; None where the address is not one of ours. `brands` is intake domain → brand.

    Whether a token is genuine is for the caller to check; here it is only there or not.
    """
    whole = address.strip().strip("<>").lower()
    local, at, domain = whole.rpartition("@")
    name, plus, token = local.partition("+")
    brand_id, door = brands.get(domain.rstrip(".")), DOORS.get(name)
    if not at or brand_id is None or door is None:
        return None
    if door.token is TokenRule.MUST and not token:
        return None
    return Destination(brand_id, door.route, token if door.token is not TokenRule.NONE else "", whole)


class Via(StrEnum):
    """How a mail came in."""

    LISTENER = "listener"
    MAILBOX = "mailbox"
    UPLOAD = "upload"


class State(StrEnum):
    """How far a mail is."""

    WAITING = "waiting"  # to be read
    DONE = "done"
    KEPT = "kept"  # nothing reads this route yet
    UNREADABLE = "unreadable"  # reading broke, more than once
