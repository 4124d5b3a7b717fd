"""What this package answers when a mailing of its own moves, and when a customer asks what is held about them.

Erasing a customer takes their objections along.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from forewarn.audit.rules import SYSTEM
from forewarn.lint.severity import Severity
from forewarn.mailings.actions.publication import mark_published
from forewarn.mailings.models import Mailing
from forewarn.mailings.queries.content import words_of
from forewarn.vendor_changes.actions.latecomers import LATE
from forewarn.vendor_changes.actions.publishing import publish_change, too_short
from forewarn.vendor_changes.actions.releasing import CORRECTION, SOURCE
from forewarn.vendor_changes.models import Departure, VendorChange
from forewarn.vendor_changes.notice.linting import objections_to
from forewarn.vendor_changes.queries.changes import announced
from forewarn.vendor_changes.queries.customers import export_objections
from forewarn.vendor_changes.refusals import UnableToChangeNotice
from forewarn.vendor_changes.rules.kinds import COMES, Kind, State
from forewarn.vendors.models import Vendor, VendorVersion
from forewarn.vendors.queries import history
from forewarn.vendors.rules import State as VendorState


def _change_of(mailing: Mailing) -> VendorChange | None:
    if mailing.source_type not in (SOURCE, LATE, CORRECTION):
        return None
    rows = VendorChange.objects.select_related("brand", "vendor", "replaced", "mailing")
    return rows.filter(pk=int(mailing.source_id)).first()


def before_submitting(mailing: Mailing, now: datetime, **_: object) -> list[str]:
    """A finding that blocks keeps a notice from being handed in."""
    change = _change_of(mailing)
    return objections_to(change, words_of(mailing), Severity.BLOCK, now=now) if change else []


def before_approving(mailing: Mailing, now: datetime, **_: object) -> list[str]:
    """An error of the linter, or too little notice by now, keeps it from being approved."""
    change = _change_of(mailing)
    if change is None:
        return []
    found = objections_to(change, words_of(mailing), Severity.ERROR, now=now)
    short = too_short(change, now) if mailing.source_type == SOURCE else ""
    return [*found, *filter(None, [short])]


def before_starting(mailing: Mailing, now: datetime, **_: object) -> list[str]:
    """The page is public before the first customer has the mail; a notice that would come too late does not leave."""
    change = _change_of(mailing)
    if change is None:
        return []
    if mailing.source_type == CORRECTION:
        mark_published(mailing=mailing, by=SYSTEM, now=now)  # its page said so when it was withdrawn
        return []
    if change.state not in (State.PLANNED, State.ANNOUNCED):
        return ["The change was withdrawn, or is in effect already."]
    if mailing.source_type == LATE:
        mark_published(mailing=mailing, by=SYSTEM, now=now)  # its page is as old as the first notice
        return []
    try:
        publish_change(change=change, by=SYSTEM, now=now)
    except UnableToChangeNotice as error:
        return [str(error)]
    return []


def on_exporting(sender: object, brand_id: int, customer_id: int, **_: object) -> dict[str, Any]:
    """Every objection of the customer, and what became of it."""
    return {"objections_to_changes": export_objections(brand_id, customer_id)}


def on_removing(sender: object, vendor: Vendor, **_: object) -> list[str]:
    """A vendor with a change stays in the register."""
    if not VendorChange.objects.filter(Q(vendor=vendor) | Q(replaced=vendor)).exists():
        return []
    return [f"A change of {vendor.name} is planned or was announced. Delete the plan first; what was announced stays."]


def on_stepping(sender: object, vendor: Vendor, state: VendorState, **_: object) -> list[str]:
    """What was announced happens on its day, or is withdrawn: nobody takes the vendor there, or away, by hand."""
    latest = history(vendor).first()
    arriving = latest is not None and latest.state == VendorState.ANNOUNCED
    for change in announced(vendor.brand):
        comes = arriving and change.vendor == vendor and Kind(change.kind) in COMES
        if comes or (state == VendorState.LEAVING and change.leaver == vendor):
            day = f"{change.effective_on:%-d %B %Y}"
            return [f"Customers were told of a change on {day} that does this. Wait for the day, or withdraw it first."]
    return []


def on_register_changed(sender: object, vendor: Vendor, version: VendorVersion, now: datetime, **_: object) -> None:
    """Whoever ends a vendor in the register itself has said how we know: its clock stops."""
    if version.state == VendorState.ENDED:
        ending, proof = str(version.facts.get("data_at_end", "")), str(version.facts.get("proof", ""))
        said = {"ending": ending, "proof": proof, "confirmed_by": version.author}
        Departure.objects.filter(vendor=vendor, confirmed_at=None).update(confirmed_at=now, **said)
