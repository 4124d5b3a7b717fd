"""Reading customers: a page of the list, one of them, and how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from forewarn.audience.filtering import begin_with, first_that_begin_with, fitting
from forewarn.audience.models import Customer, ErasedAddress
from forewarn.audience.rules.filters import Filter
from forewarn.brands.models import Brand

PAGE_SIZE = 50  # rows of the list
COUNTED = 1_000  # the list counts this far and then says "more": counting a million takes as long as ten pages
IDS_AT_ONCE = 5_000  # in one query: far below what a database takes as parameters
_SHOWN = (
    "id", "external_id", "email", "name", "locale", "country", "care", "marketing", "reachable", "unreachable_reason",
    "created_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One page, newest customers first; the cursors are ids to continue from, None where there is nothing more."""

    rows: list[Customer]
    older: int | None
    newer: int | None
    count: int | None  # of all that fit; None where there are more than COUNTED
    only_first: bool = False  # so many fit the search that these are the first of them, in the order of what was typed


def customer_page(
    brand: Brand, wanted: Filter, *, text: str = "", older_than: int | None = None, newer_than: int | None = None
) -> CustomerPage:
    """The page before or after an id, of those who fit the filter and the search text (empty: everybody)."""
    fit = fitting(brand, wanted)
    if text.strip():
        ids = begin_with(brand, text)
        if ids is None:
            return CustomerPage(
                first_that_begin_with(fit.only(*_SHOWN), text, number=PAGE_SIZE), None, None, None, True
            )
        fit = fit.filter(pk__in=ids)
    if newer_than is not None:
        rows = list(fit.filter(pk__gt=newer_than).order_by("pk").only(*_SHOWN)[: PAGE_SIZE + 1])
        more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE][::-1]
        older, newer = bool(rows), more
    else:
        here = fit if older_than is None else fit.filter(pk__lt=older_than)
        rows = list(here.order_by("-pk").only(*_SHOWN)[: PAGE_SIZE + 1])
        older, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
        newer = older_than is not None and bool(rows)
    count = _counted(fit)
    return CustomerPage(rows, rows[-1].pk if rows and older else None, rows[0].pk if rows and newer else None, count)


def _counted(rows: QuerySet[Customer]) -> int | None:
    number = rows.order_by()[: COUNTED + 1].count()
    return number if number <= COUNTED else None


def customer_of(brand: Brand, customer_id: int) -> Customer | None:
    """One customer of the brand."""
    return Customer.objects.filter(brand=brand, pk=customer_id).first()


def customer_by_address(brand: Brand, key: str) -> Customer | None:
    """The customer with this address key (mail.addresses)."""
    return Customer.objects.filter(brand=brand, email_key=key).first()


def customers_of(brand: Brand) -> QuerySet[Customer]:
    """All customers of the brand."""
    return Customer.objects.filter(brand=brand)


def customers_among(brand: Brand, ids: Iterable[int]) -> Iterator[QuerySet[Customer]]:
    """The customers with these ids, as queries of so many ids each as a database takes."""
    listed = list(ids)
    for start in range(0, len(listed), IDS_AT_ONCE):
        yield customers_of(brand).filter(pk__in=listed[start : start + IDS_AT_ONCE])


def erased_since(brand: Brand | int, moment: datetime) -> bool:
    """Whether a customer of the brand was erased at this moment or later."""
    return ErasedAddress.objects.filter(brand=brand, erased_at__gte=moment).exists()


@dataclass(frozen=True, slots=True)
class Figures:
    """How many customers a brand has, and how many of them may get what."""

    customers: int
    reachable: int
    care: int  # reachable and not opted out
    marketing: int
    erased: int


def figures(brand: Brand) -> Figures:
    """The brand's figures; a full count, so for an overview, not for every page of a list."""
    reachable = Q(reachable=True)
    found = Customer.objects.filter(brand=brand).aggregate(
        all=Count("pk"),
        can_be_reached=Count("pk", filter=reachable),
        may_get_care=Count("pk", filter=reachable & Q(care=True)),
        may_get_marketing=Count("pk", filter=reachable & Q(marketing=True)),
    )
    return Figures(
        customers=found["all"],
        reachable=found["can_be_reached"],
        care=found["may_get_care"],
        marketing=found["may_get_marketing"],
        erased=ErasedAddress.objects.filter(brand=brand).count(),
    )
