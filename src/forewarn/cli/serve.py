"""`forewarn serve`: web, worker, tick and listener in one process group."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

import click

GRACE_SECONDS = 15  # for a part to end by itself when the group stops
RESTART_SECONDS = 2.0  # between attempts to start a part again that ended by itself
WEB_THREADS = 8  # requests answered at a time; SQLite has one writer, readers do not wait


@dataclass
class Part:
    """One process of the group."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restarts: int = 0


@dataclass
class Group:
    """Starts the parts, starts again what ends by itself, and stops them together."""

    parts: list[Part]
    stopping: bool = field(default=False)

    def run(self) -> int:
        """Until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.stopping:
            for part in self.parts:
                self._keep(part)
            time.sleep(0.2)
        self._end()
        return 0

    def _keep(self, part: Part) -> None:
        if part.process is not None and part.process.poll() is None:
            return
        if part.process is not None:
            if time.monotonic() - part.started < RESTART_SECONDS:
                return
            part.restarts += 1
            click.echo(f"forewarn: {part.name} ended with code {part.process.returncode}; starting it again", err=True)
        part.started = time.monotonic()
        part.process = subprocess.Popen(part.command, start_new_session=True)  # noqa: S603 - our own commands

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        for part in self.parts:
            if part.process and part.process.poll() is None:
                part.process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for part in self.parts:
            if part.process:
                try:
                    part.process.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    part.process.kill()


def parts(*, host: str, port: int, workers: int, listen: bool) -> list[Part]:
    """The processes of the group."""
    forewarn = [sys.executable, "-m", "forewarn.cli"]
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += [
        "--blocking-threads",
        str(WEB_THREADS),
        "--no-ws",
        "--log-level",
        "error",  # a warning would be said at every start on a small machine: that threads are more than cores
        "forewarn.config.wsgi:application",
    ]
    group = [Part("web", web), Part("tick", [*forewarn, "tick", "--every"])]
    group += [Part(f"worker {n}", [*forewarn, "worker"]) for n in range(1, workers + 1)]
    if listen:
        group.append(Part("listener", [*forewarn, "listen"]))
    return group


def serve(*, host: str, port: int, workers: int, listen: bool) -> int:
    """Run the group until it is stopped; returns the exit code. Django must be set up and the tables made."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forewarn.config.settings")
    return Group(parts(host=host, port=port, workers=workers, listen=listen)).run()


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; a proxy with TLS stands before it."
)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", type=int, help="Background workers; FOREWARN_WORKERS by default.")
@click.option("--no-listen", is_flag=True, help="Without the listener for mail that comes in.")
def command(host: str, port: int, workers: int | None, no_listen: bool) -> None:
    """Serve: the web, background work, periodic work and mail in, until stopped."""
    from django.conf import settings

    from forewarn.cli.init import migrate

    migrate()
    raise SystemExit(serve(host=host, port=port, workers=workers or settings.WORKERS, listen=not no_listen))
