"""What a mail of ours was and when, what the real one asks for, and what it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from forewarn.mail.letters import Letter
from forewarn.mail.links import parse_link
from forewarn.mail.phone_numbers import phone_numbers
from forewarn.verification.facts import Facts
from forewarn.verification.matching import RecordMatch
from forewarn.verification.reasons import Decision, VerdictKind

MAX_HOSTS = 5  # that one sentence names
# Words for what we never want by mail; where none stands in a letter, it does not ask for it.
SECRETS = re.compile(
    r"pass ?word|pass ?code|\bpin\b|one[- ]time code|security code|card number|cvv|passwort|kennwort|kartennummer|contrase|clave"
    r"|c[oó]digo|tarjeta|mot de passe|carte bancaire|\bsenha\b|cart[aã]o|parola|wachtwoord",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One sentence of the summary: its key among the words, and what fills it."""

    key: str
    values: dict[str, str]
    when: datetime | None = None


def summarise(decision: Decision, facts: Facts, *, quoting: bool = True) -> list[SummaryLine]:
    """The lines of the summary; none where the mail is not ours.

    Without `quoting` they repeat what our record holds, and nothing that stands only in the copy.
    """
    if decision.kind not in (VerdictKind.SENT_BY_US, VerdictKind.SENT_BY_US_ALTERED):
        return []
    altered = decision.kind is VerdictKind.SENT_BY_US_ALTERED
    match = facts.copy_of if altered else _itself(facts)
    if altered and match is None:
        return []  # only the changed copy is at hand: what the real one asked for is not known
    lines = []
    if match is not None and match.sent.purpose:
        lines.append(SummaryLine("purpose", {"purpose": match.sent.purpose}))
    elif quoting and facts.original.subject:
        lines.append(SummaryLine("what", {"subject": facts.original.subject}))
    sent_at = match.sent.sent_at if match else facts.dated
    if sent_at:
        lines.append(SummaryLine("when", {}, sent_at))
    recorded = match is not None and (altered or not quoting)
    letter = match.sent.letter if match is not None and recorded else facts.original.letter
    lines += [line for line in _asks(letter) if quoting or recorded or not line.values]
    if not altered:
        lines.append(SummaryLine("files" if facts.attachments else "no_files", {}))
    return lines


def _itself(facts: Facts) -> RecordMatch | None:
    """The mail of the record where it is this one: found by its words alone it may be last month's letter of the same
    frame, and its day would be wrong."""
    match = facts.copy_of
    if match is None or match.by_message_id:
        return match
    same_subject = match.sent.subject.split() == facts.original.subject.split()
    return match if match.differences.none and same_subject else None


def _asks(letter: Letter) -> Iterator[SummaryLine]:
    whole = not letter.is_cut  # what it does not ask for may stand in the rest
    hosts = dict.fromkeys(address.host for link in letter.all_links if (address := parse_link(link.href)).is_web)
    if hosts:
        yield SummaryLine("links", {"hosts": ", ".join(list(hosts)[:MAX_HOSTS])})
    elif whole:
        yield SummaryLine("no_links", {})
    numbers = phone_numbers(letter.all_text)
    if numbers:
        yield SummaryLine("numbers", {"numbers": ", ".join(numbers[:MAX_HOSTS])})
    elif whole:
        yield SummaryLine("no_numbers", {})
    if whole and not SECRETS.search(letter.all_text):
        yield SummaryLine("no_secrets", {})
