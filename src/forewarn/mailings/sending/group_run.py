"""What a line's thread does with one group: make the mails, deliver them, pack the proof. No database here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from forewarn.mailings.rules.proof import Ending, Entry
from forewarn.mailings.sending.letters import MailMaker
from forewarn.mailings.sending.lines import Line
from forewarn.mailings.sending.pages import Page, page_of
from forewarn.mailings.sending.people import Person
from forewarn.outbound.envelopes import Outcome, Status
from forewarn.outbound.rules import is_hard

ENDINGS = {
    Status.ACCEPTED: Ending.ACCEPTED,
    Status.DEFERRED: Ending.DEFERRED,
    Status.REFUSED: Ending.REFUSED,
    Status.IN_DOUBT: Ending.IN_DOUBT,
}


class Came(NamedTuple):
    """What came of a group: the proof of those tried, who was not tried, whose address is of no use and why."""

    page: Page | None
    untried: frozenset[int]
    of_no_use: dict[int, str]


def send_group(line: Line, *, maker: MailMaker, people: Sequence[Person], now: datetime) -> Came:
    """Send to these people over a line."""
    outcomes = line.deliver([maker.envelope(person, now) for person in people])
    entries = [_entry(outcome) for outcome in outcomes if outcome.status is not Status.UNTRIED]
    refused = [outcome for outcome in outcomes if outcome.status is Status.REFUSED]
    return Came(
        page_of(entries) if entries else None,
        frozenset(outcome.key for outcome in outcomes if outcome.status is Status.UNTRIED),
        {outcome.key: _why(outcome) for outcome in refused if is_hard(outcome)},
    )


def _entry(outcome: Outcome) -> Entry:
    return Entry(
        outcome.key,
        int(outcome.at),
        ENDINGS[outcome.status],
        outcome.stage.value,
        outcome.code,
        outcome.enhanced,
        outcome.reply,
        outcome.relay,
    )


def _why(outcome: Outcome) -> str:
    return f"The server refused it ({outcome.code} {outcome.reply})"
