"""What a chunk of rows needs to know of the customers that are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forewarn.audience.importing.deciding import Known
from forewarn.audience.models import Customer, ErasedAddress
from forewarn.audience.reading.rows import Row
from forewarn.foundation.secrets import keyed_hash

ERASED_PURPOSE = "erased addresses"
_FIELDS = (
    "id", "external_id", "email", "email_key", "name", "locale", "country", "attributes", "care", "marketing",
    "care_withdrawn_here", "marketing_withdrawn_here", "reachable",
)  # fmt: skip


def known_customers(brand_id: int, rows: Sequence[Row]) -> list[Known]:
    """Everybody whom these rows may be about, locked until the transaction ends (where the database locks rows)."""
    mine = Customer.objects.filter(brand_id=brand_id).select_for_update().order_by("id").values_list(*_FIELDS)
    found = {row[0]: row for row in mine.filter(email_key__in=[row.key for row in rows])}
    ids = {row.external_id for row in rows if row.external_id}
    ids -= {row[1] for row in found.values()}  # a list that came before needs no second look
    if ids:
        found |= {row[0]: row for row in mine.filter(external_id__in=ids).exclude(external_id="")}
    return [Known(*row) for row in found.values()]


def erased_keys(brand_id: int, rows: Iterable[Row]) -> set[str]:
    """The addresses among these rows whose owners were erased."""
    if not ErasedAddress.objects.filter(brand_id=brand_id).exists():
        return set()
    hashes = {erased_hash(brand_id, row.key): row.key for row in rows}
    there = ErasedAddress.objects.filter(brand_id=brand_id, address_hash__in=list(hashes))
    return {hashes[found] for found in there.values_list("address_hash", flat=True)}


def erased_hash(brand_id: int, email_key: str) -> str:
    """The keyed hash under which an erased address is remembered."""
    return keyed_hash(ERASED_PURPOSE, str(brand_id), email_key)
