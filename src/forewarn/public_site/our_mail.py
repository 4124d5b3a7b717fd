"""The page on how mail from the brand is protected: what we do, what DNS shows of it, who sends for us, what is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from forewarn.brands.queries import senders, sending_domains
from forewarn.brands.rules.dns import Finding, State, What
from forewarn.mail.domains import is_within, same_organisation
from forewarn.public_site.rules.protection import DomainFacts, Seen, domain_facts, named_senders, weakest_policy
from forewarn.public_site.site import Page, Site
from forewarn.vendors.queries import vendors_in
from forewarn.vendors.rules import AT_WORK

if TYPE_CHECKING:
    from forewarn.brands.models import Brand, SendingDomain
    from forewarn.vendors.models import Vendor


def our_mail(site: Site) -> Page:
    """How mail from the brand is protected, who sends it, and what is not known. DNS is not asked here: what the last
    look found is shown with its date."""
    brand = site.brand
    rows = list(sending_domains(brand))
    domains = _domains(rows)
    companies = [v for v in vendors_in(brand, AT_WORK) if v.sending_domains]
    copied = [key for row in rows for key in row.keys.all() if key.compromised_since]
    return Page(
        "our_mail.html",
        {
            "senders": senders(brand),
            "domains": domains,
            "looked_up": _oldest([brand.dns_checked_at, *(domain.checked_at for domain in domains)]),
            "signature": _signature(domains),
            "policy": weakest_policy([domain.policy for domain in domains]),
            "servers": _servers(brand),
            "servers_named": [(domain, _owner(domain, companies)) for domain in named_senders(_spf_seen(brand))],
            "companies": [v for v in companies if v.until is None or v.until >= site.today],
            "companies_before": [v for v in companies if v.until is not None and v.until < site.today],
            "copied_keys": sorted(copied, key=lambda key: key.compromised_since, reverse=True),
            "unknown": [domain for domain in domains if domain.unknown],
            "undated": [domain for domain in domains if domain.since is None],
        },
        here="our-mail",
    )


def _domains(rows: Sequence[SendingDomain]) -> list[DomainFacts]:
    found = {row.domain: [Finding.from_json(finding) for finding in row.findings] for row in rows}
    return [
        domain_facts(
            row.domain,
            stream=row.stream,
            since=row.since,
            checked_at=row.checked_at,
            findings=[*found[row.domain], *_keys_above(row.domain, found)],
        )
        for row in rows
    ]


def _keys_above(domain: str, found: dict[str, list[Finding]]) -> list[Finding]:
    """Keys of a domain above this one: mail from here is signed with them too."""
    above = (name for name in found if name != domain and is_within(domain, name))
    return [finding for name in above for finding in found[name] if finding.what is What.DKIM]


def _oldest(moments: Sequence[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment), default=None)


def _signature(domains: Sequence[DomainFacts]) -> Seen:
    seen = {domain.signature for domain in domains}
    if not seen or Seen.UNKNOWN in seen:
        return Seen.UNKNOWN
    return Seen.FOUND if seen == {Seen.FOUND} else Seen.NOT_FOUND


def _spf(brand: Brand) -> Finding | None:
    """What the last look found of the list of servers that may send for us; None where there was no answer."""
    for finding in map(Finding.from_json, brand.dns_findings):
        if finding.what is What.SPF and finding.state is not State.UNKNOWN:
            return finding
    return None


def _servers(brand: Brand) -> Seen:
    finding = _spf(brand)
    if finding is None:
        return Seen.UNKNOWN
    return Seen.FOUND if finding.state is State.OK else Seen.NOT_FOUND


def _spf_seen(brand: Brand) -> str:
    finding = _spf(brand)
    return finding.seen[0] if finding and finding.seen else ""


def _owner(domain: str, companies: Sequence[Vendor]) -> str:
    """The company that a domain in DNS belongs to, by the domains we have written down; empty where it is none of them."""
    for company in companies:
        if any(same_organisation(domain, known) for known in company.sending_domains):
            return company.name
    return ""
