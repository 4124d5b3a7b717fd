"""What a change does to the record of who holds what, on its day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pyroaring import BitMap

from forewarn.audit.rules import SYSTEM
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.holdings.actions.flows import Plan, add_flow, close_flow
from forewarn.holdings.models import Flow
from forewarn.holdings.queries.keeping_out import kept_out_at
from forewarn.holdings.queries.lists import flows_of
from forewarn.holdings.queries.vendors import customers_with
from forewarn.holdings.recording.keeping_out import keep_out
from forewarn.holdings.recording.transfers import Origin, record_transfer
from forewarn.holdings.rules import partition
from forewarn.vendor_changes.models import Objection, VendorChange
from forewarn.vendor_changes.queries.concerned import fields_listed, parts_of
from forewarn.vendor_changes.rules.concerned import TO
from forewarn.vendor_changes.rules.kinds import SENDS_FIELDS, Kind, Outcome


def objected(change: VendorChange) -> CustomerSet:
    """The customers whose data does not go along, by the answer to their objection."""
    rows = Objection.objects.filter(change=change, outcome=Outcome.KEPT_OUT.value)
    return CustomerSet(rows.values_list("customer_id", flat=True))


def move_data(change: VendorChange, *, now: datetime) -> str:
    """Record what goes where from the change's day on, and let standing flows follow. Returns what is left for staff to
    do, or nothing. Raises NoSuchSegment, UnableToReadFilter, UnableToRecord."""
    out = objected(change)
    gets = {code: who - out for (role, code), who in parts_of(change, now=now).items() if role == TO}
    there = customers_with(change.vendor, None, now, now)
    flows = _running(change)
    for flow in flows:
        close_flow(flow=flow, by=SYSTEM, now=now)
    _transfer(change, gets, now)
    if Kind(change.kind) in SENDS_FIELDS:
        wanted = [Plan(change.fields, change.effective_at, segment_id=change.segment_id)]
    else:
        wanted = [plan for flow in flows if (plan := _same_flow(change, flow)) is not None]
        if change.leaver is not None:
            out |= kept_out_at(change.leaver, change.effective_at)  # removed there, they do not come back here
    return _follow(change, wanted, out, there, now) if wanted else ""


def _follow(change: VendorChange, wanted: list[Plan], out: CustomerSet, there: CustomerSet, now: datetime) -> str:
    """Set up the flows, keeping out who must be; the vendor may have had other data of some, which goes on."""
    vendor, at = change.vendor, change.effective_at
    if by_hand := out & there:
        return (
            f"{len(by_hand)} customers stay out of this, but {vendor.name} has other data of them, so no standing flow to "
            "it was set up. Set it up under Who holds what, with a segment without them."
        )
    keep_out(vendor=vendor, customers=out, since=at, reason=f"Change {change.slug}", by=SYSTEM, now=now)
    for plan in wanted:
        add_flow(vendor=vendor, plan=plan, by=SYSTEM, now=now)
    if not out:
        return ""
    return (
        f"{len(out)} customers stay out. Flows leave them out by themselves; your own exports must, too: see Who holds "
        f"what, {vendor.name}, Kept out."
    )


def _running(change: VendorChange) -> list[Flow]:
    """The flows to the vendor that goes."""
    return list(flows_of(change.leaver).filter(ended_at=None)) if change.leaver is not None else []


def _transfer(change: VendorChange, gets: Mapping[str, BitMap], now: datetime) -> None:
    origin = Origin(file_name=f"announced change {change.slug}")
    for codes, who in partition({code: crowd for code, crowd in gets.items() if crowd}).items():
        record_transfer(
            vendor=change.vendor,
            customers=who,
            fields=codes,
            at=change.effective_at,
            by=SYSTEM,
            now=now,
            origin=origin,
        )


def _same_flow(change: VendorChange, flow: Flow) -> Plan | None:
    """The flow to the vendor that takes over, with the fields that it takes; None where there is nothing for it."""
    if Kind(change.kind) is Kind.LEAVING or (not flow.everybody and flow.segment_id is None):
        return None
    listed = fields_listed(change.vendor)
    fields = [code for code in flow.fields if not listed or code in listed]
    if not fields or (flow.until is not None and flow.until <= change.effective_at):
        return None
    return Plan(
        fields,
        change.effective_at,
        segment_id=flow.segment_id,
        until=flow.until,
        hourly=flow.every == Flow.Every.HOUR,
        leavers_deleted=flow.leavers == Flow.Leavers.DELETED,
        retention_days=flow.retention_days,
    )
