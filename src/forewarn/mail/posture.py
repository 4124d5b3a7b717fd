"""How a domain protects mail in its name: its DMARC, SPF, MTA-STS and TLS-RPT records, read with checkdmarc.

checkdmarc asks through a resolver of dnspython's shape; ours stands behind it, so a zone file serves as well as DNS.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, cast

import dns.exception
import dns.rdataclass
import dns.rdatatype
import dns.resolver
import dns.rrset
from dns.rdtypes.ANY.TXT import TXT

from forewarn.mail.resolver import Resolver, UnableToResolve

MOST_FAILURES = 3  # unanswered questions, after which the rest of a record is not asked for: 15 s of a dead server
_PIECE = 255  # bytes of one string of a TXT record (RFC 1035 section 3.3)
_RECORD = 1000  # characters of a record that are kept: enough for every real one, and it is shown to people
_SHARE = re.compile(r";\s*pct\s*=\s*(\d+)", re.IGNORECASE)
_ALL = {"fail": "refuse", "softfail": "suspect"}


class Grade(StrEnum):
    """What a record does for the people who get mail in the domain's name."""

    GOOD = "good"
    WEAK = "weak"  # it is there and asks for nothing
    MISSING = "missing"
    BROKEN = "broken"  # it is there and cannot be used
    UNKNOWN = "unknown"  # the name servers did not answer: not the same as missing


@dataclass(frozen=True, slots=True)
class Reading:
    """One kind of record of a domain: `says` is its effect in a word, `problem` what is wrong, in checkdmarc's words."""

    grade: Grade
    says: str = ""
    record: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Posture:
    """All that was found for one domain."""

    domain: str
    dmarc: Reading
    spf: Reading
    mta_sts: Reading
    tls_rpt: Reading

    @property
    def answered(self) -> bool:
        """Whether the name servers answered for what decides: DMARC and SPF."""
        return Grade.UNKNOWN not in (self.dmarc.grade, self.spf.grade)

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Posture:
        """What `to_json` gave."""
        parts = ("dmarc", "spf", "mta_sts", "tls_rpt")
        readings = {part: Reading(**{**stored[part], "grade": Grade(stored[part]["grade"])}) for part in parts}
        return cls(stored["domain"], **readings)


def look_at(domain: str, resolver: Resolver) -> Posture:
    """Ask for the records of a domain; nothing is raised, what got no answer is UNKNOWN."""
    return Posture(
        domain, _dmarc(domain, resolver), _spf(domain, resolver), _mta_sts(domain, resolver), _tls_rpt(domain, resolver)
    )


@dataclass
class _Asking(dns.resolver.Resolver):
    """Our resolver in the shape of dnspython's, with a note of the questions that got no answer."""

    ours: Resolver
    unanswered: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(configure=False)

    def resolve(self, qname: Any, rdtype: Any = "A", *args: Any, **kwargs: Any) -> Any:
        name, kind = str(qname), str(rdtype)
        if len(self.unanswered) >= MOST_FAILURES:
            raise dns.resolver.NoNameservers
        try:
            found = self._found(name, kind)
        except UnableToResolve as error:
            self.unanswered.append(str(error))
            raise dns.resolver.NoNameservers from error
        if not found:
            raise dns.resolver.NoAnswer(response=_NOTHING)  # type: ignore[no-untyped-call]
        return found

    def _found(self, name: str, kind: str) -> list[Any]:
        match kind:
            case "TXT":
                return [_txt(text) for text in self.ours.texts(name)]
            case "A" | "AAAA":
                wanted = [a for a in self.ours.addresses(name) if (":" in a) == (kind == "AAAA")]
            case "MX":
                wanted = [f"{preference} {host}." for preference, host in self.ours.mail_hosts(name)]
            case _:
                return []  # CNAME, PTR, SPF: nothing that we judge hangs on them
        return list(dns.rrset.from_text(f"{name.rstrip('.')}.", 0, "IN", kind, *wanted)) if wanted else []


class _Nothing:
    """A response without an answer, for dnspython's error message."""

    question = ()


_NOTHING = cast(Any, _Nothing())


def _txt(text: str) -> TXT:
    data = text.encode()
    pieces = [data[start : start + _PIECE] for start in range(0, len(data), _PIECE)] or [b""]
    return TXT(dns.rdataclass.IN, dns.rdatatype.TXT, pieces)


