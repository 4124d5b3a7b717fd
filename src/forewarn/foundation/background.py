"""Background work: with `celery_queue` the only module that knows the task library.

A task takes ids by keyword, loads what it needs and calls one action. It may run twice, and it may be lost with a
killed worker: whatever must happen is also found by `tick`, which is idempotent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, models, transaction
from django_tasks import task as _task
from django_tasks.base import Task

__all__ = ["QueueState", "Task", "background_task", "enqueue", "forget_done", "queue_state", "urgent_task"]

AHEAD = 50  # priority of work that a person waits for; everything else has 0
AFTER_OTHERS = 25  # of such work for somebody who has had more than their share of it
DONE_KEPT = timedelta(days=2)  # what was done, so that an operator can look
FAILED_KEPT = timedelta(days=30)
FORGOTTEN_AT_ONCE = 2_000  # rows, so that no writer waits long

log = logging.getLogger(__name__)


def background_task(function: Callable[..., None]) -> Task[..., None]:
    """Mark a module-level function as background work; it stays callable through `.call(...)`."""
    return _task()(function)


def urgent_task(function: Callable[..., None]) -> Task[..., None]:
    """The same for short work that a person waits for: it goes ahead of everything that waits, imports and mailings too."""
    return _task(priority=AHEAD)(function)


def enqueue(
    task: Task[..., None], *, run_after: datetime | None = None, after_others: bool = False, **ids: Any
) -> None:
    """Queue a task once the current transaction commits; `run_after` is an aware moment before which it will not run.

    `after_others`: work that a person waits for lets that of others go first. A broker's queue knows no such order.
    A database that is too busy to take it is logged: what the transaction wrote is safe, and `tick` finds the work.
    """
    queued = task if run_after is None else task.using(run_after=run_after)
    if after_others and task.priority > AFTER_OTHERS:
        queued = queued.using(priority=AFTER_OTHERS)

    def put() -> None:
        try:
            queued.enqueue(**ids)
        except DatabaseError:
            log.exception("%s was not queued because of the database; tick asks for it", task.module_path)

    transaction.on_commit(put)


def forget_done(*, now: datetime) -> None:
    """Delete what the queue keeps of finished work."""
    if settings.BROKER:
        return
    from django_tasks_db.models import DBTaskResult

    old = models.Q(finished_at__lt=now - FAILED_KEPT)
    done = DBTaskResult.objects.finished().filter(old | models.Q(status="SUCCESSFUL", finished_at__lt=now - DONE_KEPT))
    DBTaskResult.objects.filter(pk__in=list(done.order_by().values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])).delete()


@dataclass(frozen=True, slots=True)
class QueueState:
    """How much work waits and since when (an aware moment), and how much failed; `last_failed` names a task."""

    waiting: int = 0
    oldest_waiting: datetime | None = None
    failed: int = 0
    last_failed: str = ""
    broker_trouble: str = ""  # why the broker does not answer, where one is used


def queue_state(*, since: datetime) -> QueueState:
    """The queue now, with what failed `since` then; a broker knows only how much waits."""
    if settings.BROKER:
        from forewarn.foundation.celery_queue import waiting_messages

        waiting, trouble = waiting_messages()
        return QueueState(waiting, broker_trouble=trouble)
    from django_tasks_db.models import DBTaskResult

    ready = DBTaskResult.objects.ready().aggregate(count=models.Count("pk"), oldest=models.Min("enqueued_at"))
    failed = DBTaskResult.objects.failed().filter(finished_at__gte=since)
    last = failed.order_by("-finished_at").values_list("task_path", flat=True).first()
    return QueueState(ready["count"], ready["oldest"], failed.count() if last else 0, (last or "").rpartition(".")[2])
