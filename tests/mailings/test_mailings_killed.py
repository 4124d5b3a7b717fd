"""`kill -9` of the sending process, twenty times in one mailing: nobody is skipped, nearly nobody gets two."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from fast_sink import FastSink, fast_sink
from mailing_builders import APPROVER, approved_mailing, brand_that_signs, many_customers

from factories import NOW
from forewarn.audience.models import Customer
from forewarn.foundation.clock import now
from forewarn.mailings.actions.sending import send_now
from forewarn.mailings.models import Batch
from forewarn.mailings.queries.crowds import reached
from forewarn.mailings.queries.progress import progress
from forewarn.mailings.sending.pace import Pace
from forewarn.mailings.sending.starting import start
from forewarn.outbound.models import Relay

RECIPIENTS = 20_000
KILLS = 20
CONNECTIONS = 4

pytestmark = pytest.mark.django_db(transaction=True)


def database_url() -> str:
    """The test database, as another process is told of it."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    return f"postgres://{settings['USER']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


@contextlib.contextmanager
def sending_process() -> Iterator[subprocess.Popen[str]]:
    """A process that sends on demand; its children share the test database."""
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("sending_process.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DATABASE_URL": database_url()},
    )
    try:
        yield process
    finally:
        process.stdin.close()
        process.wait(timeout=300)
        process.stdout.close()


def send_until(process: subprocess.Popen[str], mailing_id: int, sink: FastSink, kill_at: int | None) -> int:
    """Send, and kill the child once so many mails have arrived (None: let it end); returns its exit code."""
    process.stdin.write(f"send {mailing_id}\n")
    process.stdin.flush()
    child = int(process.stdout.readline())
    if kill_at is not None:
        deadline = time.monotonic() + 300
        while sink.count() < kill_at and time.monotonic() < deadline:
            time.sleep(0.0005)
        os.kill(child, signal.SIGKILL)
    return int(process.stdout.readline().split()[1])


def test_killed_twenty_times_everybody_has_it_and_duplicates_are_the_groups_in_flight():
    brand = brand_that_signs()
    ids = many_customers(brand, RECIPIENTS)
    mailing = approved_mailing(brand)
    send_now(mailing=mailing, at_any_hour=True, by=APPROVER, now=now())
    assert start(mailing.pk, now=now())
    dice = random.Random(20261123)
    with fast_sink() as sink, sending_process() as process:
        Relay.objects.create(
            brand=brand,
            name="sink",
            host="127.0.0.1",
            port=sink.port,
            tls="none",
            connections=CONNECTIONS,
            created_at=NOW,
        )
        for kill in range(KILLS):
            kill_at = sink.count() + dice.choice([0, 1, 7, 60, dice.randrange(100, 1_500)]) if kill else 0
            assert send_until(process, mailing.pk, sink, kill_at) == -signal.SIGKILL, "it ended before it was killed"
        assert send_until(process, mailing.pk, sink, None) == 0
    mailing.refresh_from_db()
    figures = progress(mailing, now=now())
    addresses = set(Customer.objects.values_list("email", flat=True))
    times = Counter(recipient for recipient, _ in sink.arrived)
    assert mailing.state == "done"
    assert set(times) == addresses  # nobody was skipped, nobody else was written to
    assert len(set(sink.arrived)) == len(addresses)  # whoever got two got the same Message-ID twice
    assert sum(times.values()) - len(times) <= KILLS * CONNECTIONS * Pace().group
    assert max(times.values()) <= 1 + KILLS
    assert (figures.accepted, figures.refused, figures.deferred) == (RECIPIENTS, 0, 0)
    assert list(reached(mailing)) == ids
    assert Batch.objects.filter(claims__gt=1).exists()  # some batches were taken over from a dead worker
