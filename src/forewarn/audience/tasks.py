"""Background work of audience."""

from __future__ import annotations

from datetime import datetime

from forewarn.audience.codes.sending import delete_old_codes, send_requested_code, unsent_codes
from forewarn.audience.importing.queries import left_alone
from forewarn.audience.importing.running import SILENT_AFTER, UnableToRun, run_import
from forewarn.audience.importing.tidying import delete_old_files
from forewarn.audience.segments.evaluating import evaluate, waiting
from forewarn.foundation.background import background_task, enqueue, urgent_task
from forewarn.foundation.clock import now as current_time


@background_task
def import_customers(*, import_id: int) -> None:
    """Import an upload, from where it is to its end."""
    try:
        run_import(import_id, clock=current_time)
    except UnableToRun:
        return  # somebody works at it, or another import of the brand runs; the tick asks again


@background_task
def evaluate_segment(*, segment_id: int) -> None:
    """Count a segment, or read its list."""
    evaluate(segment_id=segment_id, now=current_time())


@urgent_task
def send_code(*, code_id: int) -> None:
    """Queue the mail of a one-time code."""
    send_requested_code(code_id=code_id, now=current_time())


def tick(now: datetime) -> None:
    """Ask again for work whose task was lost; delete what is too old to keep."""
    for run in left_alone(before=now - SILENT_AFTER):
        enqueue(import_customers, import_id=run.pk)
    for segment in waiting(before=now - SILENT_AFTER):
        enqueue(evaluate_segment, segment_id=segment.pk)
    for code_id in unsent_codes(now=now):
        enqueue(send_code, code_id=code_id)
    delete_old_codes(now=now)
    delete_old_files(now=now)
