"""For a vendor: exactly whose data it holds or held, as sets of customers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from forewarn.foundation.customer_sets import CustomerSet, load
from forewarn.holdings.models import EndingChunk, TransferChunk
from forewarn.holdings.queries.record import as_ended, as_given, endings_that_count, transfers_that_count
from forewarn.holdings.rules import Given, Window, held, partition
from forewarn.vendors.data_fields import FIELDS, DataField, categories_of, in_order
from forewarn.vendors.models import Vendor


def customers_by_field(
    vendor: Vendor,
    window: Window,
    *,
    fields: Iterable[str] | None = None,
    seen: Callable[[str, Given], None] | None = None,
) -> dict[str, CustomerSet]:
    """Field → the customers of whom the vendor held it at some moment of the window; fields of nobody are left out.

    `fields` None asks about all of them; `seen` is told of every transfer of which something is held. Reads only what
    the vendor was sent, one set at a time.
    """
    wanted = set(FIELDS if fields is None else fields)
    given = [g for g in as_given(transfers_that_count(vendor=vendor)) if g.fields & wanted]
    sent = in_order(wanted & {code for g in given for code in g.fields})
    found = held(
        given,
        as_ended(endings_that_count(vendor=vendor)),
        fields=sent,
        window=window,
        members=lambda g: load(TransferChunk.objects.filter(transfer_id=g.id)),
        leavers=lambda e: load(EndingChunk.objects.filter(ending_id=e.id)),
        seen=seen,
    )
    return {code: who for code, who in found.items() if who}


def customers_with(
    vendor: Vendor, fields: Iterable[str] | None = None, since: datetime | None = None, until: datetime | None = None
) -> CustomerSet:
    """Everybody of whom the vendor held at least one of the fields (None: any) at some moment of [since, until).

    An open side is None. The same moment twice asks about that moment alone. Its length is the count.
    """
    window = Window.moment(since) if since is not None and since == until else Window(since, until)
    everybody = CustomerSet()
    for who in customers_by_field(vendor, window, fields=fields).values():
        everybody |= who
    return everybody


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field that a vendor holds now: of how many, since when of the earliest of them, and until when (None: no end is
    known for some of them)."""

    field: DataField
    customers: int
    since: datetime
    until: datetime | None


def field_lines(vendor: Vendor, at: datetime) -> list[FieldLine]:
    """What the vendor holds at this moment, field by field in the order in which they are shown."""
    begun: dict[str, list[Given]] = {}
    held_now = customers_by_field(
        vendor, Window.moment(at), seen=lambda code, given: begun.setdefault(code, []).append(given)
    )
    lines = []
    for code, who in held_now.items():
        ends = [given.ends_at for given in begun[code]]
        known = [end for end in ends if end is not None]
        until = max(known) if len(known) == len(ends) else None
        lines.append(FieldLine(FIELDS[code], len(who), min(given.at for given in begun[code]), until))
    return lines


@dataclass(frozen=True, slots=True)
class Group:
    """Customers of whom a vendor holds exactly the same categories, and within them some of these fields."""

    categories: tuple[str, ...]  # codes, in the order in which they are shown
    fields: tuple[str, ...]
    customers: CustomerSet


def groups_by_categories(
    vendor: Vendor, window: Window, *, fields: Iterable[str] | None = None, among: CustomerSet | None = None
) -> list[Group]:
    """The customers concerned in disjoint groups, each with exactly which data categories are touched; largest first.

    A hundred thousand people with the same facts are one group. `among` keeps only these customers.
    """
    by_category: dict[str, CustomerSet] = {}
    by_field = customers_by_field(vendor, window, fields=fields)
    for code, who in by_field.items():
        category = FIELDS[code].category
        by_category[category] = by_category.get(category, CustomerSet()) | (who if among is None else who & among)
    groups = []
    for names, who in partition(by_category).items():
        codes = [code for code, holders in by_field.items() if FIELDS[code].category in names and holders & who]
        groups.append(Group(tuple(categories_of(codes)), tuple(in_order(codes)), who))
    return sorted(groups, key=lambda group: (-len(group.customers), group.categories))


def groups_by_fields(
    vendor: Vendor, window: Window, *, fields: Iterable[str] | None = None, among: CustomerSet | None = None
) -> list[Group]:
    """The same by exactly which fields are touched: whoever shares a group shares every fact."""
    found = customers_by_field(vendor, window, fields=fields)
    crowds = found if among is None else {code: who & among for code, who in found.items()}
    groups = [
        Group(tuple(categories_of(names)), tuple(in_order(names)), who) for names, who in partition(crowds).items()
    ]
    return sorted(groups, key=lambda group: (-len(group.customers), group.fields))


def still_holds(vendor: Vendor, at: datetime) -> bool:
    """Whether the vendor holds data of any customer at this moment."""
    return bool(customers_by_field(vendor, Window.moment(at)))
