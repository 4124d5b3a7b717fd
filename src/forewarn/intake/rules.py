"""Which of our addresses a mail came to, and what counts as one source of mail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

from forewarn.mail.domains import canonical_host


class Route(StrEnum):
    """What an address of ours is for; the value is its first word."""

    BOUNCE = "bounce"
    COMPLAINT = "fbl"
    UNSUBSCRIBE = "unsubscribe"
    CHECK = "check"
    JOURNAL = "journal"
    REPLY = "reply"
    DMARC = "dmarc"
    TLS_REPORT = "tlsrpt"
    CANARY = "canary"
    POSTMASTER = "postmaster"


class Source(StrEnum):
    """The way a mail came in."""

    SMTP = "smtp"
    LMTP = "lmtp"
    IMAP = "imap"
    UPLOAD = "upload"
    PAGE = "page"  # the page on which anybody asks whether a mail is ours
    WEBHOOK = "webhook"
    COMMAND = "command"


class State(StrEnum):
    """How far a mail that came in is."""

    WAITING = "waiting"  # to be read
    DONE = "done"
    FAILED = "failed"  # could not be read; the row says why
    KEPT = "kept"  # nothing here reads mail to this address yet


class TokenRule(StrEnum):
    """What stands behind the + of an address."""

    NONE = "none"  # nothing, or anything: it is not looked at
    MAY = "may"
    MUST = "must"


@dataclass(frozen=True, slots=True)
class Door:
    """One first word of our addresses: where it leads, and whether something must follow its +."""

    route: Route
    token: TokenRule


DOORS: Mapping[str, Door] = {
    "bounce": Door(Route.BOUNCE, TokenRule.MAY),
    "fbl": Door(Route.COMPLAINT, TokenRule.NONE),
    "unsubscribe": Door(Route.UNSUBSCRIBE, TokenRule.MUST),
    "check": Door(Route.CHECK, TokenRule.NONE),
    "journal": Door(Route.JOURNAL, TokenRule.MUST),
    "reply": Door(Route.REPLY, TokenRule.MUST),
    "dmarc": Door(Route.DMARC, TokenRule.NONE),
    "tlsrpt": Door(Route.TLS_REPORT, TokenRule.NONE),
    "canary": Door(Route.CANARY, TokenRule.MUST),
    "postmaster": Door(Route.POSTMASTER, TokenRule.NONE),  # RFC 5321 section 4.5.1: must be taken
    "abuse": Door(Route.POSTMASTER, TokenRule.NONE),  # RFC 2142
}

LOCAL_PART = 64  # octets (RFC 5321 section 4.5.3.1.1)
ADDRESS = 254  # octets (RFC 5321 section 4.5.3.1.3, less the brackets)
_TOKEN = re.compile(r"[a-z0-9][a-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a mail to an address of ours goes; everything in lower case."""

    brand_id: int
    route: Route
    token: str  # what follows the +; empty where nothing does or it means nothing
    address: str


def destination_of(address: str, domains: Mapping[str, int]) -> Destination | None:
    """Where a mail to this address goes, None where it is none of ours; `domains` maps intake domain → brand id.

    Source routes, `%` and `!` tricks, quoted and international local parts are no addresses of ours. Whether a token is
    genuine is not decided here.
    """
    whole = address.strip().removeprefix("<").removesuffix(">").lower()
    if len(whole) > ADDRESS:
        return None
    local, at, domain = whole.rpartition("@")
    host = canonical_host(domain)
    brand_id = domains.get(host)
    if not at or brand_id is None or len(local) > LOCAL_PART:
        return None
    word, _plus, token = local.partition("+")
    door = DOORS.get(word)
    if door is None or not _fits(token, door.token):
        return None
    if door.token is TokenRule.NONE:
        local, token = word, ""
    return Destination(brand_id, door.route, token, f"{local}@{host}")


def _fits(token: str, rule: TokenRule) -> bool:
    if rule is TokenRule.NONE:
        return True
    return bool(_TOKEN.fullmatch(token)) or (not token and rule is TokenRule.MAY)


def network_of(peer: str) -> str:
    """The network that counts as one source: IPv4 /24, IPv6 /48; empty for this machine and for what is no IP address."""
    try:
        address = ip_address(peer.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_loopback:
        return ""
    return str(ip_network((address, 24 if address.version == 4 else 48), strict=False))
