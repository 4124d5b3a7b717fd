"""The `forewarn` command: one table of commands, each loaded only when it is asked for."""

from __future__ import annotations

import os
import secrets
import sys
from importlib import import_module
from typing import Any

import click

# name → (module, whether it needs Django). `check-mail`, `lint` and `reports` run on files alone and start fast.
COMMANDS: dict[str, tuple[str, bool]] = {
    "alert": ("forewarn.cli.alert", True),
    "bench": ("forewarn.cli.bench.group", False),
    "check-mail": ("forewarn.cli.check_mail", False),
    "demo": ("forewarn.cli.demo", False),
    "doctor": ("forewarn.cli.doctor", True),
    "export-site": ("forewarn.public_site.export_command", True),
    "holdings": ("forewarn.cli.holdings", True),
    "import": ("forewarn.cli.import_customers", True),
    "init": ("forewarn.cli.init", False),
    "lint": ("forewarn.cli.lint.command", False),
    "listen": ("forewarn.cli.listen", True),
    "manage": ("forewarn.cli.manage", True),
    "reports": ("forewarn.cli.reports", False),
    "send": ("forewarn.cli.send", True),
    "serve": ("forewarn.cli.serve", True),
    "tick": ("forewarn.cli.tick", True),
    "vendors": ("forewarn.cli.vendors", True),
    "worker": ("forewarn.cli.worker", True),
}


class Commands(click.Group):
    """Finds commands in the table above."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command; Django is set up only for those that need it."""
        if cmd_name not in COMMANDS:
            return None
        module, needs_django = COMMANDS[cmd_name]
        missing = _set_up_or_say_why_not() if needs_django else ""
        command: click.Command = import_module(module).command
        if missing:
            _let_only_help_be_read(command, missing)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; without a database of this version it ends with one line that says what to do, exit code 2."""
        try:
            return super().invoke(ctx)
        except _database_errors() as error:
            what = _what_the_database_lacks()
            if not what:
                raise
            raise SystemExit(_complain(what)) from error


def _set_up_or_say_why_not() -> str:
    """Load the settings and the packages; without a secret they are loaded so far that help can be read, and what is
    missing comes back."""
    why = _django_objects_to()
    if why and "FOREWARN_SECRET_KEY" not in os.environ:
        os.environ["FOREWARN_SECRET_KEY"] = secrets.token_urlsafe(64)  # of this process: nothing is run with it
        if not _django_objects_to():
            return why
    if why:
        raise SystemExit(_complain(why))
    return ""


def _let_only_help_be_read(command: click.Command, missing: str) -> None:
    """Whoever installed it just now may read what a command does; run, it says what is missing."""

    def refuse(*_: Any, **__: Any) -> None:
        raise SystemExit(_complain(missing))

    if not isinstance(command, click.Group):
        command.callback = refuse
        return
    for inner in command.commands.values():
        _let_only_help_be_read(inner, missing)


def set_up_django() -> None:
    """Load the settings and the packages; a missing setting ends with one line that says what to do, exit code 2."""
    if why := _django_objects_to():
        raise SystemExit(_complain(why))


def _django_objects_to() -> str:
    """Load the settings and the packages; what keeps them from it, in one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forewarn.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    from forewarn.foundation.env import UnableToReadEnvironment

    try:
        django.setup()
    except (ImproperlyConfigured, UnableToReadEnvironment) as error:
        return str(error)
    return ""


def _database_errors() -> tuple[type[Exception], ...]:
    if "django.db" not in sys.modules:  # a command that runs on files alone
        return ()
    from django.db import OperationalError, ProgrammingError

    return OperationalError, ProgrammingError


def _what_the_database_lacks() -> str:
    """Why no command can work with the database and how to mend it; nothing where the fault is elsewhere."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except _database_errors() as error:
        return f"the database cannot be opened ({error}). Check DATABASE_URL or FOREWARN_HOME; “forewarn init” makes a new one."
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return "the database has not the tables of this version. Run “forewarn init”; what it holds stays."
    return ""


def _complain(text: str) -> int:
    click.echo(f"forewarn: {text}", err=True)
    return 2


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="forewarn")
def main() -> None:
    """Work for the safety of the people you mail."""
