"""Background work: the one module that knows the task library.

A task takes ids by keyword, loads what it needs and calls one action. It may run twice, and it may be lost with a
killed worker: whatever must happen is also found by `tick`, which is idempotent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django_tasks import task as _task
from django_tasks.base import Task

__all__ = ["Task", "background_task", "enqueue"]


def background_task(function: Callable[..., None]) -> Task[..., None]:
    """Mark a module-level function as background work; it stays callable through `.call(...)`."""
    return _task()(function)


def enqueue(task: Task[..., None], *, run_after: datetime | None = None, **ids: Any) -> None:
    """Queue a task once the current transaction commits; `run_after` is an aware moment before which it will not run."""
    queued = task if run_after is None else task.using(run_after=run_after)
    transaction.on_commit(lambda: queued.enqueue(**ids))
