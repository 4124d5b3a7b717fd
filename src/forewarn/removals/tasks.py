"""Background work of removals."""

from __future__ import annotations

from datetime import datetime, timedelta

from forewarn.foundation.background import background_task, enqueue
from forewarn.foundation.clock import now as current_time
from forewarn.removals.actions.asking import ask, escalate, expire
from forewarn.removals.models import ReceivedMessage
from forewarn.removals.queries.requests import due_tasks, overdue_tasks

AT_ONCE = 500  # parts that one tick looks at
MESSAGES_KEPT = timedelta(days=2)  # far longer than a copy of a message is taken for one of today


@background_task
def ask_vendor(*, task_id: int) -> None:
    """Ask or remind one vendor."""
    ask(task_id=task_id, now=current_time())


def tick(now: datetime) -> None:
    """Ask and remind who is due, mark what is late, tell of what is about to be."""
    for task_id in due_tasks(now=now, at_once=AT_ONCE):
        enqueue(ask_vendor, task_id=task_id)
    for task_id in overdue_tasks(now=now, at_once=AT_ONCE):
        expire(task_id=task_id, now=now)
    escalate(now=now, at_once=AT_ONCE)
    ReceivedMessage.objects.filter(at__lt=now - MESSAGES_KEPT).delete()
