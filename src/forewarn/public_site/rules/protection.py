"""What DNS says of how a brand's mail is protected, in the few words that matter to a customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from forewarn.brands.rules.dns import Finding, State, What
from forewarn.mail.domains import organisational_domain, readable_host


class Seen(StrEnum):
    """What a look into DNS gave."""

    FOUND = "found"
    NOT_FOUND = "not found"
    UNKNOWN = "unknown"  # not looked yet, or the name server did not answer


class Policy(StrEnum):
    """What the brand asks of mail services when a mail only claims to be its own (DMARC, RFC 9989)."""

    REFUSE = "refuse"
    SPAM = "spam"
    REPORT = "report"
    NONE = "none"
    UNKNOWN = "unknown"


_POLICIES = {"reject": Policy.REFUSE, "quarantine": Policy.SPAM, "none": Policy.REPORT}
_WEAKER = {Policy.REFUSE: Policy.SPAM, Policy.SPAM: Policy.REPORT, Policy.REPORT: Policy.REPORT}
_STRENGTH = [Policy.NONE, Policy.REPORT, Policy.SPAM, Policy.REFUSE]


@dataclass(frozen=True, slots=True)
class DomainFacts:
    """One sending domain: what it is for, since when, and what DNS said of it at `checked_at`."""

    domain: str
    stream: str
    since: date | None
    checked_at: datetime | None
    signature: Seen
    policy: Policy

    @property
    def readable(self) -> str:
        """The domain in its own letters."""
        return readable_host(self.domain)

    @property
    def unknown(self) -> bool:
        """Whether something about it could not be looked up."""
        return self.signature is Seen.UNKNOWN or self.policy is Policy.UNKNOWN


def domain_facts(
    domain: str, *, stream: str, since: date | None, checked_at: datetime | None, findings: Sequence[Finding]
) -> DomainFacts:
    """The facts of one domain from the findings of its last look into DNS."""
    return DomainFacts(domain, stream, since, checked_at, signature_seen(findings), policy_asked(domain, findings))


def signature_seen(findings: Sequence[Finding]) -> Seen:
    """Whether a key that checks our signatures stands in DNS; one good key is enough."""
    states = [finding.state for finding in findings if finding.what is What.DKIM]
    if State.OK in states:
        return Seen.FOUND
    return Seen.NOT_FOUND if states and State.UNKNOWN not in states else Seen.UNKNOWN


def policy_asked(domain: str, findings: Sequence[Finding]) -> Policy:
    """What the published policy asks for mail that fails the check; the weaker reading where there are two.

    A testing policy (t=y) counts one step weaker, as receivers treat it (RFC 9989).
    """
    finding = next((f for f in findings if f.what is What.DMARC), None)
    if finding is None or finding.state is State.UNKNOWN:
        return Policy.UNKNOWN
    if finding.state is not State.OK or not finding.seen:
        return Policy.NONE
    tags = _tags(finding.seen[0])
    asked = [tags["p"]] if tags.get("p") in _POLICIES else []
    if organisational_domain(domain) != domain and tags.get("sp") in _POLICIES:
        asked.append(tags["sp"])
    if not asked:
        return Policy.NONE
    policy = min((_POLICIES[name] for name in asked), key=_STRENGTH.index)
    return _WEAKER[policy] if tags.get("t") == "y" else policy


def weakest_policy(policies: Sequence[Policy]) -> Policy:
    """What holds for all of them: the weakest known one; unknown where one is unknown or there is none."""
    if not policies or Policy.UNKNOWN in policies:
        return Policy.UNKNOWN
    return min(policies, key=_STRENGTH.index)


def named_senders(record: str) -> list[str]:
    """The other domains whose servers an SPF record lets send (RFC 7208: include and redirect), in its order."""
    if not record.lower().startswith("v=spf1"):
        return []
    terms = (term.lstrip("+").replace("redirect=", "include:") for term in record.lower().split()[1:])
    return [term.removeprefix("include:") for term in terms if term.startswith("include:") and "%" not in term]


def _tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.lower().split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}
