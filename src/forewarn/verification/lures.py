"""What is not from us and pretends to be: handed down to the sightings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from forewarn.lint.context import ComposedMail
from forewarn.lint.engine import lint_mail
from forewarn.lint.severity import MessageClass
from forewarn.mail.domains import organisational_domain
from forewarn.mail.profile import BrandProfile
from forewarn.mail.redaction.names import names_of
from forewarn.sightings.reporting import Lure, Told, add_report
from forewarn.sightings.rules import State, wants_of
from forewarn.verification.checking import Verdict
from forewarn.verification.claims import ClaimPlace
from forewarn.verification.facts import Facts
from forewarn.verification.models import Question

MAX_LINKS = 50
READERS = ("to", "cc", "delivered-to", "x-original-to", "x-forwarded-to")  # fields that name who got a mail
People = Sequence[tuple[str, str]]
UNNAMED = "message@unknown.example"  # a letter to the linter must have a sender


def report_lure(*, question: Question, verdict: Verdict, people: People, now: datetime) -> None:
    """Put the lure that somebody asked about into its sighting; the question then says what people decided of that."""
    told = Told(question.source_hash, question.case, question.mail_id)
    found = add_report(
        brand=question.brand,
        lure=lure_of(verdict, now, people, (question.brand.name, *question.brand.aliases)),
        told=told,
        now=now,
    )
    if State(found.state) is State.CONFIRMED:
        question.refresh_from_db(fields=["decided", "decided_at"])


def lure_of(verdict: Verdict, now: datetime, people: People = (), ours: Iterable[str] = ()) -> Lure:
    """The lure as plain values. `people` are those who reported it, `ours` the names of the brand."""
    original, facts = verdict.original, verdict.facts
    letter = original.letter
    sender = facts.senders[0] if facts.senders else None
    outside = [link for link in facts.links if not link.is_own]
    hosts = [link.address.host for link in outside]
    if sender is not None and _is_their_own(sender.domain, hosts, facts):
        hosts.append(sender.domain)
    kept = (*ours, *([sender.name] if sender else []))
    report = lint_mail(
        original.mail.raw if original.mail and original.is_source else _composed(verdict),
        message_class=MessageClass.TRANSACTIONAL,
        now=now,
        profile=BrandProfile(name="", domains=()),
    )
    return Lure(
        subject=original.subject,
        text=letter.text or letter.plain,
        sender=sender.address if sender else "",
        links=tuple(link.address.written for link in outside)[:MAX_LINKS],
        hosts=tuple(hosts),
        numbers=facts.numbers_elsewhere or facts.numbers_not_ours,
        wants=wants_of(finding.rule for finding in report.findings),
        locale=report.language[:10],
        names=names_of(_readers(verdict, people), kept=kept),
        kept=kept,
    )


def _readers(verdict: Verdict, people: People) -> Iterator[tuple[str, str]]:
    """Whom it was written to, and who reported it where that is not its own sender."""
    mail, senders = verdict.original.mail, {box.address for box in verdict.facts.senders}
    for name in READERS if mail else ():
        yield from ((box.name, box.address) for box in mail.mailboxes(name)) if mail else ()
    yield from ((name, address) for name, address in people if address not in senders)
    yield "", verdict.original.reporter


def _is_their_own(domain: str, linked: list[str], facts: Facts) -> bool:
    """Whether whoever wrote the lure has the domain of the sender it shows: anybody can write anybody's address, and a
    stranger's domain must neither tie lures together nor be reported as the criminals'."""
    if not domain or facts.from_ours:
        return False
    imitates = any(claim.place is ClaimPlace.FROM_LOOKALIKE for claim in facts.claims)
    signed = any(fact.is_aligned and fact.result.is_valid for fact in facts.signatures)
    organisation = organisational_domain(domain)
    return imitates or signed or any(organisational_domain(host) == organisation for host in linked)


def _composed(verdict: Verdict) -> ComposedMail:
    original = verdict.original
    return ComposedMail("", UNNAMED, original.subject or "-", original.letter.all_text or "-")
