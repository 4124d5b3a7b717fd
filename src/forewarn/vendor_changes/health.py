"""What can go wrong with changes at vendors: held on their day, proof that is late, a correction that was not sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from forewarn.foundation.health import Problem, Severity
from forewarn.mailings.rules.states import BEFORE_SENDING, ENDED
from forewarn.mailings.rules.states import State as MailingState
from forewarn.vendor_changes.models import LateNotice, VendorChange
from forewarn.vendor_changes.queries.changes import objection_counts
from forewarn.vendor_changes.queries.departures import waiting_for_proof
from forewarn.vendor_changes.rules.dates import day_of
from forewarn.vendor_changes.rules.kinds import State

SOON = timedelta(days=7)  # open objections this near to the day should be answered now


def problems(now: datetime) -> Iterator[Problem]:
    """Each with what to do."""
    yield from _to_come(now)
    yield from _late_notices()
    for departure in waiting_for_proof():
        brand = departure.vendor.brand
        if day_of(now, brand.zone) > departure.due_on:
            what = f"{departure.vendor.name} has not confirmed that customers' data is gone; it was due on {departure.due_on:%-d %B %Y}"
            fix = "Ask the vendor, then file its proof under Changes."
            yield Problem(Severity.ERROR, what, fix, brand.pk)
    rows = VendorChange.objects.filter(state=State.WITHDRAWN.value, mailing__started_at__isnull=False)
    for change in rows.select_related("vendor", "correction"):
        if change.correction is None or MailingState(change.correction.state) not in ENDED:
            what = f"Customers were told of a change at {change.vendor.name} that will not happen, and not told so yet"
            yield Problem(Severity.ERROR, what, "Hand in and send the correction under Changes.", change.brand_id)


def _late_notices() -> Iterator[Problem]:
    waiting = LateNotice.objects.filter(
        change__state=State.ANNOUNCED.value, mailing__state__in=[state.value for state in BEFORE_SENDING]
    )
    for late in waiting.select_related("change__vendor"):
        change = late.change
        what = f"{late.customers} customers are concerned by the change at {change.vendor.name} since its notice went out, and their notice has not left: the change waits for it"
        fix = f"Approve and send it under Changes before {change.effective_on:%-d %B %Y}, or cancel it."
        yield Problem(Severity.WARNING, what, fix, change.brand_id)


def _to_come(now: datetime) -> Iterator[Problem]:
    coming = list(VendorChange.objects.filter(state=State.ANNOUNCED.value).select_related("brand", "vendor"))
    counts = objection_counts(coming)
    for change in coming:
        if change.blocked_by and change.effective_at <= now:
            what = f"The change at {change.vendor.name} of {change.effective_on:%-d %B %Y} is held: {change.blocked_by}"
            yield Problem(Severity.ERROR, what, "Settle it under Changes, or withdraw the change.", change.brand_id)
        elif counts[change.pk].open and change.effective_at - now <= SOON:
            what = f"{counts[change.pk].open} objections to the change at {change.vendor.name} wait for an answer"
            fix = f"Answer them under Changes before {change.effective_on:%-d %B %Y}."
            yield Problem(Severity.WARNING, what, fix, change.brand_id)
