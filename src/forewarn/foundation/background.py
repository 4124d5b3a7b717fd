"""Background work: with `celery_queue` the only module that knows the task library.

A task takes ids by keyword, loads what it needs and calls one action. It may run twice, and it may be lost with a
killed worker: whatever must happen is also found by `tick`, which is idempotent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django_tasks import task as _task
from django_tasks.base import Task

__all__ = ["QueueState", "Task", "background_task", "enqueue", "queue_state"]


def background_task(function: Callable[..., None]) -> Task[..., None]:
    """Mark a module-level function as background work; it stays callable through `.call(...)`."""
    return _task()(function)


def enqueue(task: Task[..., None], *, run_after: datetime | None = None, **ids: Any) -> None:
    """Queue a task once the current transaction commits; `run_after` is an aware moment before which it will not run."""
    queued = task if run_after is None else task.using(run_after=run_after)
    transaction.on_commit(lambda: queued.enqueue(**ids))


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
