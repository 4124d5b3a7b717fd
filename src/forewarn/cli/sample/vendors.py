"""The sample brand's vendors: what each does, has and promises, and how that changed in a year."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from forewarn.audit.rules import Actor
from forewarn.cli.sample.vendor_facts import (
    AUDITOR,
    coldstack,
    day,
    heron,
    kindly_desk,
    ledgerwell,
    old_quay,
    parcel_lane,
    quillpost,
)  # fmt: skip
from forewarn.vendors.queries import facts_of
from forewarn.vendors.register import Because, add_vendor, enter_facts, move_to
from forewarn.vendors.rules import AtEnd, DataAtEnd, Facts, Ground, State, merged

if TYPE_CHECKING:
    from forewarn.brands.models import Brand
    from forewarn.vendors.models import Vendor

BEN, CHIDI = Actor.command("Ben Hale"), Actor.command("Chidi Eze")
BEGAN = "Entered when the register began"


def add_vendors(brand: Brand, *, begun: datetime, now: datetime) -> None:
    """Enter them as they were a year ago, then let the year happen."""
    for facts in (quillpost(begun), parcel_lane(begun), ledgerwell(begun), kindly_desk(begun), coldstack(begun)):
        add_vendor(brand=brand, facts=facts, reason=BEGAN, by=BEN, now=begun, state=State.ACTIVE)
    old = add_vendor(brand=brand, facts=old_quay(begun), reason=BEGAN, by=BEN, now=begun, state=State.ACTIVE).vendor
    known = {vendor.slug: vendor for vendor in brand.vendors.all()}
    _leave(old, now)
    _move_to_america(known["quillpost"], now)
    _shorter_keeping(known["parcel-lane"], now)
    _newer_report(known["ledgerwell"], now)
    add_vendor(
        brand=brand, facts=heron(now), reason="Its offer for reviews is being read", by=BEN,
        now=now - timedelta(days=6),
    )  # fmt: skip


def _leave(vendor: Vendor, now: datetime) -> None:
    leaving, gone = now - timedelta(days=310), now - timedelta(days=280)
    move_to(
        vendor=vendor,
        state=State.LEAVING,
        reason=Because("We ask customers ourselves now", "We had no such notices yet.", Ground.NO_NOTICE),
        by=CHIDI,
        now=leaving,
    )
    end = DataAtEnd(AtEnd.DELETED, gone.date(), "Deletion certificate OQ-88 in the contracts folder")
    move_to(
        vendor=vendor,
        state=State.ENDED,
        reason=Because("Certificate is here", "We now ask you ourselves, in the shop."),
        end=end,
        by=CHIDI,
        now=gone,
    )


def _move_to_america(vendor: Vendor, now: datetime) -> None:
    facts = facts_of(vendor)
    chain = [
        {"name": "Coldstack", "purpose": "keeps its servers", "rank": 1, "places": ["US"], "fields": ["name", "email"]}
    ]
    part: Facts = {"storage_places": ["US"], "access_places": ["GB", "US"], "transfer_mechanism": "scc", "chain": chain}
    enter_facts(
        vendor=vendor,
        facts=merged(facts, part),
        reason=Because(
            "Their letter of the spring: the German site closes",
            "Quillpost closes its site in Germany.",
            Ground.NO_NOTICE,
        ),
        by=BEN,
        now=now - timedelta(days=160),
    )


def _shorter_keeping(vendor: Vendor, now: datetime) -> None:
    facts = facts_of(vendor)
    words = {"retention": "90 días después de la entrega"}
    translations = facts.get("translations")
    spanish = translations.get("es", {}) if isinstance(translations, dict) else {}
    part: Facts = {"retention": "90 days after the delivery", "translations": {"es": {**spanish, **words}}}
    enter_facts(
        vendor=vendor,
        facts=merged(facts, part),
        reason=Because("Agreed at the yearly review", "We asked for less, since nobody needs it longer."),
        by=BEN,
        now=now - timedelta(days=75),
    )


def _newer_report(vendor: Vendor, now: datetime) -> None:
    report = {
        "standard": "pci_dss",
        "level": "level-1",
        "issued_by": AUDITOR,
        "valid_from": day(now, -50),
        "valid_until": day(now, 315),
    }
    facts = merged(facts_of(vendor), {"assurance": [report]})
    enter_facts(vendor=vendor, facts=facts, reason="New certificate came by post", by=BEN, now=now - timedelta(days=45))