def _asking(resolver: Resolver) -> _Asking:
    """A resolver for one record. checkdmarc remembers answers of the whole process for half an hour: a look is a look."""
    from checkdmarc.utils import DNS_CACHE

    DNS_CACHE.clear()
    return _Asking(resolver)


def _unknown(asking: _Asking) -> Reading:
    return Reading(Grade.UNKNOWN, problem=f"The name servers did not answer: {asking.unanswered[0]}"[:300])


def _dmarc(domain: str, resolver: Resolver) -> Reading:
    from checkdmarc import dmarc

    asking = _asking(resolver)
    try:
        found = dmarc.query_dmarc_record(domain, resolver=asking)
    except dmarc.DMARCRecordNotFound:
        return _unknown(asking) if asking.unanswered else Reading(Grade.MISSING)
    except dmarc.DMARCError as error:
        return _unknown(asking) if asking.unanswered else Reading(Grade.BROKEN, problem=_short(error))
    record = found["record"][:_RECORD]
    if asking.unanswered and found["location"] != domain:
        return _unknown(asking)  # a nearer record may exist
    try:
        tags = dmarc.parse_dmarc_record(found["record"], found["location"], resolver=asking)["tags"]
    except dmarc.DMARCError as error:
        return Reading(Grade.BROKEN, record=record, problem=_short(error))
    policy = _tag(tags, "sp") if found["location"] != domain and "sp" in tags else _tag(tags, "p")
    share = _SHARE.search(found["record"])  # RFC 9989 took it away, and receivers after RFC 7489 still follow it
    partly = _tag(tags, "t") == "y" or (share is not None and share[1] != "100")
    if policy == "none":
        return Reading(Grade.WEAK, "none", record)
    return Reading(Grade.WEAK if partly else Grade.GOOD, policy, record)


def _tag(tags: Any, name: str) -> str:
    return str(tags[name]["value"]).lower() if name in tags else ""


def _spf(domain: str, resolver: Resolver) -> Reading:
    from checkdmarc import spf

    asking = _asking(resolver)
    try:
        found = spf.query_spf_record(domain, resolver=asking)
    except spf.SPFRecordNotFound:
        return _unknown(asking) if asking.unanswered else Reading(Grade.MISSING)
    except spf.SPFError as error:
        return _unknown(asking) if asking.unanswered else Reading(Grade.BROKEN, problem=_short(error))
    record = found["record"][:_RECORD]
    try:
        parsed = spf.parse_spf_record(found["record"], domain, resolver=asking)
    except spf.SPFError as error:
        return _unknown(asking) if asking.unanswered else Reading(Grade.BROKEN, record=record, problem=_short(error))
    if asking.unanswered:
        return _unknown(asking)
    says = _ALL.get(str(_end_of(cast(dict[str, Any], parsed["parsed"]))), "")
    return Reading(Grade.GOOD if says else Grade.WEAK, says or "anybody", record)


def _end_of(parsed: dict[str, Any]) -> str:
    """What the record says of all other servers, followed through a redirect."""
    while not parsed.get("all") and parsed.get("redirect"):
        parsed = parsed["redirect"]["parsed"]
    return str(parsed.get("all") or "")


def _mta_sts(domain: str, resolver: Resolver) -> Reading:
    """Only whether the record is published: the policy itself lies on a web server, and links are not fetched."""
    from checkdmarc import mta_sts

    asking = _asking(resolver)
    try:
        record = mta_sts.query_mta_sts_record(domain, resolver=asking)["record"]
        mta_sts.parse_mta_sts_record(record)
    except mta_sts.MTASTSRecordNotFound:
        return _unknown(asking) if asking.unanswered else Reading(Grade.MISSING)
    except mta_sts.MTASTSError as error:
        return _unknown(asking) if asking.unanswered else Reading(Grade.BROKEN, problem=_short(error))
    return Reading(Grade.GOOD, "published", record[:_RECORD])


def _tls_rpt(domain: str, resolver: Resolver) -> Reading:
    from checkdmarc import smtp_tls_reporting as tls

    asking = _asking(resolver)
    try:
        record = tls.query_smtp_tls_reporting_record(domain, resolver=asking)["record"]
        tls.parse_smtp_tls_reporting_record(record)
    except tls.SMTPTLSReportingRecordNotFound:
        return _unknown(asking) if asking.unanswered else Reading(Grade.MISSING)
    except tls.SMTPTLSReportingError as error:
        return _unknown(asking) if asking.unanswered else Reading(Grade.BROKEN, problem=_short(error))
    return Reading(Grade.GOOD, "published", record[:_RECORD])


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
