"""`forewarn bench exposure`: who was exposed, asked of sets and of plain rows on the same database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from forewarn.cli.bench.importing import write_customers
from forewarn.cli.bench.installing import DATABASES, initialise, installation, machine, run_forewarn, run_part
from forewarn.cli.bench.sending.servers import UnableToStart

AIM_VENDOR, AIM_CUSTOMER, AIM_MEMORY, AIM_IDS = 1_000, 50, 1_000, 200_000  # ms, ms, MB, ids a second
SCRIPT = "from forewarn.cli.bench.exposing import {0}; {0}()"


@dataclass(frozen=True, slots=True)
class Figures:
    """One database. Milliseconds are medians; `rows` is the same question asked of customer × vendor × field rows."""

    database: str
    customers: int
    vendors: int
    transfers: int
    exposed: list[int]  # customers concerned: at a large, a middling and a small vendor
    vendor_milliseconds: list[float]
    rows_milliseconds: list[float]  # ids and counts; empty without rows
    rows_count_milliseconds: list[float]  # counts alone
    rows: int
    customer_milliseconds: float
    peak_megabytes: int  # of the process that asked
    sets_megabytes: float
    rows_megabytes: float
    manifest_ids: int
    manifest_ids_per_second: int
    manifest_ids_per_processor_second: int  # of the whole command, with its start; the database server's is its own
    manifest_peak_megabytes: int
    meets_aims: bool


@click.command("exposure")
@click.option("--customers", default=10_000_000, show_default=True, type=click.IntRange(min=10_000))
@click.option("--vendors", default=50, show_default=True, type=click.IntRange(min=3, max=1_000))
@click.option("--transfers", default=500, show_default=True, type=click.IntRange(min=3))
@click.option("--manifest", default=1_000_000, show_default=True, help="Ids of a manifest; 0 leaves it out.")
@click.option("--rows/--no-rows", default=True, help="Ask plain rows too; filling them takes the longest.")
@click.option("--database", type=click.Choice(DATABASES), help="Otherwise each is measured.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def command(database: str | None, as_json: bool, **sizes: Any) -> None:
    """Record made-up transfers, ask whose data three vendors held, beside the same question in rows; load a manifest.

    Rows are filled only for the three vendors that are asked about, which is kinder to them than life would be.
    """
    try:
        figures = [_measure(name, sizes) for name in ([database] if database else DATABASES)]
    except UnableToStart as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps({"machine": machine(), "figures": [asdict(row) for row in figures]}))
    else:
        _print_table(figures)


def _measure(database: str, sizes: dict[str, Any]) -> Figures:
    with installation(database) as environment:
        initialise(environment)
        environment = environment | {"BENCH_EXPOSURE": json.dumps(sizes)}
        filled = run_part(environment, SCRIPT.format("fill"), "fill")
        asked = run_part(environment, SCRIPT.format("ask"), "ask")
        rows = run_part(environment, SCRIPT.format("rows"), "rows") if sizes["rows"] else {}
        if sizes["rows"] and rows["exposed"] != asked["exposed"]:
            raise click.ClickException(f"sets and rows disagree: {asked['exposed']} and {rows['exposed']}")
        loaded = _manifest(environment, sizes["manifest"]) if sizes["manifest"] else Loaded()
    slow = max(asked["vendor_milliseconds"]) > AIM_VENDOR or asked["customer_milliseconds"] > AIM_CUSTOMER
    heavy = max(asked["peak_megabytes"], loaded.megabytes) > AIM_MEMORY
    return Figures(
        database=database,
        customers=sizes["customers"],
        vendors=sizes["vendors"],
        transfers=filled["transfers"],
        exposed=asked["exposed"],
        vendor_milliseconds=asked["vendor_milliseconds"],
        rows_milliseconds=rows.get("milliseconds", []),
        rows_count_milliseconds=rows.get("count_milliseconds", []),
        rows=rows.get("rows", 0),
        customer_milliseconds=asked["customer_milliseconds"],
        peak_megabytes=asked["peak_megabytes"],
        sets_megabytes=filled["megabytes"],
        rows_megabytes=rows.get("megabytes", 0),
        manifest_ids=loaded.ids,
        manifest_ids_per_second=loaded.rate,
        manifest_ids_per_processor_second=loaded.processor_rate,
        manifest_peak_megabytes=loaded.megabytes,
        meets_aims=not (slow or heavy or (loaded.ids and loaded.rate < AIM_IDS)),
    )


@dataclass(frozen=True, slots=True)
class Loaded:
    """A manifest: ids, ids a second and a processor second, and the peak memory."""

    ids: int = 0
    rate: int = 0
    processor_rate: int = 0
    megabytes: int = 0


def _manifest(environment: dict[str, str], ids: int) -> Loaded:
    """Import so many customers, then load a manifest of all their numbers."""
    with TemporaryDirectory(prefix="forewarn-bench-") as folder:
        customers, manifest = Path(folder) / "customers.csv", Path(folder) / "manifest.csv"
        write_customers(customers, ids)
        run_forewarn(environment, "import", str(customers), "--json")
        with manifest.open("w", encoding="utf-8") as file:
            file.write("customer_id\n")
            file.writelines(f"C{number:09}\n" for number in range(ids))
        command = [sys.executable, "-m", "forewarn.cli", "holdings", "load", str(manifest), "--json"]
        command += ["--vendor", "vendor-0", "--fields", "email,name", "--at", "2026-01-01T00:00"]
        done = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
        output = done.stdout.read() if done.stdout else ""
        _pid, status, usage = os.wait4(done.pid, 0)
        done.returncode = os.waitstatus_to_exitcode(status)
    told = json.loads(output.splitlines()[-1])
    if not told["loaded"] or told["customers"] != ids:
        raise click.ClickException(f"the manifest was loaded wrong: {told}")
    processor = usage.ru_utime + usage.ru_stime
    return Loaded(ids, int(ids / told["seconds"]), int(ids / processor), usage.ru_maxrss // 1024)


def _print_table(figures: list[Figures]) -> None:
    table = Table("database", "question", "customers", "sets, ms", "rows, ms", "rows, counts only, ms")
    for row in figures:
        for number, name in enumerate(("large vendor", "middling vendor", "small vendor")):
            of_rows = f"{row.rows_milliseconds[number]:,.0f}" if row.rows_milliseconds else "–"
            counts = f"{row.rows_count_milliseconds[number]:,.0f}" if row.rows_count_milliseconds else "–"
            exposed, sets = f"{row.exposed[number]:,}", f"{row.vendor_milliseconds[number]:,.1f}"
            table.add_row(row.database, name, exposed, sets, of_rows, counts)
        table.add_row(row.database, "one customer", "1", f"{row.customer_milliseconds:,.1f}", "–", "–")
    console = Console()
    console.print(table)
    for row in figures:
        aims = "aims met" if row.meets_aims else "aims missed"
        console.print(
            f"{row.database}: {row.customers:,} customers, {row.vendors} vendors, {row.transfers} transfers; "
            f"{row.peak_megabytes} MB to ask; sets {row.sets_megabytes:,.0f} MB, {row.rows:,} rows "
            f"{row.rows_megabytes:,.0f} MB; manifest {row.manifest_ids_per_second:,} ids/s, "
            f"{row.manifest_ids_per_processor_second:,} a processor second, {row.manifest_peak_megabytes} MB; {aims}."
        )
