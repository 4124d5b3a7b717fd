"""`forewarn bench flood`: one source floods check@ over a real socket, while somebody else asks now and then."""

from __future__ import annotations

import json
from typing import Any

import click

from forewarn.cli.bench.installing import DATABASES, initialise, installation, run_part
from forewarn.cli.bench.sending.servers import UnableToStart

REPORTS = 50_000
SCRIPT = "from forewarn.cli.bench.flooding import run; run()"
ANSWERS_PER_HOUR = 60  # to one organisation; a flood that crosses the hour may get twice as many


@click.command("flood")
@click.option("--reports", default=REPORTS, show_default=True, type=click.IntRange(min=20))
@click.option(
    "--senders", default=1, show_default=True, type=click.IntRange(min=1), help="Addresses that it writes as."
)
@click.option("--database", default="sqlite", show_default=True, type=click.Choice(DATABASES))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
def command(reports: int, senders: int, database: str, as_json: bool) -> None:
    """Flood a fresh installation; fails where a report is lost, too many are answered, or more than one sighting comes of
    it."""
    try:
        with installation(database) as environment:
            figures = _measure(environment, reports, senders)
    except UnableToStart as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(figures))
    else:
        for name, value in figures.items():
            click.echo(f"{name.replace('_', ' '):26}{value}")
    if faults := _faults(figures):
        click.echo("; ".join(faults), err=True)
        raise SystemExit(1)


def _measure(environment: dict[str, str], reports: int, senders: int) -> dict[str, Any]:
    initialise(environment)
    environment = environment | {
        "BENCH_FLOOD": json.dumps({"reports": reports, "senders": senders}),
        "FOREWARN_ZONE_FILE": f"{environment['FOREWARN_HOME']}/zone.json",
    }
    return run_part(environment, SCRIPT, "the flood")


def _faults(figures: dict[str, Any]) -> list[str]:
    others = len(figures["others_seconds"])
    faults = []
    if figures["kept"] + figures["only_counted"] != figures["reports"] + others:
        faults.append("a report was lost")
    if figures["answered"].get("by_mail", 0) > 2 * ANSWERS_PER_HOUR + others:
        faults.append("more answers went out than the limit")
    if len(figures["sightings"]) != 1 or figures["sightings"][0][0] > others + 1:
        faults.append("the flood is not the noise of one sighting")
    return faults
