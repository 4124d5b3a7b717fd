"""`forewarn bench verify`: verdicts per second on one core, the time of a large mail, and memory over ten thousand."""

from __future__ import annotations

import json
import resource
import statistics
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from forewarn.cli.bench.asked_mails import DOMAIN, SELECTOR, asked_mails, enlarged, letters_without_record
from forewarn.cli.bench.installing import DATABASES, initialise, installation, run_part
from forewarn.cli.bench.rounds import Work, best_times, p95, rate_and_size, times
from forewarn.cli.bench.sending.servers import UnableToStart
from forewarn.cli.input_files import UnableToRead, read_file, walk
from forewarn.mail.dkim.keys import generate_key
from forewarn.mail.profile import BrandProfile, ProfileKey, UnableToReadProfile, read_profile
from forewarn.verification.checking import Checker

KINDS = 40  # different mails of each kind, so that nothing is answered from memory
ROUNDS = 5
MEMORY_VERDICTS = 10_000
AIMS = {"verdicts_per_second": 150, "large_p95_ms": 40}
SCRIPT = "from forewarn.cli.bench.recorded import measure; measure()"


@click.command("verify")
@click.option("--mails", type=click.Path(exists=True), help="Judge the mails of this folder instead of made-up ones.")
@click.option("--profile", "profile_path", type=click.Path(path_type=Path), help="The brand's brand.toml, for --mails.")
@click.option("--verdicts", default=MEMORY_VERDICTS, show_default=True, help="Verdicts over which memory is watched.")
@click.option("--database", type=click.Choice(DATABASES), help="Judge with a sent record in this database as well.")
@click.option("--campaigns", default=2_000, show_default=True, type=click.IntRange(min=1), help="Of the record.")
@click.option("--singles", default=100_000, show_default=True, type=click.IntRange(min=1), help="Mails of the record.")
@click.option("--json", "as_json", is_flag=True, help="JSON alone.")
def command(
    mails: str | None, profile_path: Path | None, verdicts: int, database: str | None, campaigns: int, singles: int,
    as_json: bool,
) -> None:  # fmt: skip
    """Measure the verdict on one core."""
    try:
        made, checker = _made_up()
        profile = read_profile(profile_path) if profile_path else None
    except UnableToReadProfile as error:
        raise click.UsageError(str(error)) from error
    raws = _from_folder(mails) if mails else made
    if not raws:
        raise click.UsageError("no mails in that folder")
    judge = _judge(Checker(profile) if profile else checker)
    result: dict[str, Any] = {
        **_throughput(judge, raws),
        **_large(_judge(checker), made),
        **_memory(judge, raws, verdicts),
    }
    if database:
        result["with_record"] = _with_record(database, campaigns, singles)
    if not as_json:
        for line in _lines(result, verdicts):
            click.echo(line)
    click.echo(json.dumps(result))


def _lines(result: dict[str, Any], verdicts: int) -> Iterator[str]:
    yield f"{'mails':<34}{result['mails']}, {result['mean_bytes']} bytes on average"
    yield from _rates(result)
    yield f"{'memory grown over ' + str(verdicts):<34}{result['memory_grown_mb']} MB, to {result['memory_mb']} MB"
    found = result.get("with_record")
    if found:
        yield f"with {found['campaigns']} campaigns and {found['single_mails']} single mails in {found['database']}:"
        yield from _rates(found)
        yield f"{'statements of a verdict':<34}{found['queries']}"
        yield f"{'reports read per second':<34}{found['readings_per_second']}"
        yield f"{'one report, median / p95':<34}{found['reading_median_ms']} / {found['reading_p95_ms']} ms"
        yield f"{'statements of a report':<34}{found['reading_queries']}"


def _rates(of: dict[str, Any]) -> Iterator[str]:
    aims = AIMS
    yield f"{'verdicts per second, one core':<34}{of['verdicts_per_second']} (aim {aims['verdicts_per_second']})"
    yield f"{'one verdict, median / p95':<34}{of['median_ms']} / {of['p95_ms']} ms"
    yield f"{'100 kB, median / p95':<34}{of['large_median_ms']} / {of['large_p95_ms']} ms (aim {aims['large_p95_ms']})"


def _judge(checker: Checker) -> Work:
    now = datetime.now(UTC)
    return lambda raw: checker.check(raw, now)


def _from_folder(folder: str) -> list[bytes]:
    raws = []
    for path in walk([folder]):
        try:
            raws.append(read_file(path))
        except UnableToRead:
            continue
    return raws


def _made_up() -> tuple[list[bytes], Checker]:
    """Mails in and out of the brand's name, and what checks them without a record."""
    pair = generate_key()
    key = ProfileKey(SELECTOR, DOMAIN, pair.public_key)
    profile = BrandProfile(
        name="Brand", domains=(DOMAIN,), keys=(key,), signs_all_mail_since=datetime(2020, 1, 1, tzinfo=UTC)
    )
    return asked_mails(letters_without_record(KINDS), pair.private_pem), Checker(profile)


def _with_record(database: str, campaigns: int, singles: int) -> dict[str, Any]:
    """The same with a sent record in a fresh database, and of whole readings of reports."""
    try:
        with installation(database) as environment:
            initialise(environment)
            sizes = {"campaigns": campaigns, "singles": singles, "kinds": min(KINDS, campaigns), "rounds": ROUNDS}
            zone = f"{environment['FOREWARN_HOME']}/zone.json"
            environment = environment | {"BENCH_VERIFY": json.dumps(sizes), "FOREWARN_ZONE_FILE": zone}
            return {"database": database, **run_part(environment, SCRIPT, "verify")}
    except UnableToStart as error:
        raise click.ClickException(str(error)) from error


def _throughput(judge: Work, raws: list[bytes]) -> dict[str, float]:
    each = best_times(judge, raws, ROUNDS)
    return {**rate_and_size(raws, each, "verdicts_per_second"), "p95_ms": round(1_000 * p95(each), 2)}


def _large(judge: Work, made: list[bytes]) -> dict[str, float]:
    """One verdict on mails of 100 kB."""
    taken = times(judge, enlarged(made))
    return {
        "large_median_ms": round(1_000 * statistics.median(taken), 2),
        "large_p95_ms": round(1_000 * p95(taken), 2),
    }


def _memory(judge: Work, raws: list[bytes], verdicts: int) -> dict[str, float]:
    """How much the process grew from the tenth part of the verdicts on to the last."""
    for number in range(verdicts // 10):
        judge(raws[number % len(raws)])
    before = _peak_mb()
    for number in range(verdicts - verdicts // 10):
        judge(raws[number % len(raws)])
    return {"memory_grown_mb": round(_peak_mb() - before, 1), "memory_mb": round(_peak_mb(), 1)}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
