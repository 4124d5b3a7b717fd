"""Recording that data went to a vendor, and correcting what was recorded by mistake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.foundation.customer_sets import CustomerSet, store
from forewarn.holdings.models import Ending, Flow, Transfer, TransferChunk
from forewarn.holdings.recording.keeping_out import note_sent_again
from forewarn.vendors.data_fields import FIELDS, in_order, unknown_fields
from forewarn.vendors.models import Vendor

REASON_LENGTH = 300  # characters, as the column holds
LONGEST_RETENTION = 36_500  # days: a hundred years; more is a slip of the finger


class UnableToRecord(Exception):
    """The entry cannot be made like this; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Origin:
    """When a transfer expires (None: not said) and where it comes from: a flow, or a file by its name and SHA-256."""

    ends_at: datetime | None = None
    flow: Flow | None = None
    file_name: str = ""
    file_hash: str = ""


def checked_fields(fields: Iterable[str]) -> list[str]:
    """The fields in their order, each once. Raises UnableToRecord."""
    codes = [code.strip() for code in fields if code.strip()]
    if not codes:
        raise UnableToRecord(f"Say which fields. They are: {', '.join(FIELDS)}.")
    if unknown := unknown_fields(codes):
        raise UnableToRecord(f"There is no field “{unknown[0]}”. The fields are: {', '.join(FIELDS)}.")
    return in_order(codes)


def checked_retention(days: int | None, at: datetime) -> datetime | None:
    """When what was transferred `at` expires, by the days a vendor keeps it. Raises UnableToRecord."""
    if days is None:
        return None
    if not 1 <= days <= LONGEST_RETENTION:
        raise UnableToRecord(f"The vendor keeps it for 1 to {LONGEST_RETENTION} days, not {days}.")
    try:
        return at + timedelta(days=days)
    except OverflowError:
        return None


def check_moment(at: datetime, now: datetime) -> None:
    """Raises UnableToRecord where the moment has no time zone or is still to come."""
    if at.tzinfo is None:
        raise UnableToRecord("The time needs a time zone.")
    if at > now:
        raise UnableToRecord(f"{at:%Y-%m-%d %H:%M} is still to come. Record it when it has happened.")


@transaction.atomic
def record_transfer(
    *, vendor: Vendor, customers: CustomerSet, fields: Iterable[str], at: datetime, by: Actor, now: datetime,
    origin: Origin = Origin(),
) -> Transfer:  # fmt: skip
    """Record that these fields of these customers (ids of the vendor's brand) went to the vendor. Raises UnableToRecord."""
    codes = checked_fields(fields)
    check_moment(at, now)
    if origin.ends_at is not None and origin.ends_at <= at:
        raise UnableToRecord("It cannot expire before it arrives.")
    if not customers:
        raise UnableToRecord("There is nobody on the list.")
    made = Transfer.objects.create(
        brand_id=vendor.brand_id,
        vendor=vendor,
        fields=codes,
        at=at,
        ends_at=origin.ends_at,
        flow=origin.flow,
        source=origin.file_name[:200],
        source_hash=origin.file_hash,
        recorded_by=by.label[:200],
        recorded_at=now,
    )
    count = store(TransferChunk.objects.all(), customers, transfer=made)
    again = note_sent_again(made, customers)
    record(
        "holdings.transferred",
        by=by,
        now=now,
        brand_id=vendor.brand_id,
        target=("vendor", vendor.pk, vendor.name),
        data={"transfer": made.pk, "fields": codes, "customers": count, "at": at.isoformat(), "sent_again": again},
    )
    return made


@transaction.atomic
def correct(*, entry: Transfer | Ending, reason: str, by: Actor, now: datetime) -> None:
    """Let an entry that was recorded by mistake count no more; it stays in the record with the reason. Raises
    UnableToRecord."""
    reason = " ".join(reason.split())
    if not reason:
        raise UnableToRecord("Say why: the record keeps the reason.")
    if len(reason) > REASON_LENGTH:
        raise UnableToRecord(f"The reason is longer than {REASON_LENGTH} characters.")
    mine = type(entry).objects.filter(pk=entry.pk, corrected_at=None)
    if not mine.update(corrected_at=now, corrected_by=by.label[:200], correction=reason):
        raise UnableToRecord("It was corrected before.")
    entry.refresh_from_db()
    record(
        "holdings.corrected",
        by=by,
        now=now,
        brand_id=entry.brand_id,
        target=("vendor", entry.vendor_id, entry.vendor.name),
        data={entry._meta.model_name or "entry": entry.pk, "reason": reason},
    )
