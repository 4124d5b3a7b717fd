"""The parts of `forewarn bench exposure` that run in processes of their own; each prints one JSON object."""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from forewarn.cli.main import set_up_django

if TYPE_CHECKING:
    from forewarn.foundation.customer_sets import CustomerSet
    from forewarn.vendors.models import Vendor

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SINCE, UNTIL = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)  # the window that is asked about
FIELDS = ("email", "name")
ASKED = ("vendor-0", "vendor-1", "vendor-2")  # a large, a middling and a small one
SHARES = (0.6, 0.06, 0.006)  # of all customers, counted with repetition; other vendors take one of them in turn
DELETED = 0.05  # of every tenth transfer's customers, deleted again in May
TIMES = 7  # each question; medians


def _sizes() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(os.environ["BENCH_EXPOSURE"])
    return found


def _plan(sizes: dict[str, Any]) -> Iterator[tuple[int, datetime, CustomerSet]]:
    """(vendor's number, moment, customers) of every transfer, the same in every run."""
    from forewarn.foundation.customer_sets import CustomerSet

    chance, total = random.Random(1), sizes["customers"]  # noqa: S311 - the same in every run
    base = CustomerSet(chance.sample(range(1, total + 1), max(total // 100, 100)))
    whole = CustomerSet(range(1, total + 1))
    for number in range(sizes["transfers"]):
        vendor = number % sizes["vendors"]
        wanted = total * SHARES[vendor % 3] / max(sizes["transfers"] / sizes["vendors"], 1)
        members = CustomerSet()
        while len(members) < wanted:
            offset = chance.randrange(-total, total)
            part = base.shift(offset) & whole
            if len(members) + len(part) > wanted:
                part = CustomerSet(part[: max(int(wanted) - len(members), 1)])
            members |= part
        yield vendor, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=chance.randrange(300 * 24)), members


def _leavers(members: CustomerSet) -> CustomerSet:
    from forewarn.foundation.customer_sets import CustomerSet

    return CustomerSet(members[: int(len(members) * DELETED)])


def fill() -> None:
    """Record the transfers and deletions."""
    set_up_django()
    from forewarn.audit.rules import SYSTEM
    from forewarn.brands.queries import brands
    from forewarn.holdings.recording.endings import record_deletion
    from forewarn.holdings.recording.transfers import record_transfer
    from forewarn.vendors.actions import save_vendor

    sizes, brand = _sizes(), brands()[0]
    vendors = [
        save_vendor(brand=brand, slug=None, name=f"Vendor {number}", by=SYSTEM, now=NOW)
        for number in range(sizes["vendors"])
    ]
    for vendor, at, members in _plan(sizes):
        to = vendors[vendor]
        record_transfer(vendor=to, customers=members, fields=FIELDS, at=at, by=SYSTEM, now=NOW)
        leavers = _leavers(members)
        if leavers and at < SINCE:
            gone = max(at, SINCE - timedelta(days=5))
            record_deletion(vendor=to, customers=leavers, at=gone, proof="bench", by=SYSTEM, now=NOW)
    click.echo(json.dumps({"transfers": sizes["transfers"], "megabytes": _table_size("holdings_transferchunk")}))


def ask() -> None:
    """Ask for three vendors and for some customers."""
    set_up_django()
    from forewarn.brands.queries import brands
    from forewarn.holdings.queries.customers import customer_spans
    from forewarn.holdings.queries.vendors import customers_with

    sizes, brand = _sizes(), brands()[0]
    exposed, taken = [], []
    for vendor in _asked():
        exposed.append(len(customers_with(vendor, FIELDS, SINCE, UNTIL)))
        taken.append(_median(lambda vendor=vendor: customers_with(vendor, FIELDS, SINCE, UNTIL)))  # type: ignore[misc]
    chance = random.Random(2)  # noqa: S311 - the same in every run
    people = [chance.randrange(1, sizes["customers"]) for _ in range(20)]
    one = statistics.median(_median(lambda pk=pk: customer_spans(brand.pk, pk), times=3) for pk in people)  # type: ignore[misc]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = {"exposed": exposed, "vendor_milliseconds": taken, "customer_milliseconds": one, "peak_megabytes": peak}
    click.echo(json.dumps(told))


def rows() -> None:
    """Fill customer × vendor × field rows with a covering index, for the vendors that are asked about, and ask them."""
    set_up_django()
    from django.db import connection

    sizes, vendors = _sizes(), _asked()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_rows (customer integer, vendor integer, field integer, since integer, until integer)"
        )
    deletions: list[tuple[int, int, int, CustomerSet]] = []
    plan = [entry for entry in _plan(sizes) if entry[0] < len(vendors)]
    for vendor, at, members in plan:
        if at < SINCE:
            gone_at = max(at, SINCE - timedelta(days=5))
            deletions.append((vendor, _hour(gone_at), _hour(at), _leavers(members)))
    for vendor, at, members in plan:
        _fill_rows(vendor, _hour(at), members, deletions)
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX bench_covering ON bench_rows (vendor, field, since, until, customer)")
        cursor.execute("ANALYZE bench_rows")
        if connection.vendor == "postgresql" and not connection.in_atomic_block:
            cursor.execute("VACUUM bench_rows")  # so that the index alone answers
        cursor.execute("SELECT count(*) FROM bench_rows")
        count = cursor.fetchone()[0]
    exposed, taken, counted = [], [], []
    for number in range(len(vendors)):
        exposed.append(len(_ids_from_rows(number)))
        taken.append(_median(lambda n=number: _ids_from_rows(n), times=3))  # type: ignore[misc]
        counted.append(_median(lambda n=number: _count_from_rows(n), times=3))  # type: ignore[misc]
    size = _table_size("bench_rows") + _table_size("bench_covering")
    told = {"exposed": exposed, "milliseconds": taken, "count_milliseconds": counted, "rows": count, "megabytes": size}
    click.echo(json.dumps(told))


def _fill_rows(vendor: int, at: int, members: CustomerSet, deletions: list[tuple[int, int, int, CustomerSet]]) -> None:
    """One row per customer and field; where a deletion ends it, with its end."""
    from django.db import connection

    from forewarn.foundation.customer_sets import CustomerSet

    rest, parts = members, []
    for of_vendor, gone_at, _began, leavers in sorted(deletions, key=lambda entry: entry[1]):
        if of_vendor == vendor and gone_at > at and (gone := rest & leavers):
            parts.append((gone, gone_at))
            rest = rest - gone
    parts.append((rest, 0))
    with connection.cursor() as cursor:
        for who, until in parts:
            for field in range(len(FIELDS)):
                end = until or None
                for begin in range(0, len(who), 200_000):
                    ids = json.dumps(list(CustomerSet(who[begin : begin + 200_000])))
                    each = (
                        "json_array_elements_text(%s::json)" if connection.vendor == "postgresql" else "json_each(%s)"
                    )
                    value = "value::integer" if connection.vendor == "postgresql" else "value"
                    sql = f"INSERT INTO bench_rows SELECT {value}, %s, %s, %s, %s FROM {each} AS j(value)"  # noqa: S608
                    if connection.vendor != "postgresql":
                        sql = sql.replace(" AS j(value)", "")
                    cursor.execute(sql, [vendor, field, at, end, ids])


_CONDITION = "vendor = %s AND field IN (0, 1) AND since < %s AND (until IS NULL OR until > %s)"


def _ids_from_rows(vendor: int) -> CustomerSet:
    from django.db import connection

    from forewarn.foundation.customer_sets import CustomerSet

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT customer FROM bench_rows WHERE {_CONDITION}", [vendor, _hour(UNTIL), _hour(SINCE)])  # noqa: S608
        return CustomerSet(row[0] for row in cursor.fetchall())


def _count_from_rows(vendor: int) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        sql = f"SELECT count(DISTINCT customer) FROM bench_rows WHERE {_CONDITION}"  # noqa: S608
        cursor.execute(sql, [vendor, _hour(UNTIL), _hour(SINCE)])
        return int(cursor.fetchone()[0])


def _hour(moment: datetime) -> int:
    return int(moment.timestamp()) // 3600


def _asked() -> list[Vendor]:
    from forewarn.brands.queries import brands
    from forewarn.vendors.queries import vendors

    return sorted((v for v in vendors(brands()[0]) if v.slug in ASKED), key=lambda v: v.slug)


def _median(question: Callable[[], object], times: int = TIMES) -> float:
    """Milliseconds; the first time is left out."""
    taken = []
    for _ in range(times + 1):
        begun = time.perf_counter()
        question()
        taken.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(taken[1:]), 2)


def _table_size(name: str) -> float:
    """Megabytes of a table with its indexes, or of an index."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size(%s)", [name])
        else:
            cursor.execute("SELECT sum(pgsize) FROM dbstat WHERE name = %s", [name])
        return round((cursor.fetchone()[0] or 0) / 1_000_000, 1)
