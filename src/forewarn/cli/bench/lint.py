"""`forewarn bench lint`: mails linted per second on one core, the time of one mail, and of a cold start."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from forewarn.cli.bench.rounds import best_times, rate_and_size
from forewarn.cli.lint.inputs import inputs
from forewarn.lint.context import ComposedMail
from forewarn.lint.engine import composed_bytes, lint_mail

HTML_BYTES = 50_000  # of the made-up newsletter, the size that the aim speaks of
ROUNDS = 5
_WORDS = (
    "Your parcel left our warehouse this morning and will reach you on Thursday.",
    "We packed it in paper that you can put into the bin for paper.",
    "If you are not at home, the driver leaves it with a neighbour and a card in your letter box.",
    "Our shop is open from Monday to Friday between nine and six.",
)
_TABLE = "border-collapse:collapse;mso-table-lspace:0pt;mso-table-rspace:0pt;width:100%;max-width:600px;margin:0 auto"
_CELL = "padding:8px 12px 16px;font-family:Helvetica,Arial,sans-serif;font-size:15px;line-height:1.4;color:#222222"
_TEXT = "margin:0 0 12px;padding:0;font-family:Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5;color:#222222"
_LINK = "color:#1f5f4a;font-weight:bold;text-decoration:underline;-webkit-text-size-adjust:100%"


def sample_mail(number: int) -> bytes:
    """A newsletter of about 50 kB HTML, mostly layout as real ones are, each different so that nothing is remembered."""
    rows: list[str] = []
    size = count = 0
    while size < HTML_BYTES:
        words = f"{_WORDS[count % len(_WORDS)]} Note {number}-{count}."
        link = f'<a href="https://www.brand.example/notes/{number}/{count}" style="{_LINK}">Read note {count}</a>'
        row = (
            f'<tr><td style="{_CELL}" class="cell c{count % 9}"><table role="presentation" style="{_TABLE}"><tr>'
            f'<td style="{_CELL}" align="left" valign="top"><p style="{_TEXT}">{words}</p></td></tr></table>'
            f"{link if count % 2 else ''}</td></tr>\n"
        )
        rows.append(row)
        size += len(row)
        count += 1
    table = f'<table role="presentation" width="100%" style="{_TABLE}">{"".join(rows)}</table>'
    html = f'<!doctype html><html lang="en"><body style="margin:0">{table}</body></html>'
    text = "\n\n".join(_WORDS * 6)
    return composed_bytes(ComposedMail("Brand", "news@brand.example", f"News of week {number}", text, html))


@click.command("lint")
@click.option("--mails", type=click.Path(exists=True), help="Lint the mails of this folder instead of made-up ones.")
@click.option("--json", "as_json", is_flag=True, help="JSON alone.")
def command(mails: str | None, as_json: bool) -> None:
    """Measure the linter on one core."""
    raws = (
        [i.raw for i in inputs((mails,)) if not i.is_html and not i.error]
        if mails
        else [sample_mail(n) for n in range(60)]
    )
    if not raws:
        raise click.UsageError("no mails in that folder")
    result = {**_throughput(raws), "cold_start_seconds": _cold_start(raws[0])}
    if not as_json:
        click.echo(f"{'mails':<28}{result['mails']}, {result['mean_bytes']} bytes on average")
        click.echo(f"{'mails per second, one core':<28}{result['mails_per_second']}")
        click.echo(f"{'one mail, median / worst':<28}{result['median_ms']} / {result['worst_ms']} ms")
        click.echo(f"{'cold start, one mail':<28}{result['cold_start_seconds']} s")
    click.echo(json.dumps(result))


def _throughput(raws: list[bytes]) -> dict[str, float]:
    now = datetime.now(UTC)
    each = best_times(lambda raw: lint_mail(raw, message_class="transactional", now=now), raws, ROUNDS)
    return {**rate_and_size(raws, each, "mails_per_second"), "worst_ms": round(1_000 * max(each), 2)}


def _cold_start(raw: bytes) -> float:
    """Wall seconds of `forewarn lint one.eml` in a fresh process, the best of some."""
    with tempfile.TemporaryDirectory() as folder:
        mail = Path(folder) / "one.eml"
        mail.write_bytes(raw)
        order = [sys.executable, "-m", "forewarn.cli", "lint", str(mail), "--json"]
        times: list[float] = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            subprocess.run(order, capture_output=True, check=False)  # noqa: S603 - our own command, no shell
            times.append(time.perf_counter() - start)
    return round(min(times), 3)
