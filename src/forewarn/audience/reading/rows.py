"""From the cells of a record to what they say of a customer, or why they cannot be used."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from forewarn.audience.reading.columns import ATTRIBUTE, IGNORE
from forewarn.foundation.reading.tables import Record
from forewarn.foundation.reading.words import UnableToUnderstand, country_code, locale_tag, yes_or_no
from forewarn.mail.addresses import UnableToReadAddress, read_address

ID_LENGTH = 120  # characters, as the column holds
NAME_LENGTH = 200
VALUE_LENGTH = 1_000  # of an attribute: it is for merge fields and filters, not for documents
REMEMBERED = 20  # different values per column that are told one by one; the rest is counted together
OTHERS = "…"

NotUnderstood = dict[str, dict[str, int]]  # column → value → rows
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # joiners stay: names are written with them


class Why(StrEnum):
    """Why a row is rejected."""

    NO_ADDRESS = "no_address"
    INVALID_ADDRESS = "invalid_address"
    DAMAGED = "damaged"
    TOO_MANY_COLUMNS = "too_many_columns"
    UNCLEAR_CHOICE = "unclear_choice"
    LONG_ID = "long_id"
    REPEATED_ADDRESS = "repeated_address"
    REPEATED_ID = "repeated_id"
    ADDRESS_TAKEN = "address_taken"
    ERASED = "erased"


class Row(NamedTuple):
    """What one line says of a customer. An empty text or None says nothing, and leaves what is known as it is."""

    line: int
    external_id: str
    email: str
    key: str
    name: str
    locale: str
    country: str
    attributes: dict[str, str]
    care: bool | None
    marketing: bool | None


class Reject(NamedTuple):
    """A line that cannot be used: why as a code, and in words for the person who mends it."""

    line: int
    why: Why
    reason: str


@dataclass
class RowReader:
    """Turns records into rows by what their columns mean; counts values that it left out without rejecting the row."""

    columns: Sequence[str]
    meanings: Sequence[str]
    not_understood: NotUnderstood = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._at = {meaning: index for index, meaning in enumerate(self.meanings) if meaning != IGNORE}
        self._attributes = [
            (index, meaning.removeprefix(ATTRIBUTE))
            for index, meaning in enumerate(self.meanings)
            if meaning.startswith(ATTRIBUTE)
        ]
        self._care, self._marketing = self._choice_column("care"), self._choice_column("marketing")
        self._names = [self._at[m] for m in ("name", "first_name", "last_name") if m in self._at]
        if "name" in self._at:
            self._names = [self._at["name"]]

    def read(self, record: Record) -> Row | Reject:
        """The row of a record, or why there is none."""
        line, cells, damaged = record
        if damaged:
            return Reject(line, Why.DAMAGED, "Some characters are damaged (a zero byte, or bytes of another encoding).")
        width = len(self.columns)
        if len(cells) != width:
            if any(cell.strip() for cell in cells[width:]):
                return Reject(line, Why.TOO_MANY_COLUMNS, f"The row has {len(cells)} columns, the header {width}.")
            cells = cells + [""] * (width - len(cells))
        typed = cells[self._at["email"]]
        if not typed.strip():
            return Reject(line, Why.NO_ADDRESS, "There is no email address.")
        try:
            address = read_address(typed)
            care, marketing = self._choice(cells, self._care), self._choice(cells, self._marketing)
        except UnableToReadAddress as error:
            return Reject(line, Why.INVALID_ADDRESS, str(error))
        except UnableToUnderstand as error:
            return Reject(line, Why.UNCLEAR_CHOICE, str(error))
        external_id = self._text(cells, "external_id")
        if len(external_id) > ID_LENGTH:
            return Reject(line, Why.LONG_ID, f"The id is longer than {ID_LENGTH} characters.")
        return Row(
            line,
            external_id,
            address.email,
            address.key,
            " ".join([clean(cells[index]) for index in self._names]).strip()[:NAME_LENGTH],
            self._locale(cells),
            self._country(cells),
            self._attribute_values(cells),
            care,
            marketing,
        )

    def _text(self, cells: list[str], meaning: str) -> str:
        index = self._at.get(meaning)
        return "" if index is None else clean(cells[index])

    def _choice(self, cells: list[str], column: tuple[int, bool] | None) -> bool | None:
        if column is None:
            return None
        index, inverted = column
        try:
            stated = yes_or_no(cells[index])
        except UnableToUnderstand as error:
            raise UnableToUnderstand(f"Column “{self.columns[index]}”: {error}.") from error
        return stated if stated is None else stated is not inverted

    def _choice_column(self, choice: str) -> tuple[int, bool] | None:
        """Which column states a choice, and whether it says who does not want it."""
        for meaning, inverted in ((choice, False), (f"no_{choice}", True)):
            if meaning in self._at:
                return self._at[meaning], inverted
        return None

    def _locale(self, cells: list[str]) -> str:
        index = self._at.get("locale")
        if index is None or not cells[index].strip():
            return ""
        try:
            return locale_tag(cells[index])
        except UnableToUnderstand:
            return self._leave_out(index, cells[index])

    def _country(self, cells: list[str]) -> str:
        index = self._at.get("country")
        if index is None or not cells[index].strip():
            return ""
        try:
            return country_code(cells[index])
        except UnableToUnderstand:
            return self._leave_out(index, cells[index])

    def _attribute_values(self, cells: list[str]) -> dict[str, str]:
        values = {}
        for index, key in self._attributes:
            value = clean(cells[index])
            if len(value) > VALUE_LENGTH:
                value = self._leave_out(index, f"longer than {VALUE_LENGTH} characters")
            if value:
                values[key] = value
        return values

    def _leave_out(self, index: int, value: str) -> str:
        _count(self.not_understood, self.columns[index], clean(value)[:60], 1)
        return ""


def together(one: NotUnderstood, other: NotUnderstood) -> NotUnderstood:
    """Two counts of values that were left out, as one."""
    sums = {column: dict(values) for column, values in one.items()}
    for column, values in other.items():
        for value, rows in values.items():
            _count(sums, column, value, rows)
    return sums


def _count(counts: NotUnderstood, column: str, value: str, rows: int) -> None:
    values = counts.setdefault(column, {})
    told = value if value in values or len(values) < REMEMBERED else OTHERS
    values[told] = values.get(told, 0) + rows


def clean(text: str) -> str:
    """One line without control characters and turns of direction, white space single."""
    if not text:
        return text
    text = " ".join(text.split())
    return text if text.isprintable() else _UNWANTED.sub("", text)
