"""`forewarn bench`: what this machine reaches, each measure a command of its own."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import click

# name → module. `all` runs those that need nothing but this machine, one after the other.
BENCHES: dict[str, str] = {
    "exposure": "forewarn.cli.bench.exposure",
    "import": "forewarn.cli.bench.importing",
    "lint": "forewarn.cli.bench.lint",
    "pages": "forewarn.cli.bench.pages",
    "practice": "forewarn.cli.bench.practice",
    "flood": "forewarn.cli.bench.flood",
    "reports": "forewarn.cli.bench.reports",
    "send": "forewarn.cli.bench.send",
    "verify": "forewarn.cli.bench.verify",
}


class Benches(click.Group):
    """Loads a measure when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The measures, and `all`."""
        return [*sorted(BENCHES), "all"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One measure."""
        if cmd_name == "all":
            return every
        if cmd_name not in BENCHES:
            return None
        found: click.Command = import_module(BENCHES[cmd_name]).command
        return found


@click.command("all")
def every() -> None:
    """Run every measure, one after the other, so that they do not disturb each other."""
    failed = []
    for name in BENCHES:
        click.echo(f"\n── forewarn bench {name}")
        if subprocess.run([sys.executable, "-m", "forewarn.cli", "bench", name], check=False).returncode:  # noqa: S603 - our own command
            failed.append(name)
    if failed:
        raise click.ClickException(f"not finished: {', '.join(failed)}")


@click.group(cls=Benches)
def command() -> None:
    """Measure sending, importing, linting, verdicts, exposure and pages on this machine."""
