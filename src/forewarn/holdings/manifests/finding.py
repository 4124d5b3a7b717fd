"""From the cells of a manifest to customers: thousands looked up at a time, each database in its own fastest way."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from forewarn.audience.models import Customer
from forewarn.audience.reading.rows import clean
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.mail.addresses import UnableToReadAddress, address_key

_TABLE = Customer._meta.db_table
_NOT_EMPTY = "NOT (external_id = '')"  # the condition of the partial index, word for word: SQLite uses it only then
_SQLITE = (
    f"SELECT {{what}} FROM json_each(%s) AS wanted CROSS JOIN {_TABLE} ON brand_id = %s AND {{column}} = wanted.value"  # noqa: S608 - our own names
)
# PostgreSQL joins a table that it has counted in whichever way is cheapest; from an array it looks up one after the
# other and takes twice the time. Ids come back as one text: as rows they cost the driver more than the database.
_POSTGRES = f"SELECT {{what}} FROM wanted JOIN {_TABLE} ON brand_id = %s AND {{column}} = wanted.value"  # noqa: S608 - our own names
_TOGETHER = {"postgresql": "string_agg(id::text, ',')", "sqlite": f"group_concat({_TABLE}.id)"}
_ROOM_TO_JOIN = "SET LOCAL work_mem = '64MB'"  # for a batch of 250,000 values; the server's default is 4 MB


@dataclass(slots=True)
class Finder:
    """Finds the customers of one brand by their addresses, or by the brand's own numbers for them."""

    brand_id: int
    by_address: bool
    _column: str = field(init=False)
    _condition: str = field(init=False)

    def __post_init__(self) -> None:
        self._column = "email_key" if self.by_address else "external_id"
        self._condition = "" if self.by_address else f" AND {_NOT_EMPTY}"

    def find(self, cells: list[str]) -> tuple[CustomerSet, list[str]]:
        """The customers of these cells, and the cells that name none.

        Nearly all are written as they are stored, and one look finds them; only the others are read with care.
        """
        typed = [cell.strip().lower() for cell in cells] if self.by_address else [cell.strip() for cell in cells]
        wanted = dict.fromkeys(typed)
        blank = wanted.pop("", "none") is None
        found = self._ids(wanted)
        if len(found) == len(wanted) and not blank:
            return CustomerSet(found), []
        known = self._known(wanted)
        members = CustomerSet(known.values())
        left = [cell for cell, text in zip(cells, typed, strict=True) if text not in known]
        careful = {cell: self._careful(cell) for cell in left}
        more = self._known(dict.fromkeys(text for text in careful.values() if text))
        members |= CustomerSet(more.values())
        return members, [cell for cell in left if careful[cell] not in more]

    def _careful(self, cell: str) -> str:
        if not self.by_address:
            return clean(cell)
        try:
            return address_key(cell)
        except UnableToReadAddress:
            return ""

    def _ids(self, values: Collection[str]) -> list[int]:
        listed = self._rows(_TOGETHER[connection.vendor], values)[0][0] if values else None
        return list(map(int, listed.split(","))) if listed else []

    def _known(self, values: Collection[str]) -> dict[str, int]:
        return {value: pk for value, pk in self._rows(f"{self._column}, {_TABLE}.id", values)} if values else {}

    def _rows(self, what: str, values: Collection[str]) -> list[tuple]:  # type: ignore[type-arg]
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                self._join(cursor, what, values)
            else:
                listed = sorted(value for value in values if "\0" not in value)  # neighbours in the index in turn
                sql = _SQLITE.format(what=what, column=self._column) + self._condition
                cursor.execute(sql, [json.dumps(listed), self.brand_id])
            found: list[tuple] = cursor.fetchall()  # type: ignore[type-arg]
            return found

    def _join(self, cursor: Any, what: str, values: Collection[str]) -> None:
        """Leave the rows of these values in the cursor. What cannot be printed is no number and no address."""
        lines = "\n".join(value for value in values if value.isprintable()).replace("\\", r"\\")
        cursor.execute("DROP TABLE IF EXISTS pg_temp.wanted")
        cursor.execute("CREATE TEMPORARY TABLE wanted (value text) ON COMMIT DROP")
        # Django wraps the driver's errors in its own for `execute`, not for `copy`.
        with connection.wrap_database_errors, cursor.copy("COPY wanted FROM STDIN") as copy:
            copy.write(f"{lines}\n" if lines else "")
        cursor.execute("ANALYZE wanted")
        cursor.execute(_ROOM_TO_JOIN)
        cursor.execute(_POSTGRES.format(what=what, column=self._column) + self._condition, [self.brand_id])
