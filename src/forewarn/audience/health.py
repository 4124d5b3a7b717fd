"""What can be broken about customers: imports that failed, segments that could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from forewarn.audience.models import Import, Segment
from forewarn.foundation.health import Problem, Severity

REMEMBERED = timedelta(days=7)  # a failed import that nobody went on with by then is no news


def problems(now: datetime) -> Iterator[Problem]:
    """Imports that failed this week, and segments whose list or filter cannot be read."""
    failed = Import.objects.filter(state=Import.State.FAILED, ended_at__gt=now - REMEMBERED)
    for run in failed.only("file_name", "problem", "brand_id"):
        what = f"The import of {run.file_name} failed: {run.problem}"
        yield Problem(
            Severity.WARNING, what, "Open it under Customers, Imports: it can go on from there.", run.brand_id
        )
    for segment in Segment.objects.filter(state=Segment.State.FAILED).only("name", "problem", "brand_id"):
        what = f"The segment “{segment.name}” cannot be used: {segment.problem}"
        yield Problem(Severity.WARNING, what, "Make it anew under Segments, and delete this one.", segment.brand_id)
