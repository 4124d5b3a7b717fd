"""Customers that fit a filter, and how to find one of a million."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, tzinfo

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTransform

from forewarn.audience.models import Customer
from forewarn.audience.rules.filters import Filter
from forewarn.brands.models import Brand
from forewarn.mail.addresses import UnableToReadAddress, address_key
from forewarn.mail.folding import folded

LAST = "\U0010ffff"  # no letter comes after it
RARE = 1_000  # customers; looking at so many one by one takes a few milliseconds
SHORTEST_SEARCH = 2  # characters: one would find half the customers, which is no search


def fitting(brand: Brand, wanted: Filter) -> QuerySet[Customer]:
    """The brand's customers that fit, in no order."""
    rows = Customer.objects.filter(brand=brand)
    for condition in _indexed(brand, wanted):
        rows = rows.filter(_narrowed(brand, condition))
    if wanted.created_since:
        rows = rows.filter(created_at__gte=_midnight(wanted.created_since, brand.zone))
    if wanted.created_before:
        rows = rows.filter(created_at__lt=_midnight(wanted.created_before, brand.zone))
    if wanted.attribute:
        rows = rows.annotate(_value=KeyTransform(wanted.attribute, "attributes")).filter(_value=wanted.value)
    return rows


def _indexed(brand: Brand, wanted: Filter) -> Iterator[Q]:
    """The parts of a filter that an index answers."""
    if wanted.locale:
        yield Q(locale__in=_with_regions(brand, wanted.locale))
    if wanted.country:
        yield Q(country=wanted.country)
    for name in ("care", "marketing", "reachable"):
        value = getattr(wanted, name)
        if value is not None:
            yield Q(**{name: value})


def _narrowed(brand: Brand, condition: Q) -> Q:
    """The condition, as a list of ids where few customers fit it.

    A database that guesses wrong walks through everybody for the three who are unreachable and speak Danish.
    """
    ids = list(Customer.objects.filter(condition, brand=brand).order_by().values_list("pk", flat=True)[: RARE + 1])
    return Q(pk__in=ids) if len(ids) <= RARE else condition


def begin_with(brand: Brand, text: str) -> set[int] | None:
    """The customers whose address, external id, name or surname begins with the text; None where so many do that it is
    no search yet."""
    ids: set[int] = set()
    for column, prefix in _beginnings(text).items():
        rows = _in_index(Customer.objects.filter(brand=brand), column, prefix).order_by()
        few = list(rows.values_list("pk", flat=True)[: RARE + 1])
        if len(few) > RARE:
            return None
        ids.update(few)
    return ids


def first_that_begin_with(rows: QuerySet[Customer], text: str, *, number: int) -> list[Customer]:
    """The first of these customers in the order of what was typed: addresses, then ids, names, surnames."""
    found: dict[int, Customer] = {}
    for column, prefix in _beginnings(text).items():
        in_order = _in_index(rows, column, prefix).order_by(column)
        found |= {customer.pk: customer for customer in in_order[:number] if customer.pk not in found}
    return list(found.values())[:number]


def too_short(text: str) -> bool:
    """Whether there is something to search for, but too little."""
    return 0 < len(text.strip()) < SHORTEST_SEARCH


def _beginnings(text: str) -> dict[str, str]:
    """Column → what it begins with."""
    typed = text.strip()
    if len(typed) < SHORTEST_SEARCH:
        return {}
    beginnings = {"email_key": _address_key(typed), "external_id": typed}
    name = folded(typed)
    return beginnings | ({"name_key": name, "surname_key": name} if name and "@" not in typed else {})


def _in_index(rows: QuerySet[Customer], column: str, prefix: str) -> QuerySet[Customer]:
    """Those whose column begins with the prefix, as a range of its bytewise order: SQLite finds no LIKE in an index."""
    begin = rows.filter(**{f"{column}__gte": prefix, f"{column}__lt": prefix + LAST})
    # The condition of the partial index, word for word: SQLite uses it only then.
    return begin.extra(where=["NOT (external_id = '')"]) if column == "external_id" else begin


def values_of(brand: Brand, column: str) -> list[str]:
    """The different values of "locale" or "country" among the brand's customers, in order.

    One step along the index per value, however many customers there are.
    """
    rows, values = Customer.objects.filter(brand=brand).order_by(column), [""]
    while (after := rows.filter(**{f"{column}__gt": values[-1]}).values_list(column, flat=True).first()) is not None:
        values.append(after)
    return values[1:]


def _with_regions(brand: Brand, locale: str) -> list[str]:
    return [locale, *(value for value in values_of(brand, "locale") if value.startswith(f"{locale}-"))]


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def _address_key(typed: str) -> str:
    """The key of a whole address, else what was typed, in small letters."""
    try:
        return address_key(typed)
    except UnableToReadAddress:
        return typed.lower()
