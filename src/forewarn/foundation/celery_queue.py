"""Background work over a message broker, for installations of several machines: a django-tasks backend on Celery.

Chosen by FOREWARN_BROKER alone. A message is acknowledged after its work was done, so a killed worker's work is given
to another; what the broker loses is found by `tick`.
"""

from __future__ import annotations

import logging
from typing import Any

from celery import Celery
from celery.signals import worker_process_init
from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id, normalize_json
from kombu.exceptions import OperationalError

ANSWER_SECONDS = 3.0  # that a broker has to answer: a person may be waiting for the page
MESSAGE = "forewarn.work"  # the one kind of message: a task's path and its ids

log = logging.getLogger(__name__)

app = Celery("forewarn")
app.conf.update(
    broker_url=settings.BROKER,
    broker_connection_timeout=ANSWER_SECONDS,
    broker_connection_retry_on_startup=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_default_queue="forewarn",
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0.2},
    worker_prefetch_multiplier=1,  # work takes seconds; what one worker holds back another could do
    worker_hijack_root_logger=False,
    worker_concurrency=1,
    enable_utc=True,
)


class CeleryBackend(BaseTaskBackend):
    """Sends tasks to the broker; `forewarn worker` on any machine does them."""

    supports_defer = True
    supports_priority = True  # accepted and not used: a broker's queue is done in order, by several workers

    def enqueue(self, task: Task[..., Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Send a task to the broker. A broker that does not answer is logged: `tick` finds the work later."""
        self.validate_task(task)
        values = normalize_json(kwargs)
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=[],
            kwargs=values,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        try:
            app.send_task(MESSAGE, (task.module_path, values), eta=task.run_after, task_id=result.id, retry=True)
        except OperationalError as error:
            log.error("the broker took no %s: %s", task.module_path, error)
        return result


@app.task(name=MESSAGE)  # type: ignore[untyped-decorator]
def work(path: str, ids: dict[str, Any]) -> None:
    """Do one task; a database connection that ended in the meantime is opened again."""
    task: Task[..., None] = import_string(path)
    close_old_connections()
    try:
        task.call(**ids)
    finally:
        close_old_connections()


@worker_process_init.connect  # type: ignore[untyped-decorator]
def own_connections(**_: object) -> None:
    """A forked process must not share its parent's database connections."""
    connections.close_all()


def waiting_messages() -> tuple[int, str]:
    """How many messages wait, and what is wrong with the broker (empty where it answers)."""
    try:
        with app.connection_for_read() as connection:
            connection.ensure_connection(max_retries=1, timeout=ANSWER_SECONDS)
            queue = connection.SimpleQueue(app.conf.task_default_queue)
            try:
                return int(queue.qsize()), ""
            finally:
                queue.close()
    except (OperationalError, OSError) as error:
        return 0, str(error) or type(error).__name__


def run_worker(name: str) -> None:
    """Do what the broker brings, until stopped; `name` tells the workers of one machine apart."""
    flags = ["--loglevel", "WARNING", "--without-mingle", "--without-gossip"]
    app.worker_main(["worker", "--hostname", f"{name}@%h", *flags])
