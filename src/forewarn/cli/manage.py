"""`forewarn manage`: Django's own management commands, for operators."""

from __future__ import annotations

import click


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Run one of Django's management commands, such as `migrate` or `shell`."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["forewarn manage", *arguments])
