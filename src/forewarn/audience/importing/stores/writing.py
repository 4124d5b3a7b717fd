"""Writing a chunk of decided rows: thousands at a time, each database in its own fastest way.

Call everything here inside one transaction, `free_addresses` first: addresses may be handed on within a chunk.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import repeat
from typing import Any

from django.db import connection

from forewarn.audience.importing.deciding import Change, Newcomer
from forewarn.audience.importing.stores.columns import INSERTED, UPDATED, inserted, updated
from forewarn.audience.models import Customer

TABLE = Customer._meta.db_table
_PLACES = ", ".join(repeat("%s", len(INSERTED)))
_INSERT = f"INSERT INTO {TABLE} ({', '.join(INSERTED)}) VALUES ({_PLACES})"  # noqa: S608 - our own names
_COPY = f"COPY {TABLE} ({', '.join(INSERTED)}) FROM STDIN"
_SET = ", ".join(f"{name} = %s" for name, _ in UPDATED[1:])
_REACHABLE_AGAIN = (
    "unreachable_reason = CASE WHEN {new} THEN '' ELSE unreachable_reason END, "
    "unreachable_since = CASE WHEN {new} THEN NULL ELSE unreachable_since END"
)
_UPDATE = f"UPDATE {TABLE} SET {_SET}, {_REACHABLE_AGAIN.format(new='%s')}, updated_at = %s WHERE id = %s"  # noqa: S608
_UPDATE_MANY = (
    f"UPDATE {TABLE} AS c SET {', '.join(f'{name} = n.{name}' for name, _ in UPDATED[1:])}, "  # noqa: S608
    f"{_REACHABLE_AGAIN.format(new='n.reachable')}, updated_at = %s "
    f"FROM unnest({', '.join(f'%s::{kind}[]' for _, kind in UPDATED)}) AS n({', '.join(name for name, _ in UPDATED)}) "
    "WHERE c.id = n.id"
)


def free_addresses(changes: Sequence[Change]) -> None:
    """Give customers who are about to get another address one that cannot collide, until `rewrite` writes theirs."""
    moving = [change.after.id for change in changes if change.moves]
    for customer_id in moving:
        Customer.objects.filter(pk=customer_id).update(email_key=f"moving {customer_id}")


def add(brand_id: int, new: Sequence[Newcomer], *, now: datetime) -> list[int]:
    """Insert the newcomers; their ids, in order."""
    if not new:
        return []
    ids = _new_ids(len(new))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Django wraps the driver's errors in its own for `execute`, not for `copy`.
            with connection.wrap_database_errors, cursor.copy(_COPY) as copy:
                for customer_id, newcomer in zip(ids, new, strict=True):
                    copy.write_row(inserted(customer_id, brand_id, newcomer, now))
        else:
            at = str(connection.ops.adapt_datetimefield_value(now))
            pairs = zip(ids, new, strict=True)
            cursor.executemany(_INSERT, [inserted(i, brand_id, newcomer, at) for i, newcomer in pairs])
    return ids


def rewrite(changes: Sequence[Change], *, now: datetime) -> None:
    """Write the customers that change as they will be."""
    if not changes:
        return
    values = [updated(change.after) for change in changes]
    at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_UPDATE_MANY, [at, *map(list, zip(*values, strict=True))])
        else:
            cursor.executemany(_UPDATE, [_update_values(row, at) for row in values])


def _update_values(row: tuple[Any, ...], at: Any) -> tuple[Any, ...]:
    reachable = row[-1]
    return (*row[1:], reachable, reachable, at, row[0])


def _new_ids(count: int) -> list[int]:
    """Ids for so many new customers; the transaction holds them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [TABLE, count]
            )
            return [row[0] for row in cursor.fetchall()]
        # SQLite has one writer at a time, and AUTOINCREMENT never gives an id twice.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [TABLE])
        row = cursor.fetchone()
        last = row[0] if row else 0
        return list(range(last + 1, last + 1 + count))
