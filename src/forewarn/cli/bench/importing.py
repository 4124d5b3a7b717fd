"""`forewarn bench import`: how fast a list of customers comes in, again, and how fast the console finds one of them."""

from __future__ import annotations

import json
import random
import resource
import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from forewarn.cli.bench.installing import (
    DATABASES,
    initialise,
    installation,
    last_object,
    machine,
    run_forewarn,
    run_part,
)
from forewarn.cli.bench.sending.servers import UnableToStart

AIM_SECONDS = {"sqlite": 120, "postgres": 90}  # for a million rows on two cores (docs/performance.md)
AIM_LIST = 200  # milliseconds
MILLION = 1_000_000
TIME_LISTS = "from forewarn.cli.bench.importing import time_lists; time_lists()"

_FIRST = "Ana Tom Chloé Jürgen Lucía Mia Noah Ingrid Olga Ken Sofía Peter Mary Luis Emma José Zoë Anke Bo Ines".split
_SYLLABLES = "ba be bi ka ke ko la le lo ma me mo na ne no ra re ro sa se so ta te to va ve vo".split


@dataclass(frozen=True, slots=True)
class Figures:
    """One database: seconds for the first and the second import of the same file, and of the slowest list."""

    database: str
    rows: int
    seconds: float
    rows_per_second: int
    again_seconds: float
    peak_megabytes: int
    slowest_list: str
    slowest_list_milliseconds: float
    meets_aims: bool


@click.command("import")
@click.option(
    "--rows", default=MILLION, show_default=True, help="Customers in the file.", type=click.IntRange(min=1000)
)
@click.option("--database", type=click.Choice(DATABASES), help="Otherwise each is measured.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def command(rows: int, database: str | None, as_json: bool) -> None:
    """Import a list of made-up customers twice into a fresh installation, look through the console's lists, measure."""
    try:
        with TemporaryDirectory(prefix="forewarn-bench-") as folder:
            file = Path(folder) / "customers.csv"
            write_customers(file, rows)
            figures = [_measure(name, file, rows) for name in ([database] if database else DATABASES)]
    except UnableToStart as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps({"machine": machine(), "figures": [asdict(row) for row in figures]}))
    else:
        _print_table(figures)


def write_customers(path: Path, rows: int) -> None:
    """A list as brands have them: seven columns, names of many lengths, some letters outside ASCII."""
    chance = random.Random(1)  # noqa: S311 - the same file in every run
    first, syllables = _FIRST(), _SYLLABLES()
    families = ["".join(chance.choices(syllables, k=chance.randint(2, 4))).title() for _ in range(20_000)]
    locales, countries = ["en", "en-GB", "es", "es-MX", "de"], ["GB", "US", "ES", "MX", "DE", "FR"]
    with path.open("w", encoding="utf-8") as file:
        file.write("customer_id;email;name;language;country;plan;newsletter\n")
        for number in range(rows):
            given, family = chance.choice(first), chance.choice(families)
            address = f"{family.lower()}.{chance.randrange(10**7)}.{number}@mail{chance.randrange(3000)}.example"
            file.write(
                f"C{number:09};{address};{given} {family};{chance.choice(locales)};{chance.choice(countries)};"
                f"{chance.choice(['basic', 'gold'])};{chance.choice(['yes', 'no', ''])}\n"
            )


def _measure(database: str, file: Path, rows: int) -> Figures:
    with installation(database) as environment:
        initialise(environment)
        seconds, first = _import(environment, file)
        again, second = _import(environment, file)
        lists = run_part(environment, TIME_LISTS, "the lists")
    if first["new"] != rows or (second["new"], second["changed"], second["unchanged"]) != (0, 0, rows):
        raise click.ClickException(f"the import counted wrong: {first} then {second}")
    slowest = max(lists, key=lambda name: lists[name])
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    aim = AIM_SECONDS[database] * rows / MILLION
    return Figures(
        database=database,
        rows=rows,
        seconds=round(seconds, 1),
        rows_per_second=int(rows / seconds),
        again_seconds=round(again, 1),
        peak_megabytes=peak,
        slowest_list=slowest,
        slowest_list_milliseconds=round(lists[slowest], 1),
        meets_aims=seconds <= aim and lists[slowest] <= AIM_LIST,
    )


def _import(environment: dict[str, str], file: Path) -> tuple[float, dict[str, Any]]:
    begun = time.monotonic()
    output = run_forewarn(environment, "import", str(file), "--json")
    return time.monotonic() - begun, last_object(output)


def time_lists() -> None:
    """Print the milliseconds of the console's lists of customers as JSON: medians of five, the first one left out."""
    from forewarn.cli.main import set_up_django

    set_up_django()
    from forewarn.audience.queries.customers import customer_page
    from forewarn.audience.rules.filters import Filter
    from forewarn.brands.queries import brands

    brand = brands()[0]
    lists: dict[str, tuple[Filter, str, int | None]] = {
        "first page": (Filter(), "", None),
        "deep page": (Filter(), "", 100_000),
        "by language": (Filter(locale="es"), "", None),
        "by language and country": (Filter(locale="es", country="MX"), "", None),
        "unreachable": (Filter(reachable=False), "", None),
        "without care, by country": (Filter(care=False, country="GB"), "", None),
        "with marketing": (Filter(marketing=True), "", None),
        "search for an address": (Filter(), "bakela", None),
        "search for a first name": (Filter(), "ana", None),
        "search for a family name": (Filter(), "tomane", None),
        "search for an id": (Filter(), "C0000123", None),
    }
    taken = {}
    for name, (wanted, text, older_than) in lists.items():
        times = []
        for _ in range(6):
            begun = time.perf_counter()
            customer_page(brand, wanted, text=text, older_than=older_than)
            times.append((time.perf_counter() - begun) * 1000)
        taken[name] = statistics.median(times[1:])
    click.echo(json.dumps(taken))


def _print_table(figures: list[Figures]) -> None:
    table = Table("database", "rows", "seconds", "rows/s", "again, s", "peak MB", "slowest list", "ms", "aims")
    for row in figures:
        table.add_row(
            row.database,
            f"{row.rows:,}",
            f"{row.seconds:.1f}",
            f"{row.rows_per_second:,}",
            f"{row.again_seconds:.1f}",
            str(row.peak_megabytes),
            row.slowest_list,
            f"{row.slowest_list_milliseconds:.0f}",
            "met" if row.meets_aims else "missed",
        )
    Console().print(table)
