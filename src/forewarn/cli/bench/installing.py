"""The fresh installation that a measurement works in, and what it runs there in processes of their own."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from forewarn.cli.bench.sending.servers import postgres

DATABASES = ("sqlite", "postgres")


@contextmanager
def installation(database: str) -> Iterator[dict[str, str]]:
    """The environment of a fresh installation with this database; what is not "postgres" gets SQLite."""
    with TemporaryDirectory(prefix="forewarn-bench-") as folder:
        own = {
            **{name: value for name, value in os.environ.items() if not name.startswith("FOREWARN_")},
            "FOREWARN_HOME": folder,
            "DJANGO_SETTINGS_MODULE": "forewarn.config.settings",
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}",
        }
        if database == "postgres":
            with postgres() as url:
                yield own | {"DATABASE_URL": url}
        else:
            yield own


def initialise(environment: dict[str, str]) -> None:
    """The tables and one brand. Raises ClickException."""
    run_forewarn(environment, "init", "--brand", "Bench", "--domain", "bench.example", "--owner", "o@bench.example")


def run_forewarn(environment: dict[str, str], *arguments: str) -> str:
    """What a command of the product prints. Raises ClickException where it fails."""
    return _run(environment, ["-m", "forewarn.cli", *arguments], arguments[0])


def run_part(environment: dict[str, str], code: str, name: str) -> dict[str, Any]:
    """The JSON object that this code prints in a process of its own, so that its memory is its own.

    Raises ClickException where it fails.
    """
    return last_object(_run(environment, ["-c", code], name))


def run_module(environment: dict[str, str], module: str, *arguments: str) -> dict[str, Any]:
    """The JSON object that a module prints last. Raises ClickException where it fails."""
    return last_object(_run(environment, ["-m", module, *arguments], arguments[0]))


def last_object(output: str) -> dict[str, Any]:
    """The JSON object in the last line of what was printed."""
    found: dict[str, Any] = json.loads(output.strip().splitlines()[-1])
    return found


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    return {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}


def _run(environment: dict[str, str], arguments: list[str], name: str) -> str:
    done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise click.ClickException(f"{name} failed: {(done.stderr or done.stdout).strip()[-2000:]}")
    return done.stdout
