"""Sending as the product does: customers and proof in a database, the relay from its table."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from forewarn.audience.importing import actions as importing
from forewarn.audience.importing.running import run_import
from forewarn.audit.rules import Actor
from forewarn.brands import queries as brands
from forewarn.brands.actions import create_brand, start_signing
from forewarn.cli.bench.sending.letter import SUBJECT, customers_csv, html_part, text_part
from forewarn.cli.bench.sending.meter import Meter
from forewarn.cli.init import migrate
from forewarn.foundation.clock import now
from forewarn.mailings.actions.approval import approve, submit
from forewarn.mailings.actions.drafting import Draft, create_mailing
from forewarn.mailings.actions.sending import send_now
from forewarn.mailings.queries.lists import any_mailing
from forewarn.mailings.queries.progress import progress
from forewarn.mailings.rules.classes import MessageClass
from forewarn.mailings.rules.content import Words
from forewarn.mailings.sending.means import send_what_is_due
from forewarn.mailings.sending.starting import start
from forewarn.outbound.actions.relays import add_relay

if TYPE_CHECKING:
    from forewarn.brands.models import Brand


def prepare(port: int, count: int, lines: int, signed: bool) -> None:
    """Make the tables, the customers and a mailing that only needs to be sent; prints its id."""

    migrate()
    author, approver = Actor.command("bench author"), Actor.command("bench approver")
    brand = _brand(port, lines, signed, author)
    _import_customers(brand, count, author)
    words = Words("en", SUBJECT, brand.name, "safety@bench.example", text_part(), html_part())
    draft = Draft("Bench", MessageClass.CARE, [words], needs_page=False, keeps_quiet_hours=False)
    mailing = create_mailing(brand=brand, draft=draft, by=author, now=now())
    submit(mailing=mailing, by=author, now=now())
    approve(mailing=mailing, by=approver, now=now())
    send_now(mailing=mailing, at_any_hour=True, by=approver, now=now())
    if not start(mailing.pk, now=now()):
        mailing.refresh_from_db()
        raise SystemExit(f"the mailing did not start: {mailing.trouble}")
    print(json.dumps({"mailing": mailing.pk}))  # noqa: T201 - the parent process reads this line


def _brand(port: int, lines: int, signed: bool, by: Actor) -> Brand:

    brand = create_brand(name="Bench", domain="bench.example", public_host="safety.bench.example", by=by, now=now())
    domain = brands.sending_domains(brand).get()
    start_signing(key=domain.keys.get(), by=by, now=now())
    add_relay(
        brand=brand,
        name="sink",
        host="127.0.0.1",
        port=port,
        tls="none",
        connections=lines,
        signs_itself=not signed,
        by=by,
        now=now(),
    )
    return brand


def _import_customers(brand: Brand, count: int, by: Actor) -> None:

    with TemporaryDirectory() as folder:
        path = Path(folder) / "customers.csv"
        path.write_text(customers_csv(count), encoding="utf-8")
        run = importing.take_up(brand=brand, source=importing.Source(path, path.name), by=by, now=now())
        importing.start(run=run, by=by, now=now())
        done = run_import(run.pk, clock=now)
    if done.problem:
        raise SystemExit(f"the customers could not be imported: {done.problem}")


def send(mailing_id: int) -> None:
    """Send the prepared mailing, every group's proof stored before the next group goes out."""

    with Meter() as meter:
        sent = send_what_is_due(mailing_id)
    if sent.halt:
        raise SystemExit(f"sending stopped: {sent.halt} {sent.reason}")
    mailing = any_mailing(mailing_id)
    meter.report(progress(mailing, now=now()).accepted if mailing else 0)
