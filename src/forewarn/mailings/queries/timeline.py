"""The proof for one person: what was sent, when, under which Message-ID, and what the server answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from forewarn.mailings.message_ids import message_id, read_message_id
from forewarn.mailings.models import Batch, Feedback, Mailing, ProofPage
from forewarn.mailings.queries.crowds import answer_text
from forewarn.mailings.rules.eligibility import EXPLAINED, Crowd
from forewarn.mailings.rules.proof import Ending, unpack


@dataclass(frozen=True, slots=True)
class Event:
    """One attempt for one person, or what came back later. `ending` is a word of `proof.Ending` or `Feedback.Kind`."""

    at: datetime
    mailing_id: int
    title: str
    message_class: str
    subject: str
    message_id: str
    ending: str
    answer: str
    relay: str


def timeline(*, brand_id: int, customer_id: int) -> list[Event]:
    """Everything the brand's mailings sent or tried to send to a customer, newest first.

    Reads the batches whose range of ids holds the customer, never the crowd.
    """
    return _events(customer_id, list(Mailing.objects.filter(brand_id=brand_id).values_list("pk", flat=True)))


def proof_of(mailing: Mailing, customer_id: int) -> list[Event]:
    """The same for one mailing."""
    return _events(customer_id, [mailing.pk])


def _events(customer_id: int, mailing_ids: list[int]) -> list[Event]:
    batches = Batch.objects.filter(mailing_id__in=mailing_ids, first_id__lte=customer_id, last_id__gte=customer_id)
    known = batches.select_related("mailing", "variant").defer("recipients", "variant__text", "variant__html")
    by_id = {batch.pk: batch for batch in known}
    pages = ProofPage.objects.filter(batch_id__in=list(by_id), first_id__lte=customer_id, last_id__gte=customer_id)
    events = []
    for batch_id, blob in pages.values_list("batch_id", "entries"):
        for entry in unpack(bytes(blob)):
            if entry.customer_id == customer_id:
                at = datetime.fromtimestamp(entry.at, UTC)
                skipped = entry.ending is Ending.SKIPPED
                answer = EXPLAINED[Crowd(entry.reply)] if skipped else answer_text(entry)
                events.append(_event(by_id[batch_id], customer_id, at, entry.ending, answer, entry.relay))
    events += _feedback(customer_id, list(by_id.values()))
    return sorted(events, key=lambda event: event.at, reverse=True)


def _feedback(customer_id: int, batches: list[Batch]) -> list[Event]:
    by_mailing: dict[int, Batch] = {batch.mailing_id: batch for batch in batches}
    rows = Feedback.objects.filter(customer_id=customer_id, mailing_id__in=list(by_mailing))
    return [_event(by_mailing[row.mailing_id], customer_id, row.at, row.kind, row.reason, "") for row in rows]


def _event(batch: Batch, customer_id: int, at: datetime, ending: str, answer: str, relay: str) -> Event:
    domain = batch.variant.from_address.rpartition("@")[2]
    return Event(
        at=at,
        mailing_id=batch.mailing_id,
        title=batch.mailing.title,
        message_class=batch.mailing.message_class,
        subject=batch.variant.subject,
        message_id=message_id(batch.mailing_id, customer_id, domain),
        ending=str(ending),
        answer=answer,
        relay=relay,
    )


@dataclass(frozen=True, slots=True)
class Traced:
    """What a Message-ID of ours stands for, with the proof of that mail, newest first."""

    mailing: Mailing
    customer_id: int
    events: list[Event]


def find_by_message_id(text: str, *, brand_id: int | None = None) -> Traced | None:
    """The mail with this Message-ID (angle brackets or not), of one brand or of any; None where it is none of ours.

    The id alone proves that we made it; `events` says whether and when the mail left.
    """
    numbers = read_message_id(text)
    if numbers is None:
        return None
    mailing_id, customer_id = numbers
    rows = Mailing.objects.select_related("brand").filter(pk=mailing_id)
    mailing = (rows.filter(brand_id=brand_id) if brand_id else rows).first()
    return Traced(mailing, customer_id, proof_of(mailing, customer_id)) if mailing else None
