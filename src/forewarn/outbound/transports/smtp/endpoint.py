"""Where a relay listens and how to speak to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address


class Tls(StrEnum):
    """How the connection is protected. The certificate is always verified."""

    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    NONE = "none"  # loopback only: everything else would carry addresses in clear


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait: for the connection and the greeting, and for any later answer.

    RFC 5321 section 4.5.3.2.6 gives a server ten minutes to judge a mail, which is the longest of its limits.
    """

    connect: float = 30.0
    answer: float = 600.0


@dataclass(frozen=True, slots=True)
class SmtpEndpoint:
    """An SMTP relay. `ca_certificate` (PEM) is trusted beside the machine's own list, for a private authority."""

    name: str
    host: str
    port: int = 587
    tls: Tls = Tls.STARTTLS
    username: str = ""
    password: str = field(default="", repr=False)
    ca_certificate: str = field(default="", repr=False)
    client_name: str = ""  # said in EHLO; empty: the address of this machine on the connection
    timeouts: Timeouts = Timeouts()


def is_loopback(host: str) -> bool:
    """Whether the host can only be this machine."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
