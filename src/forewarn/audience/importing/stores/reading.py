"""What a chunk of rows needs to know of the customers that are there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from forewarn.audience.importing.deciding import Known
from forewarn.audience.models import Customer, ErasedAddress
from forewarn.audience.reading.rows import Row
from forewarn.foundation.secrets import keyed_hash

ERASED_PURPOSE = "erased addresses"
_FIELDS = (
    "id, external_id, email, email_key, name, locale, country, attributes, care, marketing, care_withdrawn_here, "
    "marketing_withdrawn_here, reachable"
)
_READ = f"SELECT {_FIELDS} FROM {Customer._meta.db_table} WHERE brand_id = %s AND "  # noqa: S608 - our own names

_NOT_EMPTY = "NOT (external_id = '')"  # the condition of the partial index, word for word: SQLite uses it only then


def known_customers(brand_id: int, rows: Sequence[Row]) -> list[Known]:
    """Everybody whom these rows may be about."""
    found = {row[0]: row for row in _read(brand_id, "email_key", "", [row.key for row in rows])}
    ids = {row.external_id for row in rows if row.external_id}
    ids -= {row[1] for row in found.values()}  # found by their address already
    if ids:
        found |= {row[0]: row for row in _read(brand_id, "external_id", f"{_NOT_EMPTY} AND ", list(ids))}
    return [_known(row) for row in found.values()]


def locked_customers(brand_id: int, ids: Iterable[int]) -> list[Known]:
    """These customers, locked until the transaction ends, in the order of their ids so that two writers never wait for
    each other. SQLite has one writer anyway."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"{_READ}id = ANY(%s) ORDER BY id FOR UPDATE", [brand_id, list(ids)])
        return [_known(row) for row in cursor.fetchall()]


def _read(brand_id: int, column: str, condition: str, values: list[str]) -> list[tuple[Any, ...]]:
    """The customers whose column has one of thousands of values, sent as one parameter."""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # For thousands of values PostgreSQL would rather read the whole table, and do so for every chunk.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"{_READ}{condition}{column} = ANY(%s)", [brand_id, values])
        else:
            sql = f"{_READ}{condition}{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - our own names
            cursor.execute(sql, [brand_id, json.dumps(values)])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def ids_of(brand_id: int, column: str, values: Iterable[str]) -> list[int]:
    """The ids of the customers whose "email_key" or "external_id" is one of thousands of values."""
    condition = f"{_NOT_EMPTY} AND " if column == "external_id" else ""
    return [row[0] for row in _read(brand_id, column, condition, list(values))]


def _known(row: tuple[Any, ...]) -> Known:
    customer_id, external_id, email, email_key, name, locale, country, attributes, *switches = row
    known = {} if attributes == "{}" else json.loads(attributes)
    return Known(customer_id, external_id, email, email_key, name, locale, country, known, *map(bool, switches))


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
