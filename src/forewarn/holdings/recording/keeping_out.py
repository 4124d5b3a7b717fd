"""Keeping customers out of what goes to a vendor, after a removal there or an objection, and noticing when it went anyway."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.foundation.customer_sets import CustomerSet, discard, load
from forewarn.holdings.models import Ending, EndingChunk, Flow, FlowChunk, KeptOut, SentAgain, Transfer
from forewarn.vendors.models import Vendor

BECAUSE = 300  # characters, as the column holds


class UnableToLetIn(Exception):
    """The customer cannot be let in again like this; the text says why and what to do."""


@transaction.atomic
def keep_out(*, vendor: Vendor, customers: CustomerSet, since: datetime, reason: str, by: Actor, now: datetime) -> int:
    """Let no flow count these customers at the vendor from `since` on; how many were not kept out before.

    What was recorded stays: an ending says that it is gone.
    """
    flows = Flow.objects.select_for_update(of=("self",)).filter(vendor=vendor, ended_at=None)
    chunks = FlowChunk.objects.filter(flow__in=list(flows))
    before = KeptOut.objects.filter(vendor=vendor, until=None).values_list("customer_id", flat=True)
    fresh = customers - CustomerSet(before.iterator())
    for customer_id in fresh:
        discard(chunks, customer_id)  # else somebody who is let in again would not count as a newcomer
    KeptOut.objects.bulk_create(
        [
            KeptOut(
                brand_id=vendor.brand_id,
                vendor=vendor,
                customer_id=customer_id,
                since=since,
                reason=reason[:200],
                recorded_by=by.label[:200],
            )
            for customer_id in fresh
        ],
        batch_size=1_000,
    )
    if fresh:
        _record("holdings.kept_out", vendor, {"customers": len(fresh), "reason": reason}, by, now)
    return len(fresh)


@transaction.atomic
def let_in(*, kept_out: KeptOut, because: str, by: Actor, now: datetime) -> None:
    """Let data of the customer go to the vendor again, since they want it. Raises UnableToLetIn."""
    because = " ".join(because.split())
    if not because or len(because) > BECAUSE:
        raise UnableToLetIn(f"Say in up to {BECAUSE} characters how the customer told you that they want it again.")
    mine = KeptOut.objects.filter(pk=kept_out.pk, until=None)
    if not mine.update(until=now, let_in_by=by.label[:200], let_in_because=because):
        raise UnableToLetIn("This customer was let in before.")
    kept_out.refresh_from_db()
    _record("holdings.let_in", kept_out.vendor, {"customer": kept_out.customer_id}, by, now)


@transaction.atomic
def say_left_out(*, vendor: Vendor, by: Actor, now: datetime) -> int:
    """Write down that the brand's own exports to the vendor leave out whoever is kept out by now; how many are new."""
    waiting = KeptOut.objects.filter(vendor=vendor, until=None, left_out_at=None, since__lte=now)
    number = waiting.update(left_out_at=now, left_out_by=by.label[:200])
    if number:
        _record("holdings.left_out", vendor, {"customers": number}, by, now)
    return number


def note_sent_again(transfer: Transfer, customers: CustomerSet) -> int:
    """Note whom a new transfer names although they were kept out at its moment; how many. It is a fact and stays."""
    at = transfer.at
    kept = KeptOut.objects.filter(Q(until=None) | Q(until__gt=at), vendor_id=transfer.vendor_id, since__lte=at)
    broken = [pk for pk, customer_id in kept.values_list("pk", "customer_id").iterator() if customer_id in customers]
    rows = [SentAgain(kept_out_id=pk, transfer=transfer) for pk in broken]
    SentAgain.objects.bulk_create(rows, batch_size=1_000)
    if rows:  # a list that comes late may tell of what was deleted since
        for ending in Ending.objects.filter(vendor_id=transfer.vendor_id, before__gt=at, corrected_at=None):
            mend(ending, None if ending.everybody else load(EndingChunk.objects.filter(ending=ending)))
    return len(rows)


def mend(ending: Ending, customers: CustomerSet | None) -> None:
    """What came again before an ending of everything (`customers` None: of everybody's) is gone with it."""
    if ending.fields or ending.flow_id is not None:
        return
    came = SentAgain.objects.filter(kept_out__vendor_id=ending.vendor_id, transfer__at__lt=ending.before)
    waiting = came.filter(Q(ending=None) | Q(ending__corrected_at__isnull=False))
    gone = [
        pk
        for pk, customer_id in waiting.values_list("pk", "kept_out__customer_id")
        if customers is None or customer_id in customers
    ]
    SentAgain.objects.filter(pk__in=gone).update(ending=ending)


def _record(verb: str, vendor: Vendor, data: dict[str, object], by: Actor, now: datetime) -> None:
    target = ("vendor", vendor.pk, vendor.name)
    record(verb, by=by, now=now, brand_id=vendor.brand_id, target=target, data=data)
