"""What can be wrong with holdings: flows that cannot be followed any more, and customers who must be left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from forewarn.foundation.health import Problem, Severity
from forewarn.holdings.models import Flow
from forewarn.holdings.queries.keeping_out import waiting

LATE = {Flow.Every.HOUR: timedelta(hours=3), Flow.Every.DAY: timedelta(days=2)}  # after which a flow counts as behind


def problems(now: datetime) -> Iterator[Problem]:
    """Flows with a problem or not looked at for too long; vendors that got data again, or may get it."""
    yield from _flows(now)
    for one in waiting(now):
        who = f"{one.sent_again} customer{'s'[: one.sent_again != 1]}"
        if one.sent_again:
            what = f"{one.vendor} got data again of {who} whose data was removed there."
            fix = f"Open {one.vendor} under “Who holds what”, Kept out: ask it to delete again, and mend the export."
            yield Problem(Severity.ERROR, what, fix, one.brand_id)
        if one.not_left_out:
            what = f"Your exports to {one.vendor} must leave out customers whose data was removed there ({one.not_left_out})."
            fix = f"Open {one.vendor} under “Who holds what”, Kept out: take the list, and say when your exports leave them out."
            yield Problem(Severity.WARNING, what, fix, one.brand_id)


def _flows(now: datetime) -> Iterator[Problem]:
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
