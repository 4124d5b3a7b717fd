"""`forewarn bench verify`: verdicts per second on one core, the time of a large mail, and memory over ten thousand."""

from __future__ import annotations

import json
import resource
import statistics
from datetime import UTC, datetime
from pathlib import Path

import click

from forewarn.cli.bench.lint import sample_mail
from forewarn.cli.bench.rounds import Work, best_round, rate_and_size, times
from forewarn.cli.input_files import UnableToRead, read_file, walk
from forewarn.mail.dkim.keys import generate_key
from forewarn.mail.profile import BrandProfile, ProfileKey, UnableToReadProfile, read_profile
from forewarn.verification.checking import Checker

KINDS = 40  # different mails of each kind, so that nothing is answered from memory
LARGE_BYTES = 100_000  # the size that the aim for one verdict speaks of
ROUNDS = 3
MEMORY_VERDICTS = 10_000
AIMS = {"verdicts_per_second": 150, "large_p95_ms": 40}
_SELECTOR, _DOMAIN = "bench", "brand.example"


@click.command("verify")
@click.option("--mails", type=click.Path(exists=True), help="Judge the mails of this folder instead of made-up ones.")
@click.option("--profile", "profile_path", type=click.Path(path_type=Path), help="The brand's brand.toml, for --mails.")
@click.option("--verdicts", default=MEMORY_VERDICTS, show_default=True, help="Verdicts over which memory is watched.")
@click.option("--json", "as_json", is_flag=True, help="JSON alone.")
def command(mails: str | None, profile_path: Path | None, verdicts: int, as_json: bool) -> None:
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
    result = {**_throughput(judge, raws), **_large(_judge(checker), made), **_memory(judge, raws, verdicts)}
    if not as_json:
        click.echo(f"{'mails':<34}{result['mails']}, {result['mean_bytes']} bytes on average")
        click.echo(
            f"{'verdicts per second, one core':<34}{result['verdicts_per_second']} (aim {AIMS['verdicts_per_second']})"
        )
        click.echo(f"{'one verdict, median / p95':<34}{result['median_ms']} / {result['p95_ms']} ms")
        click.echo(
            f"{'100 kB, median / p95':<34}{result['large_median_ms']} / {result['large_p95_ms']} ms (aim {AIMS['large_p95_ms']})"
        )
        click.echo(
            f"{'memory grown over ' + str(verdicts):<34}{result['memory_grown_mb']} MB, to {result['memory_mb']} MB"
        )
    click.echo(json.dumps(result))


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
    """Signed newsletters of the brand, lures in its name, and newsletters passed on as attachments."""
    import dkim

    pair = generate_key()
    key = ProfileKey(_SELECTOR, _DOMAIN, pair.public_key)
    profile = BrandProfile(
        name="Brand", domains=(_DOMAIN,), keys=(key,), signs_all_mail_since=datetime(2020, 1, 1, tzinfo=UTC)
    )
    raws: list[bytes] = []
    for number in range(KINDS):
        letter = sample_mail(number).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        signature = dkim.sign(
            letter, _SELECTOR.encode(), _DOMAIN.encode(), pair.private_pem.encode(), include_headers=[b"from", b"subject"],
            canonicalize=(b"relaxed", b"relaxed"),
        )  # fmt: skip
        raws.append(signature + letter)
        raws.append(letter.replace(b"news@brand.example", b"news@brand-parcels.example"))
        raws.append(_passed_on(signature + letter))
    return raws, Checker(profile)


def _passed_on(letter: bytes) -> bytes:
    head = (
        "From: kim@example.org\r\nTo: check@brand.example\r\nSubject: Fwd: is this you?\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="w"\r\n\r\n--w\r\n\r\nIs this real?\r\n--w\r\nContent-Type: message/rfc822\r\n\r\n'
    )
    return head.encode() + letter + b"\r\n--w--\r\n"


def _throughput(judge: Work, raws: list[bytes]) -> dict[str, float]:
    each = best_round(judge, raws, ROUNDS)
    return {**rate_and_size(raws, each, "verdicts_per_second"), "p95_ms": round(1_000 * _p95(each), 2)}


def _large(judge: Work, made: list[bytes]) -> dict[str, float]:
    """One verdict on mails of 100 kB: the made-up ones, their letter repeated until they are that large."""
    large = []
    for raw in made:
        head, _, body = raw.partition(b"\r\n\r\n")
        large.append(head + b"\r\n\r\n" + (body * (LARGE_BYTES // len(body) + 1))[: LARGE_BYTES - len(head)])
    taken = times(judge, large)
    return {
        "large_median_ms": round(1_000 * statistics.median(taken), 2),
        "large_p95_ms": round(1_000 * _p95(taken), 2),
    }


def _memory(judge: Work, raws: list[bytes], verdicts: int) -> dict[str, float]:
    """How much the process grew from the tenth part of the verdicts on to the last."""
    for number in range(verdicts // 10):
        judge(raws[number % len(raws)])
    before = _peak_mb()
    for number in range(verdicts - verdicts // 10):
        judge(raws[number % len(raws)])
    return {"memory_grown_mb": round(_peak_mb() - before, 1), "memory_mb": round(_peak_mb(), 1)}


def _p95(taken: list[float]) -> float:
    return sorted(taken)[max(0, int(len(taken) * 0.95) - 1)]


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
