"""Who was reached and who was not: crowds as sets, people in pages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import overload

from django.db.models import Q, Sum
from pyroaring import BitMap

from forewarn.audience.models import Customer
from forewarn.foundation.customer_sets import CHUNK_BITS, load
from forewarn.mailings.models import CrowdChunk, Mailing, ProofPage
from forewarn.mailings.rules.eligibility import EXPLAINED, NOT_REACHED, Crowd
from forewarn.mailings.rules.proof import Ending, Entry, unpack

_ANSWERED = (Crowd.REFUSED, Crowd.GAVE_UP, Crowd.UNWRITABLE)


def reached(mailing: Mailing) -> BitMap:
    """The customers whose mail was accepted and did not come back for good. Reads the crowd."""
    rows = CrowdChunk.objects.filter(mailing=mailing)
    return load(rows.filter(crowd=Crowd.REACHED.value)) - load(rows.filter(crowd=Crowd.BOUNCED.value))


def crowd(mailing: Mailing, which: Crowd) -> BitMap:
    """The customers of one crowd. Reads the crowd."""
    return load(CrowdChunk.objects.filter(mailing=mailing, crowd=which.value))


def not_reached(mailings: Collection[Mailing]) -> dict[Crowd, int]:
    """Why some were not reached by any of these mailings, and how many for each reason; one query."""
    rows = CrowdChunk.objects.filter(
        mailing__in=mailings, crowd__in=[which.value for which in NOT_REACHED], count__gt=0
    )
    counts = dict(rows.order_by().values_list("crowd").annotate(number=Sum("count")))
    return {which: counts[which.value] for which in NOT_REACHED if which.value in counts}


@dataclass(frozen=True, slots=True)
class NotReached:
    """Somebody who did not get the mail: why, and the server's answer where one spoke."""

    customer_id: int
    external_id: str
    name: str
    email: str
    crowd: Crowd
    why: str
    answer: str


class NotReachedList(Sequence[NotReached]):
    """Everybody who was not reached, by reason and id; slices read only the rows they need. Made for a paginator."""

    def __init__(self, mailing: Mailing, which: Crowd | None = None) -> None:
        wanted = [which.value] if which else [crowd.value for crowd in NOT_REACHED]
        rows = CrowdChunk.objects.filter(mailing=mailing, crowd__in=wanted, count__gt=0)
        order = {name: place for place, name in enumerate(wanted)}
        chunks = rows.values_list("crowd", "chunk", "count")
        self._chunks = sorted(chunks, key=lambda row: (order[row[0]], row[1]))
        self._mailing = mailing

    def __len__(self) -> int:
        """How many there are."""
        return sum(count for _, _, count in self._chunks)

    @overload
    def __getitem__(self, place: int) -> NotReached: ...

    @overload
    def __getitem__(self, place: slice) -> list[NotReached]: ...

    def __getitem__(self, place: int | slice) -> NotReached | list[NotReached]:
        """One, or a page of them."""
        if isinstance(place, int):
            return self[place : place + 1][0]
        start, stop, _ = place.indices(len(self))
        return self._described(self._ids(start, stop))

    def _ids(self, start: int, stop: int) -> list[tuple[int, Crowd]]:
        """The members at these places, reading only the chunks that hold them."""
        found: list[tuple[int, Crowd]] = []
        before = 0
        for name, chunk, count in self._chunks:
            low, high = max(start - before, 0), min(stop - before, count)
            before += count
            if low < high:
                row = CrowdChunk.objects.values_list("bits", flat=True)
                bits = BitMap.deserialize(bytes(row.get(mailing=self._mailing, crowd=name, chunk=chunk)))
                found += [(customer_id, Crowd(name)) for customer_id in bits[low:high]]
        return found

    def _described(self, members: list[tuple[int, Crowd]]) -> list[NotReached]:
        ids = [customer_id for customer_id, _ in members]
        people = Customer.objects.filter(brand_id=self._mailing.brand_id).in_bulk(ids)
        answers = last_answers(self._mailing, [pk for pk, crowd in members if crowd in _ANSWERED])
        rows = []
        for customer_id, which in members:
            person = people.get(customer_id)
            rows.append(
                NotReached(
                    customer_id,
                    person.external_id if person else "",
                    person.name if person else "",
                    person.email if person else "",
                    which,
                    EXPLAINED[which],
                    answers.get(customer_id, ""),
                )
            )
        return rows


def last_answers(mailing: Mailing, ids: Sequence[int]) -> dict[int, str]:
    """What the server said last to each of these customers (a page of them) who was not accepted."""
    if not ids:
        return {}
    wanted, found = set(ids), {}
    pages = ProofPage.objects.filter(mailing=mailing, others__gt=0, first_id__lte=max(ids), last_id__gte=min(ids))
    for blob in pages.order_by("pk").values_list("entries", flat=True).iterator(chunk_size=200):
        for entry in unpack(bytes(blob)):
            if entry.customer_id in wanted and entry.ending is not Ending.SKIPPED:
                found[entry.customer_id] = answer_text(entry)
    return found


def answer_text(entry: Entry) -> str:
    """A server's answer as one line: code and words, ours where no server spoke."""
    return f"{entry.code} {entry.reply}".strip() if entry.code else entry.reply


def crowd_of(mailing: Mailing, customer_id: int) -> Crowd | None:
    """What became of one customer; reads the chunks of one range of ids. None where the mailing did not concern them,
    or their batch is not closed yet."""
    rows = CrowdChunk.objects.filter(Q(mailing=mailing, chunk=customer_id >> CHUNK_BITS, count__gt=0))
    found = {Crowd(row.crowd) for row in rows if customer_id in BitMap.deserialize(bytes(row.bits))}
    if Crowd.BOUNCED in found:
        return Crowd.BOUNCED
    return next((crowd for crowd in Crowd if crowd in found), None)
