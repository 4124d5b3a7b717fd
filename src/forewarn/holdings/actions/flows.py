"""Adding and stopping flows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from forewarn.audience.queries.segments import segment_of
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.foundation.background import enqueue
from forewarn.holdings.flows.following import end, follow
from forewarn.holdings.models import Flow, FlowChunk
from forewarn.holdings.recording.transfers import UnableToRecord, checked_fields, checked_retention
from forewarn.holdings.tasks import follow_flow
from forewarn.vendors.models import Vendor


@dataclass(frozen=True, slots=True)
class Plan:
    """A flow as somebody wants it: whose (a segment's number; None: everybody's) fields, from when until when.

    `leavers_deleted`: the vendor deletes who leaves the segment; else it keeps them, for `retention_days` where known.
    """

    fields: Iterable[str]
    since: datetime
    segment_id: int | None = None
    until: datetime | None = None
    hourly: bool = False
    leavers_deleted: bool = False
    retention_days: int | None = None


@transaction.atomic
def add_flow(*, vendor: Vendor, plan: Plan, by: Actor, now: datetime) -> Flow:
    """A standing flow to a vendor; it is looked at for the first time as soon as it begins. Raises UnableToRecord."""
    fields = checked_fields(plan.fields)
    if plan.since.tzinfo is None or (plan.until is not None and plan.until.tzinfo is None):
        raise UnableToRecord("The times need a time zone.")
    if plan.until is not None and plan.until <= plan.since:
        raise UnableToRecord("A flow ends after it begins.")
    if plan.until is not None and plan.until <= now:
        raise UnableToRecord("This flow is over already. Record what it sent as a manifest.")
    if plan.leavers_deleted and plan.retention_days is not None:
        raise UnableToRecord("Either the vendor deletes who leaves, or it keeps them for some days.")
    checked_retention(plan.retention_days, now)
    segment = segment_of(vendor.brand, plan.segment_id) if plan.segment_id is not None else None
    if plan.segment_id is not None and segment is None:
        raise UnableToRecord("There is no such segment; it may have been deleted.")
    flow = Flow.objects.create(
        brand_id=vendor.brand_id,
        vendor=vendor,
        everybody=segment is None,
        segment=segment,
        segment_name=segment.name if segment else "",
        fields=fields,
        since=plan.since,
        until=plan.until,
        every=Flow.Every.HOUR if plan.hourly else Flow.Every.DAY,
        leavers=Flow.Leavers.DELETED if plan.leavers_deleted else Flow.Leavers.KEPT,
        retention_days=plan.retention_days,
        next_run_at=max(plan.since, now),
        created_by=by.label[:200],
        created_at=now,
    )
    _record("flow.added", flow, by, now)
    if plan.since <= now:
        enqueue(follow_flow, flow_id=flow.pk)
    return flow


@transaction.atomic
def stop_flow(*, flow: Flow, by: Actor, now: datetime) -> None:
    """End a flow now; what the vendor holds already stays recorded, or ends as the flow says. Raises UnableToRecord."""
    follow(flow_id=flow.pk, now=now)  # who joined since the last look got there before it ends
    locked = Flow.objects.select_for_update(of=("self",)).select_related("vendor").get(pk=flow.pk)
    if locked.ended_at is not None:
        raise UnableToRecord("This flow has ended.")
    end(flow=locked, at=now, now=now)
    flow.refresh_from_db()
    _record("flow.stopped", flow, by, now)


def _record(verb: str, flow: Flow, by: Actor, now: datetime) -> None:
    data = {"flow": flow.pk, "fields": flow.fields, "segment": flow.segment_name, "since": flow.since.isoformat()}
    record(
        verb,
        by=by,
        now=now,
        brand_id=flow.brand_id,
        target=("vendor", flow.vendor_id, flow.vendor.name),
        data=data,
    )


@transaction.atomic
def close_flow(*, flow: Flow, by: Actor, now: datetime) -> None:
    """Nothing more goes to the vendor from now on, since it goes; what it has stays on record until its deletion is
    proved, whatever the flow says of those who leave it."""
    follow(flow_id=flow.pk, now=now)
    locked = Flow.objects.select_for_update(of=("self",)).get(pk=flow.pk)
    if locked.ended_at is None:
        FlowChunk.objects.filter(flow=locked).delete()
        locked.ended_at, locked.next_run_at, locked.last_run_at = now, None, now
        locked.save(update_fields=["ended_at", "next_run_at", "last_run_at"])
        _record("flow.stopped", flow, by, now)
    flow.refresh_from_db()
