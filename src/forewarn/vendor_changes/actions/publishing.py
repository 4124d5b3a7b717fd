"""Making a change public: its page is there before the first customer has the notice."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.mailings.actions.publication import mark_published
from forewarn.vendor_changes.actions.objecting import target
from forewarn.vendor_changes.models import VendorChange
from forewarn.vendor_changes.refusals import UnableToChangeNotice
from forewarn.vendor_changes.rules.dates import day_of, days_of_notice, earliest
from forewarn.vendor_changes.rules.kinds import COMES, Kind, State
from forewarn.vendors.models import Vendor
from forewarn.vendors.queries import history
from forewarn.vendors.register import move_to
from forewarn.vendors.rules import State as VendorState


def too_short(change: VendorChange, now: datetime) -> str:
    """Why there is too little notice for an announcement now; empty where there is enough, or an urgent reason."""
    today = day_of(now, change.brand.zone)
    left = days_of_notice(change.effective_on, today)
    if left < 1:
        return "The day has come already. Choose a later one."
    if left < change.lead_days and not change.urgency:
        return (
            f"That is {left} days of notice; {change.lead_days} are promised. Choose "
            f"{earliest(today, change.lead_days):%-d %B %Y} or later, or give the reason why it is urgent: it is published."
        )
    return ""


@transaction.atomic
def publish_change(*, change: VendorChange, by: Actor, now: datetime) -> None:
    """Put the change on the public site and a vendor that comes into the register as announced; said again, nothing
    changes. Raises UnableToChangeNotice."""
    locked = VendorChange.objects.select_for_update(of=("self",)).select_related("brand").get(pk=change.pk)
    if locked.state == State.PLANNED:
        if short := too_short(locked, now):
            raise UnableToChangeNotice(short)
        locked.state, locked.published_at = State.ANNOUNCED.value, now
        locked.save(update_fields=["state", "published_at"])
        if Kind(locked.kind) in COMES:
            _announce_vendor(change.vendor, change, by=by, now=now)
        record("vendor_change.published", by=by, now=now, brand_id=change.brand_id, target=target(change))
    change.refresh_from_db(fields=["state", "published_at"])
    if change.mailing is not None:
        mark_published(mailing=change.mailing, by=by, now=now)


def _announce_vendor(vendor: Vendor, change: VendorChange, *, by: Actor, now: datetime) -> None:
    latest = history(vendor).first()
    if latest is not None and latest.state == VendorState.PROPOSED:
        reason = f"Announced for {change.effective_on:%-d %B %Y}"
        move_to(vendor=vendor, state=VendorState.ANNOUNCED, reason=reason, by=by, now=now)
