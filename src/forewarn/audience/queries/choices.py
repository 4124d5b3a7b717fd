"""The history of a customer's choices: their own, and what imports said of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pyroaring import BitMap

from forewarn.audience.models import ChoiceChange, Customer, ImportChunk
from forewarn.audience.rules.choices import CROWD_MEANINGS, Choice, ChoiceSource, Crowd
from forewarn.foundation.customer_sets import CHUNK_BITS


@dataclass(frozen=True, slots=True)
class ChoiceEvent:
    """A choice as it was made. `by_default`: nobody stated it, the brand's default for new customers stood in."""

    at: datetime
    choice: Choice
    granted: bool
    source: ChoiceSource
    wording: str
    by_default: bool = False
    file_name: str = ""  # of an import


def choice_history(customer: Customer) -> list[ChoiceEvent]:
    """Everything that was ever said of the customer's choices, newest first."""
    own = [
        ChoiceEvent(row.at, Choice(row.message_class), row.granted, ChoiceSource(row.source), row.wording)
        for row in ChoiceChange.objects.filter(customer=customer).order_by("-at", "-pk")
    ]
    return sorted([*own, *_imported(customer)], key=lambda event: event.at, reverse=True)


def _imported(customer: Customer) -> list[ChoiceEvent]:
    """What imports said: one look into each set of the customer's range of ids."""
    chunks = ImportChunk.objects.filter(
        import_run__brand_id=customer.brand_id, chunk=customer.pk >> CHUNK_BITS
    ).exclude(crowd=Crowd.SEEN.value)
    events = []
    for row in chunks.select_related("import_run"):
        meaning = CROWD_MEANINGS[Crowd(row.crowd)]
        if customer.pk in BitMap.deserialize(bytes(row.bits)):
            run = row.import_run
            events.append(
                ChoiceEvent(
                    at=run.started_at or run.created_at,
                    choice=meaning.choice,
                    granted=meaning.granted,
                    source=ChoiceSource.IMPORT,
                    wording=run.default_wording if meaning.by_default else run.wording,
                    by_default=meaning.by_default,
                    file_name=run.file_name,
                )
            )
    return events
