"""What can be wrong with holdings: flows that cannot be followed any more, and manifests that wait too long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from forewarn.foundation.health import Problem, Severity
from forewarn.holdings.models import Flow

LATE = {Flow.Every.HOUR: timedelta(hours=3), Flow.Every.DAY: timedelta(days=2)}  # after which a flow counts as behind


def problems(now: datetime) -> Iterator[Problem]:
    """Flows with a problem, and flows that were not looked at for too long."""
    for flow in Flow.objects.select_related("vendor").filter(ended_at=None):
        name = flow.vendor.name
        if flow.problem:
            fix = f"Open {name} under “Who holds what”, stop this flow and add one that says who is meant."
            yield Problem(
                Severity.ERROR, f"A flow of data to {name} cannot be followed: {flow.problem}", fix, flow.brand_id
            )
        elif flow.next_run_at and now - flow.next_run_at > LATE[Flow.Every(flow.every)]:
            what = f"The flow of data to {name} was not looked at since {flow.next_run_at:%Y-%m-%d %H:%M} UTC."
            yield Problem(Severity.WARNING, what, "See that `forewarn tick` runs.", flow.brand_id)
