"""`forewarn tick`: the periodic work, each part idempotent."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from importlib import import_module

import click
from django.db import close_old_connections

from forewarn.foundation.clock import now
from forewarn.foundation.health import beat

TICK_SECONDS = 15  # between rounds: a scheduled mailing starts within this time

# What happens on every tick, in order: name → "module:function", called with now=.
TICKS: dict[str, str] = {
    "mailings": "forewarn.mailings.tasks:tick",
    "single mails": "forewarn.outbound.tasks:tick",
    "mail in": "forewarn.intake.tasks:tick",
    "questions": "forewarn.verification.tasks:tick",
    "customers": "forewarn.audience.tasks:tick",
    "sightings": "forewarn.sightings.tasks:tick",
    "sent record": "forewarn.journal.tasks:tick",
    "domains": "forewarn.brands.tasks:tick",
    "vendors": "forewarn.vendors.tasks:tick",
    "holdings": "forewarn.holdings.tasks:tick",
    "vendor changes": "forewarn.vendor_changes.tasks:tick",
    "lessons": "forewarn.lessons.tasks:tick",
    "removals": "forewarn.removals.tasks:tick",
    "your data": "forewarn.your_data.tasks:tick",
    "queue": "forewarn.foundation.background:forget_done",
}

log = logging.getLogger(__name__)


def tick(moment: datetime) -> dict[str, str]:
    """Do every part once; a part that fails is logged and the others still run. Returns name → "done" or the error."""
    outcome = {}
    for name, place in TICKS.items():
        module, _, function = place.partition(":")
        part: Callable[..., None] = getattr(import_module(module), function)
        try:
            part(now=moment)
            outcome[name] = "done"
        except Exception as error:
            log.exception("tick: %s failed", name)
            outcome[name] = f"{type(error).__name__}: {error}"
    failed = "; ".join(f"{name}: {text}" for name, text in outcome.items() if text != "done")
    beat("tick", now=moment, note=failed)
    return outcome


@click.command()
@click.option("--every", is_flag=True, help=f"Go on, one round every {TICK_SECONDS} seconds, until stopped.")
def command(every: bool) -> None:
    """Start what is due, release waves, retry, poll mailboxes, tidy up. Safe to run at any time, also twice."""
    outcome = tick(now())
    while every:
        time.sleep(TICK_SECONDS)
        close_old_connections()  # one that broke, as when the database was restarted, is made anew
        tick(now())
    for name, text in outcome.items():
        click.echo(f"{name}: {text}")
    if any(text != "done" for text in outcome.values()):
        raise SystemExit(1)
