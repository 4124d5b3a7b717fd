"""`forewarn init`: from nothing to an installation that can be served."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click

SECRET_CHARACTERS = 64  # over 300 bits: derived keys need no more


def make_secret(home: Path) -> bool:
    """Make `home`, and the secret in it unless there is one or the environment gives it; whether that was made."""
    home.mkdir(parents=True, exist_ok=True)
    if os.environ.get("FOREWARN_SECRET_KEY") or os.environ.get("FOREWARN_SECRET_KEY_FILE"):
        return False
    path = home / "secret.key"
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(SECRET_CHARACTERS))
    return True


def migrate() -> None:
    """Bring the database to this version's tables."""
    from django.core.management import call_command
    from django.db import connection

    if not connection.introspection.table_names():
        _make_tables()
    call_command("migrate", interactive=False, verbosity=0)


def _make_tables() -> None:
    """All tables at once where there is none: the way through every version's changes takes four times as long."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        done = MigrationRecorder(connection)
        done.ensure_schema()
        for app, name in MigrationLoader(None).graph.nodes:
            done.record_applied(app, name)


@click.command()
@click.option("--brand", help="The first brand's name, as customers know it.")
@click.option("--domain", help="The brand's domain, such as brand.example.")
@click.option("--public-host", help="Where the public safety site will answer, such as safety.brand.example.")
@click.option("--owner", help="Email address of the first owner.")
def command(brand: str | None, domain: str | None, public_host: str | None, owner: str | None) -> None:
    """Prepare a new installation: the secret, the tables, and on request the first brand with its owner."""
    home = Path(os.environ.get("FOREWARN_HOME", "var")).resolve()
    if make_secret(home):
        click.echo(f"Made {home / 'secret.key'}. Keep a copy: sealed keys cannot be opened without it.")
    from forewarn.cli.main import set_up_django

    set_up_django()
    migrate()
    click.echo("The tables are up to date.")
    if brand or domain or owner:
        if not (brand and domain and owner):
            raise click.UsageError("--brand, --domain and --owner belong together")
        _first_brand(brand, domain, public_host or f"safety.{domain}", owner)


def _first_brand(name: str, domain: str, public_host: str, owner: str) -> None:
    from forewarn.accounts import actions as staff
    from forewarn.audit.rules import Actor
    from forewarn.brands import actions as brands
    from forewarn.foundation.clock import now
    from forewarn.promises.actions import add_recommended

    by, moment = Actor.command("forewarn init"), now()
    try:
        made = brands.create_brand(name=name, domain=domain, public_host=public_host, by=by, now=moment)
    except brands.UnableToChangeBrand as error:
        raise click.ClickException(str(error)) from error
    add_recommended(brand=made, by=by, now=moment)
    password = secrets.token_urlsafe(16)
    user = staff.create_staff(email=owner, name="", password=password, by=by, now=moment)
    staff.add_member(brand=made, user=user, role="owner", by=by, now=moment)
    click.echo(f"{name} is ready. Sign in at /console/ as {owner} with the password {password} and change it there.")
