"""`forewarn demo`: a sample brand from nothing, and the product serving it."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from forewarn.cli.init import make_secret, migrate
from forewarn.mail.resolver import ZoneResolver

CUSTOMERS = 240  # enough for pages and segments, few enough to be ready in seconds


def _environment(home: Path, port: int) -> None:
    """Settings of the sample installation; what the environment says already stays."""
    os.environ.setdefault("FOREWARN_SAMPLE", "true")
    os.environ.setdefault("FOREWARN_ZONE_FILE", str(home / "zone.json"))
    os.environ.setdefault("FOREWARN_CONSOLE_HOST", f"127.0.0.1:{port}")


@click.command()
@click.option("--no-serve", is_flag=True, help="Only prepare, do not serve.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def command(no_serve: bool, host: str, port: int) -> None:
    """A sample brand with customers and alerts, served on http://127.0.0.1:8000."""
    home = Path(os.environ.get("FOREWARN_HOME", "var")).resolve()
    make_secret(home)
    _environment(home, port)
    if not (home / "zone.json").exists():
        (home / "zone.json").write_text("{}", encoding="utf-8")
    from forewarn.cli.main import set_up_django

    set_up_django()
    migrate()
    _prepare(home)
    _welcome(host, port)
    if not no_serve:
        from forewarn.cli.serve import serve

        raise SystemExit(serve(host=host, port=port, workers=1, listen=True))


def _prepare(home: Path) -> None:
    from forewarn.brands.queries import brands

    if brands().exists():
        click.echo("The sample brand is there already.")
        return
    from forewarn.brands.actions import check_dns
    from forewarn.cli.sample.brand import BY, make_brand, write_zone
    from forewarn.cli.sample.campaigns import send_campaigns
    from forewarn.cli.sample.changes import announce_change
    from forewarn.cli.sample.history import add_customers, draft_alert, send_earlier_alerts
    from forewarn.cli.sample.holdings import add_holdings
    from forewarn.cli.sample.practice import make_a_message, practise, tell_of_lessons
    from forewarn.cli.sample.removals import add_removals
    from forewarn.cli.sample.sightings import report_scams

    moment = datetime.now(UTC)
    with click.progressbar(length=8, label="Preparing the sample brand") as steps:
        brand = make_brand(now=moment)
        write_zone(brand, home / "zone.json")
        steps.update(1)
        add_customers(brand, count=CUSTOMERS, now=moment - timedelta(days=400))
        steps.update(1)
        send_earlier_alerts(brand, now=moment)
        write_zone(brand, home / "zone.json")
        check_dns(brand=brand, resolver=ZoneResolver.from_file(home / "zone.json"), by=BY, now=moment)
        steps.update(2)
        draft_alert(brand, now=moment)
        steps.update(1)
        tell_of_lessons(brand, now=moment)
        practise(brand, now=moment)
        send_campaigns(brand, now=moment)
        steps.update(1)
        report_scams(brand, now=moment)
        make_a_message(brand, now=moment)
        steps.update(1)
        add_holdings(brand, now=moment)
        add_removals(brand, now=moment)
        announce_change(brand, now=moment)
        steps.update(1)


def _welcome(host: str, port: int) -> None:
    from django.conf import settings

    from forewarn.cli.sample.brand import DOMAIN, PASSWORD

    listen_port = settings.LISTEN_PORT
    address = f"http://{host}:{port}"
    click.echo(
        f"\n  Public site   {address}/\n  Console       {address}/console/\n"
        f"  Sign in as    editor@{DOMAIN}, approver@{DOMAIN} or owner@{DOMAIN}\n  Password      {PASSWORD}\n"
        f"  Mail in       send a mail to check@mail.{DOMAIN} at 127.0.0.1, port {listen_port}\n"
        "\n  All mail goes to the local mailbox in the console. Stop with Ctrl-C.\n"
    )
