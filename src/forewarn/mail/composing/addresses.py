"""Addresses as SMTP and the headers want them: host names in ASCII, local parts as they are."""

from __future__ import annotations

import re

from forewarn.mail.composing.letters import UnableToCompose
from forewarn.mail.domains import canonical_host

LOCAL_PART_OCTETS = 64  # RFC 5321 section 4.5.3.1.1
ADDRESS_OCTETS = 254  # RFC 5321 section 4.5.3.1.3: a path of 256 with its angle brackets

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010FFFF-]+"
_QUOTED = r'"(?:[ !#-\[\]-~]|\\[ -~])*"'
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*|{_QUOTED}")
_HOST = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_USUAL = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


def wire_address(address: str) -> str:
    """The address with its host in ASCII; the local part keeps its letters (non-ASCII needs SMTPUTF8 on the way).

    Raises UnableToCompose for what no mail can be sent to.
    """
    if len(address) <= LOCAL_PART_OCTETS and _USUAL.fullmatch(address):
        return address
    local, at, host = address.strip().rpartition("@")
    host = canonical_host(host)
    if not at or not _LOCAL.fullmatch(local) or not _HOST.fullmatch(host):
        raise UnableToCompose(f"{address!r} is not an address that mail can be sent to")
    whole = f"{local}@{host}"
    if (
        len(local.encode("utf-8", "replace")) > LOCAL_PART_OCTETS
        or len(whole.encode("utf-8", "replace")) > ADDRESS_OCTETS
    ):
        raise UnableToCompose(f"{address!r} is longer than mail allows (64 before the @, 254 in all)")
    return whole
