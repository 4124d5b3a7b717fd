"""`forewarn worker`: background work from the database's queue, or from the broker where one is set."""

from __future__ import annotations

import os
import threading

import click
from django.conf import settings

from forewarn.foundation.clock import now
from forewarn.foundation.health import beat

POLL_SECONDS = 0.5  # how long a new task waits when the worker is idle
BEAT_SECONDS = 20


def _beating(stop: threading.Event) -> None:
    from django.db import connection

    while not stop.is_set():
        beat("worker", now=now())
        connection.close()
        stop.wait(BEAT_SECONDS)


@click.command()
@click.option("--burst", is_flag=True, help="Do what is waiting, then end.")
def command(burst: bool) -> None:
    """Do background work until stopped: send batches, import customers, read mail that came in."""
    from django.core.management import call_command

    if settings.BROKER and burst:
        raise click.UsageError(
            "--burst works with the database's queue; a broker's workers run until they are stopped."
        )
    stop = threading.Event()
    threading.Thread(target=_beating, args=(stop,), name="heartbeat", daemon=True).start()
    try:
        if settings.BROKER:
            from forewarn.foundation.celery_queue import run_worker

            return run_worker(f"worker-{os.getpid()}")
        call_command("db_worker", queue_name="*", interval=POLL_SECONDS, batch=burst, startup_delay=False, verbosity=1)
    finally:
        stop.set()
