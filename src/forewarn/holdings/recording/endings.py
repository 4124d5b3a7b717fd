"""Recording that a vendor holds data no more: returned, deleted or expired."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.foundation.customer_sets import CustomerSet, store
from forewarn.holdings.models import Ending, EndingChunk, Flow
from forewarn.holdings.recording.keeping_out import mend
from forewarn.holdings.recording.transfers import UnableToRecord, check_moment, checked_fields
from forewarn.holdings.rules import PRESENT, EndingKind
from forewarn.vendors.models import Vendor

PROOF_LENGTH = 500  # characters, as the column holds


@dataclass(frozen=True, slots=True)
class Scope:
    """What an ending concerns: fields (empty: all), the transfers before a moment (None: before it ends), one flow; and
    how we know."""

    fields: tuple[str, ...] = ()
    before: datetime | None = None
    flow: Flow | None = None
    proof: str = ""


@transaction.atomic
def record_ending(
    *, vendor: Vendor, customers: CustomerSet | None, kind: EndingKind, at: datetime, by: Actor, now: datetime,
    scope: Scope = Scope(),
) -> Ending:  # fmt: skip
    """Record that the vendor holds data of these customers (None: of everybody) no more from `at` on.

    Only an expiry may still be to come. Raises UnableToRecord.
    """
    codes = checked_fields(scope.fields) if scope.fields else []
    if kind in PRESENT:
        check_moment(at, now)
    before = scope.before or at
    if before > at:
        raise UnableToRecord("An ending cannot touch what comes after it.")
    if customers is not None and not customers:
        raise UnableToRecord("There is nobody on the list.")
    made = Ending.objects.create(
        brand_id=vendor.brand_id,
        vendor=vendor,
        kind=kind.value,
        fields=codes,
        at=at,
        before=before,
        everybody=customers is None,
        flow=scope.flow,
        proof=scope.proof.strip()[:PROOF_LENGTH],
        recorded_by=by.label[:200],
        recorded_at=now,
    )
    count = store(EndingChunk.objects.all(), customers, ending=made) if customers is not None else None
    mend(made, customers)
    record(
        f"holdings.{kind.value}",
        by=by,
        now=now,
        brand_id=vendor.brand_id,
        target=("vendor", vendor.pk, vendor.name),
        data={"ending": made.pk, "fields": codes, "customers": count, "at": at.isoformat()},
    )
    return made


def record_deletion(
    *, vendor: Vendor, customers: CustomerSet | None, at: datetime, proof: str, by: Actor, now: datetime,
    fields: Iterable[str] = (),
) -> Ending:  # fmt: skip
    """The vendor deleted data of these customers (None: of everybody); `proof` says how we know. Raises UnableToRecord."""
    scope = Scope(fields=tuple(fields), proof=proof)
    return record_ending(
        vendor=vendor, customers=customers, kind=EndingKind.DELETED, at=at, by=by, now=now, scope=scope
    )


def record_return(
    *, vendor: Vendor, customers: CustomerSet | None, at: datetime, proof: str, by: Actor, now: datetime,
    fields: Iterable[str] = (),
) -> Ending:  # fmt: skip
    """The vendor gave data of these customers (None: of everybody) back and kept no copy. Raises UnableToRecord."""
    scope = Scope(fields=tuple(fields), proof=proof)
    return record_ending(
        vendor=vendor, customers=customers, kind=EndingKind.RETURNED, at=at, by=by, now=now, scope=scope
    )
