"""`forewarn bench practice`: many learners answer at once over loopback; every answer must be there afterwards."""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from forewarn.cli.bench.page_load import UnableToMeasure
from forewarn.cli.bench.pages import product

LEARNERS = 500
LESSON = "check-with-us"
HOST = "safety.bench.example"
PATIENCE = 120.0  # seconds for one answer; five hundred at once on two cores stand in line
_MAIL = re.compile(rb'href="([^"]+/mail/[^"]+)" data-swap>')
_DONE = re.compile(rb">(\d+) of \d+ done<")


@dataclass(frozen=True, slots=True)
class Figures:
    """How many learners answered, how many answers were sent (every fourth twice) and found again, and how fast."""

    learners: int
    processes: int
    answers: int
    lost: int
    errors: int
    seconds: float
    requests_per_second: float
    slowest_seconds: float


class _Learner:
    """One learner with a connection of their own."""

    def __init__(self, port: int) -> None:
        self.port, self.requests, self.errors, self.slowest = port, 0, 0, 0.0

    async def ask(self, method: str, path: str, form: str = "") -> tuple[int, str, bytes]:
        """Status, where it leads, body. One request a connection: nothing of an earlier one can be mixed up."""
        began = time.monotonic()
        reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", self.port), PATIENCE)
        head = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", "Accept-Language: en", "Connection: close"]
        if method == "POST":
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}"]
        writer.write("\r\n".join([*head, "", form]).encode())
        got = await asyncio.wait_for(reader.read(), PATIENCE)
        writer.close()
        await writer.wait_closed()
        headers, _, body = got.partition(b"\r\n\r\n")
        status = int(headers.split(b" ", 2)[1]) if headers else 0
        place = re.search(rb"(?i)\r\nlocation: ([^\r]+)", headers)
        self.requests += 1
        self.errors += status not in (200, 303)
        self.slowest = max(self.slowest, time.monotonic() - began)
        return status, place[1].decode() if place else "", body

    async def answer_all(self) -> tuple[int, int]:
        """Begin, answer the first messages, some twice; returns how many were sent and how many are counted."""
        _status, here, _body = await self.ask("POST", f"/practice/{LESSON}/begin/")
        _status, _place, inbox = await self.ask("GET", here)
        mails = [found.decode() for found in _MAIL.findall(inbox)]
        for number, mail in enumerate(mails):
            for _ in range(2 if number == 0 else 1):  # an impatient finger
                await self.ask("POST", mail, "ours=no&do=check")
        _status, _place, after = await self.ask("GET", here)
        found = _DONE.search(after)
        return len(mails), int(found[1]) if found else 0


async def _all(port: int, learners: int) -> tuple[list[_Learner], list[tuple[int, int]]]:
    people = [_Learner(port) for _ in range(learners)]
    return people, await asyncio.gather(*(person.answer_all() for person in people))


@click.command("practice")
@click.option("--learners", default=LEARNERS, show_default=True, type=click.IntRange(1, 5_000))
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1, 64), help="Of the web server.")
@click.option("--database", default="", help="A DATABASE_URL of an empty database; without it SQLite.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
def command(learners: int, processes: int, database: str, as_json: bool) -> None:
    """Let learners answer at once on a fresh installation; fails where an answer is lost or a request fails."""
    with TemporaryDirectory(prefix="forewarn-bench-") as folder:
        try:
            figures = _measure(Path(folder), learners, processes, database)
        except (UnableToMeasure, OSError, TimeoutError) as error:
            raise click.ClickException(str(error) or type(error).__name__) from error
    if as_json:
        click.echo(json.dumps(asdict(figures)))
    else:
        for name, value in asdict(figures).items():
            click.echo(f"{name.replace('_', ' '):22}{value}")
    if figures.lost or figures.errors:
        raise SystemExit(1)


def _measure(folder: Path, learners: int, processes: int, database: str) -> Figures:
    with product(folder, processes, database=database) as port:
        asyncio.run(_all(port, 1))  # the lessons are read once
        began = time.monotonic()
        people, outcomes = asyncio.run(_all(port, learners))
        seconds = time.monotonic() - began
    sent, counted = sum(s for s, _ in outcomes), sum(c for _, c in outcomes)
    return Figures(
        learners=learners,
        processes=processes,
        answers=sent,
        lost=sent - counted + sum(not s for s, _ in outcomes),
        errors=sum(person.errors for person in people),
        seconds=round(seconds, 1),
        requests_per_second=round(sum(person.requests for person in people) / seconds, 1),
        slowest_seconds=round(max(person.slowest for person in people), 1),
    )
