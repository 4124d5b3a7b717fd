"""The DNS records a brand needs: what to publish, and how what is published compares. DNS is asked through a Resolver."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from forewarn.mail.dkim.keys import Published, compare_published, record_name, record_text
from forewarn.mail.domains import organisational_domain_by_dns, same_organisation
from forewarn.mail.resolver import Resolver, UnableToResolve

SPF_LOOKUPS = 10  # RFC 7208 section 4.6.4: terms that ask DNS, at most
MX_PREFERENCE = 10
_ASKS_DNS = frozenset({"include", "a", "mx", "ptr", "exists", "redirect"})
_SPF_HOST = re.compile(r"[a-z0-9_%{}-]+(\.[a-z0-9_%{}-]+)+")
_TERM_END = re.compile(r"[:/=]")


class UnableToUseSource(ValueError):
    """The text is not a term of SPF that names senders; the message says what to write."""


def spf_source(text: str) -> str:
    """One term of an SPF record, such as "include:_spf.relay.example"; a bare host becomes its include."""
    term = text.strip().lower().removeprefix("+")
    name, colon, value = term.partition(":")
    try:
        if name == "ip4" and colon:
            return f"ip4:{ipaddress.IPv4Network(value, strict=False)}".removesuffix("/32")
        if name == "ip6" and colon:
            return f"ip6:{ipaddress.IPv6Network(value, strict=False)}".removesuffix("/128")
    except ValueError as error:
        raise UnableToUseSource(f"“{text}” holds no IP address or network.") from error
    if name in {"a", "mx"} and not colon:
        return name
    if _SPF_HOST.fullmatch(term):
        return f"include:{term}"
    if name in {"include", "a", "mx", "exists"} and _SPF_HOST.fullmatch(value):
        return term
    raise UnableToUseSource(f"“{text}” is not a term of SPF. Write include:_spf.relay.example or ip4:192.0.2.7.")


class What(StrEnum):
    """What a record is for."""

    DKIM = "dkim"
    DMARC = "dmarc"
    DMARC_REPORTS = "dmarc_reports"
    SPF = "spf"
    MX = "mx"
    HOST = "host"


class State(StrEnum):
    """How what is published compares with what is wanted."""

    OK = "ok"
    MISSING = "missing"
    WRONG = "wrong"
    UNKNOWN = "unknown"  # the name server did not answer


@dataclass(frozen=True, slots=True)
class Record:
    """A record to publish: type, name and value exactly as a DNS form takes them."""

    what: What
    kind: str  # TXT, MX or A
    name: str
    value: str
    why: str
    subject: str = ""  # for DKIM the public key


@dataclass(frozen=True, slots=True)
class Finding:
    """A record, what was seen at its name, and in one sentence what to do."""

    what: What
    kind: str
    name: str
    value: str
    state: State
    seen: tuple[str, ...]
    advice: str

    def as_json(self) -> dict[str, Any]:
        """For storing."""
        return asdict(self)

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Finding:
        """As it was stored."""
        return cls(
            **{**row, "what": What(row["what"]), "state": State(row["state"]), "seen": tuple(row["seen"])},
        )


@dataclass(frozen=True, slots=True)
class MailHome:
    """Where bounces and reports come in: the domain behind their @, the server that takes them, who may send from it."""

    domain: str
    server: str
    spf_sources: tuple[str, ...] = ()


def dkim_record(selector: str, domain: str, public_key: str) -> Record:
    """The public half of a DKIM key."""
    return Record(
        What.DKIM,
        "TXT",
        record_name(selector, domain),
        record_text(public_key),
        "Receivers check our signature with this key.",
        public_key,
    )


def domain_records(domain: str, home: MailHome | None) -> list[Record]:
    """What a sending domain needs besides its keys."""
    reports = f"; rua=mailto:dmarc@{home.domain}" if home else ""
    records = [
        Record(
            What.DMARC,
            "TXT",
            f"_dmarc.{domain}",
            f"v=DMARC1; p=none{reports}",
            "Tells receivers what to do with mail that only claims to be yours, and where to report it.",
        )
    ]
    if home and not same_organisation(domain, home.domain):
        records.append(
            Record(
                What.DMARC_REPORTS,
                "TXT",
                f"{domain}._report._dmarc.{home.domain}",
                "v=DMARC1",
                f"Allows reports about {domain} to be sent to {home.domain}.",
            )
        )
    return records


def home_records(home: MailHome | None, public_host: str) -> list[Record]:
    """What the bounce domain and the public site need."""
    records = []
    if home:
        sources = " ".join(home.spf_sources) or "mx"
        records = [
            Record(
                What.MX,
                "MX",
                home.domain,
                f"{MX_PREFERENCE} {home.server}.",
                "Brings bounces, complaints and reports to this installation.",
            ),
            Record(
                What.SPF,
                "TXT",
                home.domain,
                f"v=spf1 {sources} -all",
                "Says which servers send mail whose bounces return to this domain.",
            ),
        ]
    if public_host:
        records.append(
            Record(
                What.HOST,
                "A",
                public_host,
                "the address of the server or CDN that shows the public site",
                "Customers find the public safety site here.",
            )
        )
    return records


def check(records: Iterable[Record], resolver: Resolver) -> list[Finding]:
    """Compare every record with what is published; a name server that does not answer gives UNKNOWN."""
    return [_check(record, resolver) for record in records]


def _check(record: Record, resolver: Resolver) -> Finding:
    try:
        seen, state, advice = _CHECKS[record.what](record, resolver)
    except UnableToResolve as error:
        seen, state, advice = [], State.UNKNOWN, f"The name server did not answer ({error}). Check again later."
    return Finding(record.what, record.kind, record.name, record.value, state, tuple(seen), advice)


_Outcome = tuple[Sequence[str], State, str]


def _dkim(record: Record, resolver: Resolver) -> _Outcome:
    seen = resolver.texts(record.name)
    compared = compare_published(seen, record.subject)
    if compared.usable:
        return seen, State.OK, compared.advice
    return seen, State.MISSING if compared.state is Published.MISSING else State.WRONG, compared.advice


def _dmarc(record: Record, resolver: Resolver) -> _Outcome:
    domain = record.name.removeprefix("_dmarc.")
    seen = _versions(resolver.texts(record.name), "v=dmarc1")
    above = organisational_domain_by_dns(domain, resolver)
    if not seen and above != domain:
        seen = _versions(resolver.texts(f"_dmarc.{above}"), "v=dmarc1")
    if not seen:
        return seen, State.MISSING, "No policy is published. Gmail, Yahoo and Microsoft ask for one. Add the record."
    if len(seen) > 1:
        return seen, State.WRONG, "Several policies stand at this name, so receivers ignore them all. Leave one."
    tags = _tags(seen[0])
    advice = "Published."
    if tags.get("p", "").lower() not in {"none", "quarantine", "reject"}:
        return seen, State.WRONG, "The policy has no p=none, p=quarantine or p=reject. Correct the record."
    if tags["p"].lower() == "none":
        advice = "Published, but p=none lets forged mail through. Once the reports are clean, move to p=quarantine."
    wanted = _tags(record.value).get("rua", "")
    if wanted and wanted.lower() not in tags.get("rua", "").lower():
        advice += f" Add {wanted} to rua= to see the reports here."
    return seen, State.OK, advice


def _dmarc_reports(record: Record, resolver: Resolver) -> _Outcome:
    seen = _versions(resolver.texts(record.name), "v=dmarc1")
    if seen:
        return seen, State.OK, "Published."
    return seen, State.MISSING, "Without this record, reports about the domain are not sent to us. Add it."


def _spf(record: Record, resolver: Resolver) -> _Outcome:
    seen = _versions(resolver.texts(record.name), "v=spf1")
    if not seen:
        return seen, State.MISSING, "No SPF record is published. Add it; DNS may take an hour to show it."
    if len(seen) > 1:
        return seen, State.WRONG, "Several SPF records stand at this name, which makes them all void. Merge them."
    terms = seen[0].lower().split()[1:]
    absent = [t for t in record.value.lower().split()[1:-1] if t not in terms and f"+{t}" not in terms]
    if absent:
        return seen, State.WRONG, f"The record lacks {' '.join(absent)}. Add it before the closing -all."
    asking = [t for t in terms if _TERM_END.split(t.lstrip("+-~?"))[0] in _ASKS_DNS]
    if len(asking) > SPF_LOOKUPS:
        return (
            seen,
            State.WRONG,
            f"The record asks DNS {len(asking)} times; receivers stop at {SPF_LOOKUPS}. Shorten it.",
        )
    if not terms or terms[-1] not in {"-all", "~all"}:
        return seen, State.WRONG, "The record does not end with -all, so anybody passes. Close it with -all."
    return seen, State.OK, "Published."


def _mx(record: Record, resolver: Resolver) -> _Outcome:
    hosts = resolver.mail_hosts(record.name)
    seen = [f"{preference} {host}" for preference, host in hosts]
    wanted = record.value.split()[1].rstrip(".").lower()
    if not hosts:
        return seen, State.MISSING, "Nothing is published: bounces would be lost. Add the record."
    if wanted not in {host for _, host in hosts}:
        return seen, State.WRONG, "Mail to this domain goes to another server. Replace the record with ours."
    return seen, State.OK, "Published."


def _host(record: Record, resolver: Resolver) -> _Outcome:
    seen = resolver.addresses(record.name)
    if seen:
        return seen, State.OK, "Published."
    return seen, State.MISSING, "The name leads nowhere yet. Point it to the server that runs this installation."


_CHECKS = {
    What.DKIM: _dkim,
    What.DMARC: _dmarc,
    What.DMARC_REPORTS: _dmarc_reports,
    What.SPF: _spf,
    What.MX: _mx,
    What.HOST: _host,
}


def _versions(texts: Iterable[str], version: str) -> list[str]:
    return [t for t in texts if t.replace(" ", "").lower().startswith(version)]


def _tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if name.strip()}
