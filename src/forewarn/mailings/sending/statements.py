"""The statements that run once per group, written out: through the ORM they cost a fifth of a signature per mail.

Both databases understand them; tables and columns are the models'. Everything that runs once per batch uses the ORM.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import connection

from forewarn.audience.models import Customer
from forewarn.mailings.models import Batch, Mailing, ProofPage
from forewarn.mailings.sending.pages import Page


class Person(NamedTuple):
    """One recipient: whether they may be written to, and what may be merged into their mail."""

    customer_id: int
    email: str
    name: str
    external_id: str
    care: bool = True
    marketing: bool = True
    reachable: bool = True
    attributes: Mapping[str, Any] = MappingProxyType({})


def read_customers(brand_id: int, ids: Sequence[int], *, with_attributes: bool) -> list[Person]:
    """The brand's customers with these ids (a group of them), as they are at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(_select(len(ids), with_attributes), [brand_id, *ids])
        rows = cursor.fetchall()
    if not with_attributes:
        return [Person._make((*row, {})) for row in rows]
    return [Person._make((*row[:-1], json.loads(row[-1]))) for row in rows]


@lru_cache(maxsize=256)
def _select(count: int, with_attributes: bool) -> str:
    columns = ["id", "email", "name", "external_id", "care", "marketing", "reachable"]
    columns += ["attributes"] if with_attributes else []
    places = ", ".join(["%s"] * count)
    return f"SELECT {', '.join(columns)} FROM {_table(Customer)} WHERE brand_id = %s AND id IN ({places})"  # noqa: S608


def insert_page(batch_id: int, mailing_id: int, page: Page) -> None:
    """Add a page of proof."""
    accepted = page.numbers["accepted"]
    values = {
        "batch_id": batch_id,
        "mailing_id": mailing_id,
        "first_id": min(page.ids),
        "last_id": max(page.ids),
        "at": _moment(page.at),
        "accepted": accepted,
        "others": len(page.entries) - accepted,
        "entries": page.packed,
    }
    places = ", ".join(["%s"] * len(values))
    sql = f"INSERT INTO {_table(ProofPage)} ({', '.join(values)}) VALUES ({places})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values.values()))


def count_up(batch_id: int, counts: dict[str, int], *, holder: str, lease_until: datetime) -> bool:
    """Add to the batch's numbers and extend the lease; whether the holder still has it. The numbers count either way."""
    sets = ", ".join(f"{column} = {column} + %s" for column in counts)
    table = _table(Batch)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {sets}, lease_until = %s WHERE id = %s AND claimed_by = %s",  # noqa: S608
            [*counts.values(), _moment(lease_until), batch_id, holder],
        )
        if cursor.rowcount:
            return True
        cursor.execute(f"UPDATE {table} SET {sets} WHERE id = %s", [*counts.values(), batch_id])  # noqa: S608
    return False


def state_of(mailing_id: int) -> str:
    """Where the mailing stands at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT state FROM {_table(Mailing)} WHERE id = %s", [mailing_id])  # noqa: S608
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _table(model: type[Customer | Batch | Mailing | ProofPage]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _moment(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
