"""Who really sent a mail that came over SMTP: SPF, DKIM and, over both, DMARC (RFC 7208, 6376, 9989).

Everything is asked through the one resolver. A verdict about a reported mail never rests on this: a mail passed on has
lost the connection it came by. It decides whether a reporter may get an automatic answer.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import spf

from forewarn.mail.alignment import aligned
from forewarn.mail.dkim.key_sources import BrandKeys
from forewarn.mail.dkim.verifying import SignatureResult, verify_signatures
from forewarn.mail.domains import canonical_host, organisational_domain_by_dns
from forewarn.mail.reading.message import ParsedMail
from forewarn.mail.resolver import Resolver, UnableToResolve


class SpfState(StrEnum):
    """The results of RFC 7208 section 2.6."""

    PASS = "pass"  # noqa: S105 - a result, no password
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


class Policy(StrEnum):
    """What a domain asks receivers to do with mail that fails."""

    NONE = "none"
    QUARANTINE = "quarantine"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Connection:
    """How a mail came: the client's address, its HELO name and the envelope sender ("" for none)."""

    address: str
    helo: str
    mail_from: str


@dataclass(frozen=True, slots=True)
class SenderCheck:
    """What is known of the sender of a mail that arrived."""

    from_domain: str
    passes: bool
    policy: Policy | None  # None: the domain publishes no DMARC record
    spf: SpfState
    spf_domain: str
    dkim_domains: tuple[str, ...]
    why: str


def check_sender(mail: ParsedMail, connection: Connection, *, resolver: Resolver, now: datetime) -> SenderCheck:
    """Evaluate DMARC for a mail as it arrived. A mail with several From domains never passes (RFC 9989 section 5.3.1)."""
    domains = {box.domain for box in mail.senders if box.domain}
    spf_state = check_spf(connection, resolver)
    spf_domain = canonical_host((connection.mail_from or f"@{connection.helo}").rpartition("@")[2])
    signatures = verify_signatures(mail.raw, key_source=BrandKeys((), resolver), now=now)
    signed_by = tuple(dict.fromkeys(r.domain for r in signatures if _counts(r, now)))
    if len(domains) != 1 or len(mail.all("from")) != 1:
        return SenderCheck("", False, None, spf_state, spf_domain, signed_by, "it does not name one sender")
    domain = domains.pop()
    policy, record = _published(domain, resolver) or (None, {})
    by_spf = spf_state is SpfState.PASS and _aligned(spf_domain, domain, record.get("aspf"), resolver)
    by_dkim = any(_aligned(signer, domain, record.get("adkim"), resolver) for signer in signed_by)
    passes = policy is not None and (by_spf or by_dkim)
    why = (
        "the domain publishes no DMARC record"
        if policy is None
        else "an aligned signature holds"
        if by_dkim
        else "it came from a host that the domain names"
        if by_spf
        else "neither signature nor host belongs to the domain"
    )
    return SenderCheck(domain, passes, policy, spf_state, spf_domain, signed_by, why)


def _counts(result: SignatureResult, now: datetime) -> bool:
    """Whether a signature counts on arrival: there its x= has a say."""
    return result.is_valid and not result.expired and not result.testing


def published_policy(domain: str, resolver: Resolver) -> Policy | None:
    """The DMARC policy for a From domain, its own or its organisation's; None where none is published."""
    found = _published(domain, resolver)
    return found[0] if found else None


def _aligned(one: str, other: str, mode: str | None, resolver: Resolver) -> bool:
    """Whether two domains are of one organisation; where the mode is "s" they must be the same (RFC 9989, tags adkim and aspf)."""
    return canonical_host(one) == canonical_host(other) if mode == "s" else aligned(one, other, resolver)


def _published(domain: str, resolver: Resolver) -> tuple[Policy, dict[str, str]] | None:
    """The policy for a From domain, and the record that it stands in."""
    organisation = organisational_domain_by_dns(domain, resolver)
    for name in dict.fromkeys((canonical_host(domain), organisation)):
        try:
            texts = resolver.texts(f"_dmarc.{name}")
        except UnableToResolve:
            return None
        records = [tags for text in texts if (tags := _dmarc_tags(text)) is not None]
        if len(records) == 1:
            below = "sp" if name != canonical_host(domain) and "sp" in records[0] else "p"
            value = records[0].get(below, "none")
            return (Policy(value) if value in set(Policy) else Policy.NONE), records[0]
    return None


def _dmarc_tags(text: str) -> dict[str, str] | None:
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    if not pairs or (pairs[0][0].strip().lower(), pairs[0][2].strip().upper()) != ("v", "DMARC1"):
        return None
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs}


def check_spf(connection: Connection, resolver: Resolver) -> SpfState:
    """The SPF result for the envelope sender, or for the HELO name where the envelope sender is empty."""
    try:
        ipaddress.ip_address(connection.address)
    except ValueError:
        return SpfState.NONE
    query = _Query(connection, resolver)
    return SpfState(query.check()[0])


class _Query(spf.query):  # type: ignore[misc]
    """pyspf's evaluation over our resolver; the ptr mechanism, which RFC 7208 says not to use, never matches."""

    def __init__(self, connection: Connection, resolver: Resolver) -> None:
        super().__init__(connection.address, connection.mail_from, connection.helo)
        self._resolver = resolver

    def dns(
        self, name: str, qtype: str, cnames: dict[str, str] | None = None, ignore_void: bool = False
    ) -> Sequence[object]:
        """The records of one kind, in the form pyspf works on."""
        key = (str(name).rstrip(".").lower(), qtype)
        if not all(0 < len(label) < 64 for label in key[0].split(".")):
            return []
        if key not in self.cache:
            try:
                self.cache[key] = list(self._records(*key))
            except UnableToResolve as error:
                raise spf.TempError(f"DNS {error}") from error
        found: Sequence[object] = self.cache[key]
        if not found and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError(f"Void lookup limit of {spf.MAX_VOID_LOOKUPS} exceeded")
        return found

    def _records(self, name: str, qtype: str) -> Iterator[object]:
        match qtype:
            case "TXT":
                yield from ((text.encode("utf-8", "replace"),) for text in self._resolver.texts(name))
            case "A" | "AAAA":
                six = qtype == "AAAA"
                yield from (address for address in self._resolver.addresses(name) if (":" in address) == six)
            case "MX":
                yield from self._resolver.mail_hosts(name)
            case _:
                return
