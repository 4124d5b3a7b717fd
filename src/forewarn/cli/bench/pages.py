"""`forewarn bench pages`: public pages per second, beside nginx serving the same bytes as a file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console
from rich.table import Table

from forewarn.cli.bench.page_load import Target, UnableToMeasure, answer_of, milliseconds, rate
from forewarn.cli.bench.sending.servers import WHERE, free_port
from forewarn.cli.serve import parts

AIM = 0.6  # of nginx with the same page as a file (docs/performance.md)
PAGE = "/never/"  # the ledger with the recommended promises
PATIENCE = 60.0  # seconds until a server answers; the first start of Django takes most of it
READERS = 200  # readers whose wait is looked at
NGINX = """\
daemon off; worker_processes {processes}; pid {folder}/pid; error_log {folder}/errors.log; user {user};
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile on; default_type text/html; keepalive_requests 100000000;
  client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
  uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
  server {{ listen 127.0.0.1:{port}; root {folder}/pages; }}
}}
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """Pages per second from memory and from Django, beside nginx where it is installed; waits in milliseconds."""

    page_bytes: int
    processes: int
    per_second: float
    from_django_per_second: float
    median_milliseconds: float
    slowest_of_a_hundred_milliseconds: float
    nginx_per_second: float | None
    of_nginx: float | None
    aim: float = AIM


@click.command("pages")
@click.option("--seconds", default=5.0, show_default=True, help="How long each measure takes.")
@click.option(
    "--processes", default=2, show_default=True, type=click.IntRange(1, 64), help="Of the web server, and of nginx."
)
@click.option("--page", default=PAGE, show_default=True, help="Which page, such as /practice/check-with-us/.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def command(seconds: float, processes: int, page: str, as_json: bool) -> None:
    """Serve a fresh installation and ask for one public page; with nginx installed, compare with that."""
    try:
        with TemporaryDirectory(prefix="forewarn-bench-") as folder:
            figures = _measure(Path(folder), seconds, processes, f"/{page.strip('/')}/".replace("//", "/"))
    except UnableToMeasure as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(asdict(figures)))
    else:
        _print(figures)


def _measure(folder: Path, seconds: float, processes: int, path: str) -> Figures:
    with product(folder, processes) as port:
        page = Target(port, path)
        length = len(_found(page))
        rate(page, seconds=min(1.0, seconds))  # every process has it in memory
        kept = rate(page, seconds=seconds)
        django = rate(Target(port, f"{path}?not-kept"), seconds=min(2.0, seconds))
        waits = milliseconds(page, times=READERS)
        body = _found(page)
    nginx = _nginx_rate(folder / "nginx", path, body, seconds, processes)
    return Figures(
        page_bytes=length,
        processes=processes,
        per_second=round(kept),
        from_django_per_second=round(django),
        median_milliseconds=round(waits[len(waits) // 2], 2),
        slowest_of_a_hundred_milliseconds=round(waits[len(waits) * 99 // 100], 2),
        nginx_per_second=None if nginx is None else round(nginx),
        of_nginx=None if nginx is None else round(kept / nginx, 2),
    )


@contextmanager
def product(folder: Path, processes: int, *, database: str = "") -> Iterator[int]:
    """A fresh installation with one brand, served as `forewarn serve` does; its port. `database` is a DATABASE_URL."""
    port = free_port()
    environment = {
        name: v for name, v in os.environ.items() if not name.startswith(("FOREWARN_", "DATABASE_", "DJANGO_"))
    }
    environment |= {"FOREWARN_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "forewarn.config.settings"}
    environment |= {"DATABASE_URL": database} if database else {}
    (folder / "static").mkdir()
    first = ["init", "--brand", "Bench", "--domain", "bench.example", "--owner", "owner@bench.example"]
    made = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "forewarn.cli", *first], env=environment, capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise UnableToMeasure(f"forewarn init failed: {made.stderr.strip()[-300:]}")
    web = parts(host="127.0.0.1", port=port, workers=0, listen=False)[0].command
    with _running([*web, "--workers", str(processes)], environment, Target(port, PAGE), "the web server"):
        yield port


def _found(page: Target) -> bytes:
    """The page's bytes."""
    return answer_of(page).partition(b"\r\n\r\n")[2]


def _nginx_rate(folder: Path, path: str, body: bytes, seconds: float, processes: int) -> float | None:
    """What nginx reaches with these bytes as a file; None where it is not installed."""
    program = shutil.which("nginx", path=WHERE)
    if program is None:
        return None
    place = folder / "pages" / path.strip("/")
    place.mkdir(parents=True)
    (place / "index.html").write_bytes(body)
    port = free_port()
    user = "root" if os.geteuid() == 0 else "nobody"
    configuration = NGINX.format(processes=processes, folder=folder, port=port, user=user)
    (folder / "nginx.conf").write_text(configuration, encoding="utf-8")
    with _running([program, "-c", str(folder / "nginx.conf")], dict(os.environ), Target(port, path), "nginx"):
        return rate(Target(port, path), seconds=seconds)


@contextmanager
def _running(command: list[str], environment: dict[str, str], page: Target, name: str) -> Iterator[None]:
    """A server until the block ends; it answers when the block begins. Raises UnableToMeasure."""
    with subprocess.Popen(  # noqa: S603 - our own server, or nginx
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        try:
            _await_answer(process, page, name)
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _await_answer(process: subprocess.Popen[bytes], page: Target, name: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            said = process.stderr.read().decode(errors="replace").strip() if process.stderr else ""
            raise UnableToMeasure(f"{name} ended at once: {said[-300:]}")
        try:
            answer_of(page)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise UnableToMeasure(f"{name} did not answer within {PATIENCE:.0f} seconds")


def _print(figures: Figures) -> None:
    table = Table(title=f"A public page of {figures.page_bytes:,} bytes, {figures.processes} processes")
    table.add_column("served")
    table.add_column("pages per second", justify="right")
    table.add_row("from memory, before Django", f"{figures.per_second:,.0f}")
    table.add_row("by Django each time", f"{figures.from_django_per_second:,.0f}")
    if figures.nginx_per_second is not None:
        table.add_row("nginx, the same bytes as a file", f"{figures.nginx_per_second:,.0f}")
    console = Console()
    console.print(table)
    slowest = figures.slowest_of_a_hundred_milliseconds
    console.print(f"One reader waits {figures.median_milliseconds} ms; the slowest of a hundred {slowest} ms.")
    if figures.of_nginx is None:
        console.print("nginx is not installed (Debian: apt install nginx-light), so there is nothing to compare with.")
    else:
        console.print(f"That is {figures.of_nginx} of nginx; the aim is {figures.aim}.")
