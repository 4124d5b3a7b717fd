"""`forewarn bench send`: how fast signed mail leaves, with its proof kept, beside what bare signing costs here."""

from __future__ import annotations

import json
import platform
import statistics
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from forewarn.cli.bench.installing import installation, machine, run_module
from forewarn.cli.bench.sending.servers import UnableToStart, sink, smtp_source_rate
from forewarn.cli.bench.sending.signing_rate import signatures_per_second

PROOFS = ("none", "sqlite", "postgres")
SENDING = "forewarn.cli.bench.sending"
SECRET = "only-for-this-measurement-" + "0" * 40
LINES = 4  # connections; more brought nothing in measurements

# The aims (docs/performance.md): rates as multiples of one core's bare signing rate, processor time of bare signing.
AIM_SIGNED = 0.9
AIM_CPU = 1.5
AIM_UNSIGNED = 6000  # mails per second
AIM_MEGABYTES = 200


@dataclass(frozen=True, slots=True)
class Figures:
    """One way of sending: medians over the rounds. `signing_rate` was measured before and after each round."""

    signed: bool
    proof: str
    mails: int
    mails_per_second: float
    cpu_seconds_per_1000: float
    peak_megabytes: int
    signing_rate: float
    of_signing_rate: float  # mails per second, divided by one core's bare signatures per second
    of_signing_cpu: float  # processor time of a mail, divided by that of a bare signature
    of_smtp_source: float | None  # mails per second, divided by what Postfix's smtp-source (C, unsigned) reaches here
    meets_aims: bool


@click.command()
@click.option("--proof", type=click.Choice(PROOFS), help="Where the proof is kept; otherwise each is measured.")
@click.option("--unsigned", is_flag=True, help="Only without our signature, as for a relay that signs.")
@click.option("--count", default=20_000, show_default=True, help="Mails per round.", type=click.IntRange(min=100))
@click.option("--rounds", default=3, show_default=True, help="The median counts.", type=click.IntRange(min=1))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def command(proof: str | None, unsigned: bool, count: int, rounds: int, as_json: bool) -> None:
    """Send a 30 kB two-part mail with four merge fields to an SMTP sink on this machine, and measure."""
    cases = [(True, p) for p in PROOFS] + [(False, p) for p in PROOFS[:2]]
    if proof or unsigned:
        cases = [(not unsigned, proof or "sqlite")]
    try:
        with sink() as (port, server):
            figures = [_measure(port, *case, count=count, rounds=rounds) for case in cases]
    except UnableToStart as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps({"machine": _machine(server), "figures": [asdict(row) for row in figures]}))
    else:
        _print_table(figures, server)


def _measure(port: int, signed: bool, proof: str, *, count: int, rounds: int) -> Figures:
    """The medians of some rounds of one case."""
    results, rates, sources = [], [], []
    for _ in range(rounds):
        before, _name = signatures_per_second()
        sources.append(smtp_source_rate(port, count))
        with installation(proof) as environment:
            results.append(_one_round(port, signed, proof, count, environment | {"FOREWARN_SECRET_KEY": SECRET}))
        rates.append((before + signatures_per_second()[0]) / 2)
        if results[-1]["mails"] != count:
            raise click.ClickException(f"the sink took {results[-1]['mails']} of {count} mails")
    rate = statistics.median(rates)
    per_second = statistics.median(result["mails"] / result["seconds"] for result in results)
    cpu = statistics.median(result["cpu_seconds"] / result["mails"] for result in results)
    peak = max(int(result["peak_megabytes"]) for result in results)
    source = statistics.median([rate for rate in sources if rate] or [0.0])
    quick = per_second >= AIM_SIGNED * rate and cpu * rate <= AIM_CPU if signed else per_second >= AIM_UNSIGNED
    return Figures(
        signed=signed,
        proof=proof,
        mails=count,
        mails_per_second=round(per_second, 1),
        cpu_seconds_per_1000=round(cpu * 1000, 4),
        peak_megabytes=peak,
        signing_rate=round(rate, 1),
        of_signing_rate=round(per_second / rate, 3),
        of_signing_cpu=round(cpu * rate, 3),
        of_smtp_source=round(per_second / source, 3) if source else None,
        meets_aims=quick and peak < AIM_MEGABYTES,
    )


def _one_round(port: int, signed: bool, proof: str, count: int, environment: dict[str, str]) -> dict[str, Any]:
    """One round in a process of its own, so that only sending counts."""
    numbers = [str(port), str(count), str(LINES), str(int(signed))]
    if proof == "none":
        return run_module(environment, SENDING, "from-memory", *numbers)
    prepared = run_module(environment, SENDING, "prepare", *numbers)
    return run_module(environment, SENDING, "send", str(prepared["mailing"]))


def _machine(server: str) -> dict[str, object]:
    return {
        "processor": _processor(),
        **machine(),
        "sink": server,
        "signing": signatures_per_second()[1],
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())


def _print_table(figures: list[Figures], server: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"A 30 kB mail with four merge fields, {LINES} connections to {server}")
    for title in ("", "mails/s", "÷ signing rate", "CPU s/1,000", "÷ signing CPU", "÷ smtp-source", "peak MB", "aims"):
        table.add_column(title, justify="left" if title in ("", "aims") else "right")
    for row in figures:
        name = ("signed" if row.signed else "unsigned") + (
            f", proof in {row.proof}" if row.proof != "none" else ", no proof"
        )
        table.add_row(
            name,
            f"{row.mails_per_second:,.0f}",
            f"{row.of_signing_rate:.2f}",
            f"{row.cpu_seconds_per_1000:.3f}",
            f"{row.of_signing_cpu:.2f}",
            f"{row.of_smtp_source:.2f}" if row.of_smtp_source else "–",
            str(row.peak_megabytes),
            "met" if row.meets_aims else "missed",
        )
    rates = statistics.median(row.signing_rate for row in figures)
    console = Console()
    console.print(table)
    console.print(f"One core signs {rates:,.0f} times a second bare (RSA-2048, measured beside each round).")
    console.print(
        f"Aims: signed ≥ {AIM_SIGNED} of the signing rate with CPU ≤ {AIM_CPU} of a signature's; "
        f"unsigned ≥ {AIM_UNSIGNED:,} mails/s; memory < {AIM_MEGABYTES} MB."
    )
