"""What is left to do before a brand can send its first alert, from facts that the caller gathers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from forewarn.brands.rules.dns import Finding, State, What
from forewarn.mail.domains import is_within


class Task(StrEnum):
    """One thing to set up, in the order of the list."""

    IDENTITY = "identity"
    LOOK = "look"
    DOMAIN = "domain"
    DKIM = "dkim"
    DMARC = "dmarc"
    BOUNCES = "bounces"
    PUBLIC_HOST = "public_host"
    SENDER = "sender"
    RELAY = "relay"
    PROMISES = "promises"
    CUSTOMERS = "customers"
    SECOND_PERSON = "second_person"


OPTIONAL = frozenset({Task.LOOK})


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """What is known of a brand's set-up. Missing identity fields by name; findings of the last DNS check."""

    identity_missing: tuple[str, ...]
    has_logo: bool
    domains: tuple[str, ...]
    signing_domains: tuple[str, ...]  # those with a key that mail is signed with
    findings: tuple[Finding, ...]
    intake_domain: str
    care_sender: str  # its address; empty: there is none
    relays: int
    promises: int
    has_customers: bool
    approvers: int  # people who may approve
    people: int


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the list: what, whether it is done, the findings with records to publish."""

    task: Task
    done: bool
    findings: tuple[Finding, ...] = ()
    details: tuple[str, ...] = ()

    @property
    def optional(self) -> bool:
        """Whether a brand can send without it."""
        return self.task in OPTIONAL


def setup_steps(facts: SetupFacts) -> list[Step]:
    """The whole list in order, done or not."""
    published = {what: _of(facts.findings, what) for what in What}
    unsigned = tuple(d for d in facts.domains if d not in facts.signing_domains)
    home = (*published[What.MX], *published[What.SPF])
    reports = (*published[What.DMARC], *published[What.DMARC_REPORTS])
    sender_host = facts.care_sender.rpartition("@")[2]
    return [
        Step(Task.IDENTITY, not facts.identity_missing, details=facts.identity_missing),
        Step(Task.LOOK, facts.has_logo),
        Step(Task.DOMAIN, bool(facts.domains)),
        _dns_step(Task.DKIM, published[What.DKIM], ready=bool(facts.domains) and not unsigned, details=unsigned),
        _dns_step(Task.DMARC, reports, ready=bool(facts.domains)),
        _dns_step(Task.BOUNCES, home, ready=bool(facts.intake_domain)),
        _dns_step(Task.PUBLIC_HOST, published[What.HOST]),
        Step(Task.SENDER, any(is_within(sender_host, d) for d in facts.signing_domains or facts.domains)),
        Step(Task.RELAY, facts.relays > 0),
        Step(Task.PROMISES, facts.promises > 0),
        Step(Task.CUSTOMERS, facts.has_customers),
        Step(Task.SECOND_PERSON, facts.people > 1 and facts.approvers > 0),
    ]


def _dns_step(task: Task, findings: Sequence[Finding], *, ready: bool = True, details: tuple[str, ...] = ()) -> Step:
    """Done once everything was checked and found published."""
    open_findings = tuple(f for f in findings if f.state is not State.OK)
    return Step(task, ready and bool(findings) and not open_findings, open_findings, details)


def _of(findings: Sequence[Finding], what: What) -> tuple[Finding, ...]:
    return tuple(f for f in findings if f.what is what)
