"""Background work over a broker: the same tasks, sent and done by Celery; the broker here lives in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.test import override_settings
from kombu.exceptions import OperationalError

from forewarn.foundation import background, celery_queue, machine
from forewarn.foundation.background import background_task, enqueue
from forewarn.foundation.clock import now

TASKS = {"default": {"BACKEND": "forewarn.foundation.celery_queue.CeleryBackend", "QUEUES": ["default", "sending"]}}
done: list[int] = []
arrived = threading.Event()


@background_task
def note(*, number: int) -> None:
    """What the tests have done."""
    done.append(number)
    arrived.set()


@background_task
def break_off(*, number: int) -> None:
    """A task that fails."""
    raise ValueError(number)


@pytest.fixture
def broker() -> Iterator[None]:
    """A broker in memory, chosen as the settings would."""
    done.clear()
    arrived.clear()
    celery_queue.app.conf.broker_url = "memory://"
    with override_settings(BROKER="memory://", TASKS=TASKS):
        yield
    celery_queue.app.control.purge()


@pytest.fixture
def worker(broker: None) -> Iterator[None]:
    from celery.contrib.testing.worker import start_worker

    with start_worker(celery_queue.app, pool="solo", perform_ping_check=False, shutdown_timeout=60):
        yield


@pytest.mark.django_db(transaction=True)
def test_a_task_is_done_by_a_worker(worker: None) -> None:
    enqueue(note, number=7)
    assert arrived.wait(60)
    assert done == [7]


@pytest.mark.django_db(transaction=True)
def test_a_task_that_fails_does_not_end_the_worker(worker: None) -> None:
    enqueue(break_off, number=1)
    enqueue(note, number=2)
    assert arrived.wait(60)
    assert done == [2]


@pytest.mark.django_db
def test_a_task_waits_for_the_transaction(broker: None, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(note, number=1)
        enqueue(note, run_after=now() + timedelta(hours=1), number=2)
        assert background.queue_state(since=now()).waiting == 0
    assert background.queue_state(since=now()).waiting == 2
    assert done == []


@pytest.mark.django_db
def test_a_broker_that_is_down_breaks_no_page_and_is_said(broker: None, monkeypatch, caplog) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(celery_queue.app, "send_task", refuse)
    monkeypatch.setattr(celery_queue.app, "connection_for_read", refuse)
    note.enqueue(number=1)
    assert "the broker took no" in caplog.text
    [problem] = [p for p in machine.problems(now()) if "broker" in p.what]
    assert "connection refused" in problem.what
    assert "FOREWARN_BROKER" in problem.fix


def test_every_task_of_the_product_is_found_by_its_path() -> None:
    from forewarn.brands.tasks import check_brand_dns
    from forewarn.mailings.tasks import send_batches, start_mailing

    for task in (check_brand_dns, send_batches, start_mailing):
        assert celery_queue.import_string(task.module_path) is task


def test_a_burst_is_for_the_databases_queue() -> None:
    from forewarn.cli.worker import command

    with override_settings(BROKER="memory://"):
        result = CliRunner().invoke(command, ["--burst"])
    assert result.exit_code == 2
    assert "--burst works with the database" in result.output
