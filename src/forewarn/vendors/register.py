"""Writing the register: every change is a new version with its author, reason and time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.vendors.actions import UnableToChangeVendor
from forewarn.vendors.data_fields import FIELDS
from forewarn.vendors.models import Vendor, VendorVersion
from forewarn.vendors.rules import NEXT, Facts, State, wrong_with


@transaction.atomic
def enter_facts(*, vendor: Vendor, facts: Mapping[str, object], reason: str, by: Actor, now: datetime) -> VendorVersion:
    """Replace what the register says of a vendor. Raises UnableToChangeVendor with a line for each fault."""
    wrong = wrong_with(facts, known_fields=FIELDS)
    if wrong:
        raise UnableToChangeVendor("\n".join(wrong))
    latest = _latest(vendor)
    state = State(latest.state) if latest else State.PROPOSED
    return _add(vendor, state, dict(facts), reason=reason, by=by, now=now)


@transaction.atomic
def move_to(*, vendor: Vendor, state: State, reason: str, by: Actor, now: datetime) -> VendorVersion:
    """Take a vendor one step through its life. Raises UnableToChangeVendor where the step may not follow."""
    latest = _latest(vendor)
    if latest is None:
        raise UnableToChangeVendor(f"Enter what the register should say of {vendor.name} first.")
    if state not in NEXT[State(latest.state)]:
        raise UnableToChangeVendor(f"{vendor.name} is {latest.state}; it cannot become {state} from there.")
    return _add(vendor, state, latest.facts, reason=reason, by=by, now=now)


def _latest(vendor: Vendor) -> VendorVersion | None:
    # The vendor's row is locked so that two changes at once get two numbers.
    Vendor.objects.select_for_update().get(pk=vendor.pk)
    return VendorVersion.objects.filter(vendor=vendor).order_by("number").last()


def _add(vendor: Vendor, state: State, facts: Facts, *, reason: str, by: Actor, now: datetime) -> VendorVersion:
    latest = _latest(vendor)
    if not reason.strip():
        raise UnableToChangeVendor("Say why: the reason is kept with the change.")
    if latest and latest.at > now:
        raise UnableToChangeVendor(
            "The register already has a later change of this vendor. Check this machine's clock."
        )
    version = VendorVersion.objects.create(
        vendor=vendor,
        number=latest.number + 1 if latest else 1,
        state=state,
        facts=facts,
        author=by.label,
        reason=reason.strip(),
        at=now,
    )
    record("vendor.changed", by=by, now=now, brand_id=vendor.brand_id, target=("vendor", vendor.pk, vendor.name))
    return version
