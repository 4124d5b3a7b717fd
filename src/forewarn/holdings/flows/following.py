"""Following a flow: who joined since the last look becomes a transfer, who left may become an ending."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from forewarn.audience.queries.customers import customers_of
from forewarn.audience.queries.segments import NoSuchSegment, segment_members
from forewarn.audience.rules.filters import UnableToReadFilter
from forewarn.audit.rules import SYSTEM
from forewarn.foundation.customer_sets import CustomerSet, load, store
from forewarn.holdings.models import Flow, FlowChunk
from forewarn.holdings.queries.keeping_out import absences
from forewarn.holdings.recording.endings import Scope, record_ending
from forewarn.holdings.recording.transfers import Origin, record_transfer
from forewarn.holdings.rules import EndingKind, absent_at, let_through

STEPS = {Flow.Every.HOUR: timedelta(hours=1), Flow.Every.DAY: timedelta(days=1)}
IDS_AT_ONCE = 20_000  # read from the database at a time


def due(*, now: datetime) -> QuerySet[Flow]:
    """Flows whose time has come."""
    return Flow.objects.filter(ended_at=None, next_run_at__lte=now).order_by("next_run_at")


@transaction.atomic
def follow(*, flow_id: int, now: datetime) -> bool:
    """Look at a flow that is due; whether it was. Twice at the same time, or with a clock that went back, it does nothing.

    Nobody who is kept out of the vendor counts. The customers of the first look count from the flow's beginning, or from the day they came if that is later; whoever
    joins afterwards counts from the look that finds them.
    """
    flow = Flow.objects.select_for_update(of=("self",)).select_related("brand", "vendor").filter(pk=flow_id).first()
    if flow is None or flow.ended_at is not None or flow.next_run_at is None or flow.next_run_at > now:
        return False
    if flow.last_run_at is not None and now <= flow.last_run_at:
        return False  # what was recorded stays in its order
    over = flow.until is not None and flow.until <= now
    if flow.until is not None and over and flow.last_run_at is not None:
        end(flow=flow, at=flow.until, now=now)
        return True
    try:
        members = _members(flow)
    except (NoSuchSegment, UnableToReadFilter) as error:
        flow.problem, flow.next_run_at = str(error)[:300], now + STEPS[Flow.Every(flow.every)]
        flow.save(update_fields=["problem", "next_run_at"])
        return True
    before = load(FlowChunk.objects.filter(flow=flow))
    if over:  # it came and went while nobody looked
        members &= _there_before(flow)
    kept_out = absences(flow.vendor_id)
    _arrive(flow, let_through(_joined(flow, members - before, now), kept_out, last=now), now)
    _left(flow, before - members, at=now, now=now)
    store(FlowChunk.objects.all(), members - absent_at(kept_out, now), flow=flow)
    if flow.until is not None and over:
        end(flow=flow, at=flow.until, now=now)
        return True
    following = now + STEPS[Flow.Every(flow.every)]
    flow.next_run_at = min(following, flow.until) if flow.until is not None else following
    flow.last_run_at, flow.problem = now, ""
    flow.save(update_fields=["next_run_at", "last_run_at", "problem"])
    return True


def _arrive(flow: Flow, joined: Iterable[tuple[datetime, CustomerSet]], now: datetime) -> None:
    for at, who in joined:
        if flow.until is not None and at >= flow.until:
            continue  # whoever was let in again after the flow ended
        record_transfer(
            vendor=flow.vendor,
            customers=who,
            fields=flow.fields,
            at=at,
            by=SYSTEM,
            now=now,
            origin=Origin(flow=flow),
        )


def end(*, flow: Flow, at: datetime, now: datetime) -> None:
    """End a flow: everybody leaves it. Call it inside a transaction, with the row locked."""
    members = load(FlowChunk.objects.filter(flow=flow))
    _left(flow, members, at=at, now=now)
    FlowChunk.objects.filter(flow=flow).delete()
    flow.ended_at, flow.next_run_at, flow.last_run_at = at, None, now
    flow.save(update_fields=["ended_at", "next_run_at", "last_run_at"])


def _members(flow: Flow) -> CustomerSet:
    if flow.everybody:
        ids = customers_of(flow.brand).order_by().values_list("pk", flat=True)
        return CustomerSet(ids.iterator(chunk_size=IDS_AT_ONCE))
    if flow.segment_id is None:
        raise NoSuchSegment(f"its segment “{flow.segment_name}” was deleted")
    return segment_members(flow.brand, flow.segment_id)


def _there_before(flow: Flow) -> CustomerSet:
    """The customers who came before the flow ended."""
    ids = customers_of(flow.brand).filter(created_at__lt=flow.until).order_by().values_list("pk", flat=True)
    return CustomerSet(ids.iterator(chunk_size=IDS_AT_ONCE))


def _joined(flow: Flow, newcomers: CustomerSet, now: datetime) -> Iterator[tuple[datetime, CustomerSet]]:
    """The newcomers by the moment from which they count, each with somebody in it."""
    if not newcomers:
        return
    if flow.last_run_at is not None:
        yield now, newcomers
        return
    rest = newcomers.copy()
    later = customers_of(flow.brand).filter(created_at__gte=flow.since).order_by()
    by_day: dict[datetime, CustomerSet] = {}
    for pk, created_at in later.values_list("pk", "created_at").iterator(chunk_size=IDS_AT_ONCE):
        if pk in rest:
            day = created_at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
            by_day.setdefault(min(max(day, flow.since), now), CustomerSet()).add(pk)
            rest.discard(pk)
    if rest:
        by_day.setdefault(flow.since, CustomerSet()).update(rest)
    yield from sorted(by_day.items(), key=lambda pair: pair[0])


def _left(flow: Flow, leavers: CustomerSet, *, at: datetime, now: datetime) -> None:
    """What becomes of the data of who left: deleted at once, gone after the retention, or kept as far as we know."""
    if not leavers:
        return
    if flow.leavers == Flow.Leavers.DELETED:
        kind, gone = EndingKind.DELETED, at
    elif flow.retention_days is not None:
        kind, gone = EndingKind.EXPIRED, at + timedelta(days=flow.retention_days)
    else:
        return
    # A moment after the last transfer of this flow, so that what came at this very look is not touched.
    scope = Scope(before=at, flow=flow)
    record_ending(vendor=flow.vendor, customers=leavers, kind=kind, at=gone, by=SYSTEM, now=now, scope=scope)
