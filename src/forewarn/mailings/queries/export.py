"""The proof of a mailing as a table, line by line: memory stays flat however many people it reached."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pyroaring import BitMap

from forewarn.audience.models import Customer
from forewarn.mailings.message_ids import message_id
from forewarn.mailings.models import Batch, CrowdChunk, Mailing, ProofPage
from forewarn.mailings.queries.crowds import answer_text
from forewarn.mailings.rules.eligibility import EXPLAINED, Crowd
from forewarn.mailings.rules.proof import Ending, Entry, unpack

COLUMNS = ("customer", "external_id", "email", "message_id", "time", "result", "answer", "relay", "attempt")
AT_START = (Crowd.OPTED_OUT, Crowd.UNREACHABLE, Crowd.GONE)
_PAGE = 1_000  # customers whose addresses are read at once


class _Line:
    """A file of one line: what the csv module wrote last."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)


def proof_lines(mailing: Mailing) -> Iterator[str]:
    """The lines of a CSV file: every attempt by batch, then everybody who was left out at the start, with the reason.

    Cells that a spreadsheet would take for a formula are preceded by an apostrophe.
    """
    line = _Line()
    writer = csv.writer(line)
    for row in _rows(mailing):
        writer.writerow([_inert(cell) for cell in row])
        yield line.text


def _inert(cell: object) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text


def _rows(mailing: Mailing) -> Iterator[tuple[Any, ...]]:
    yield COLUMNS
    batches = Batch.objects.filter(mailing=mailing).select_related("variant").defer("recipients", "variant__html")
    for batch in batches.order_by("pk").iterator(chunk_size=100):
        yield from _batch_rows(batch, mailing.brand_id)
    for crowd in AT_START:
        chunks = CrowdChunk.objects.filter(mailing=mailing, crowd=crowd.value).order_by("chunk")
        for bits in chunks.values_list("bits", flat=True):
            yield from _left_out_rows(BitMap.deserialize(bytes(bits)), crowd, mailing.brand_id)


def _batch_rows(batch: Batch, brand_id: int) -> Iterator[tuple[Any, ...]]:
    domain = batch.variant.from_address.rpartition("@")[2]
    pages = ProofPage.objects.filter(batch=batch).order_by("pk").values_list("entries", flat=True)
    for blob in pages.iterator(chunk_size=100):
        entries = unpack(bytes(blob))
        people = _people(brand_id, [entry.customer_id for entry in entries])
        for entry in entries:
            external_id, email = people.get(entry.customer_id, ("", ""))
            at = datetime.fromtimestamp(entry.at, UTC).isoformat()
            identity = message_id(batch.mailing_id, entry.customer_id, domain)
            answer = _answer(entry)
            yield (
                entry.customer_id,
                external_id,
                email,
                identity,
                at,
                entry.ending,
                answer,
                entry.relay,
                batch.attempt + 1,
            )


def _answer(entry: Entry) -> str:
    return EXPLAINED[Crowd(entry.reply)] if entry.ending is Ending.SKIPPED else answer_text(entry)


def _left_out_rows(members: BitMap, crowd: Crowd, brand_id: int) -> Iterator[tuple[Any, ...]]:
    for first in range(0, len(members), _PAGE):
        ids = list(members[first : first + _PAGE])
        people = _people(brand_id, ids)
        for customer_id in ids:
            external_id, email = people.get(customer_id, ("", ""))
            yield customer_id, external_id, email, "", "", crowd, EXPLAINED[crowd], "", ""


def _people(brand_id: int, ids: list[int]) -> dict[int, tuple[str, str]]:
    rows = Customer.objects.filter(brand_id=brand_id, pk__in=ids).values_list("pk", "external_id", "email")
    return {pk: (external_id, email) for pk, external_id, email in rows}
