"""Vendors with facts and data, and changes of them."""

from __future__ import annotations

from datetime import timedelta

from factories import NOW
from forewarn.audit.rules import Actor
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.holdings.recording.transfers import record_transfer
from forewarn.vendor_changes.actions.planning import Plan, plan_change
from forewarn.vendor_changes.actions.publishing import publish_change
from forewarn.vendor_changes.rules.kinds import Kind, Why
from forewarn.vendors.register import Because, add_vendor, move_to
from forewarn.vendors.rules import Ground, State

DAY = timedelta(days=1)
ANA, BEN = Actor.staff(7, "Ana Ruiz"), Actor.staff(8, "Ben Okoye")
TODAY = NOW.date()
LATER = TODAY + 40 * DAY
FIELDS = ["name", "email", "order_history"]
MEASURES = [
    {
        "kind": "encrypted_at_rest",
        "measure": "Data is encrypted on disk",
        "basis": "certified",
        "verified_on": "2026-03-01",
    },
    {"kind": "passkeys", "measure": "Passkeys", "basis": "audited", "verified_on": "2026-04-01"},
    {"kind": "backups", "measure": "Backups", "basis": "self-declared", "verified_on": "2026-05-01"},
]
TRANSLATIONS = {
    "es": {
        "purpose": "envía nuestros correos",
        "retention": "mientras seas cliente",
        "loses": "nuestros correos",
        "deletion": "en diez días",
    },
    "fr": {
        "purpose": "envoie nos messages",
        "retention": "tant que vous êtes client",
        "loses": "nos messages",
        "deletion": "en dix jours",
    },
    "de": {
        "purpose": "verschickt unsere Mails",
        "retention": "solange Sie Kunde sind",
        "loses": "unsere Mails",
        "deletion": "in zehn Tagen",
    },
}


def make_vendor(brand, name, *, state=State.ACTIVE, **facts):
    """A vendor with facts that works for the brand, or is proposed or announced."""
    said = {
        "name": name,
        "purpose": "sends our emails",
        "fields": FIELDS,
        "storage_places": ["IE"],
        "retention": "as long as you are our customer",
        "measures": MEASURES,
    } | facts
    begins = State.ACTIVE if state is State.ACTIVE else State.PROPOSED
    version = add_vendor(brand=brand, facts=said, reason="Contract signed", by=ANA, now=NOW - 60 * DAY, state=begins)
    if state is State.ANNOUNCED:
        move_to(
            vendor=version.vendor,
            state=state,
            reason=Because("As planned", ground=Ground.ANNOUNCED),
            by=ANA,
            now=NOW - 50 * DAY,
        )
    return version.vendor


def give(vendor, customers, fields, *, at=NOW - 20 * DAY):
    """These customers' fields are at the vendor."""
    return record_transfer(
        vendor=vendor, customers=CustomerSet([c.pk for c in customers]), fields=fields, at=at, by=ANA, now=NOW
    )


def make_change(vendor, kind=Kind.LEAVING, *, on=LATER, why=Why.SERVICE, now=NOW, **plan):
    """A planned change."""
    plan = Plan(kind=kind, vendor=vendor, effective_on=on, why=why, **plan)
    return plan_change(brand=vendor.brand, plan=plan, by=ANA, now=now)


def announce(change, *, now=NOW):
    """The change made public, without a notice."""
    publish_change(change=change, by=BEN, now=now)
    return change
