"""The sample brand announces that its email provider changes: the notice went out, and two customers object."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from forewarn.audience.queries.customers import customers_of
from forewarn.audit.rules import Actor
from forewarn.cli.sample.brand import BY
from forewarn.cli.sample.delivering import deliver
from forewarn.cli.sample.history import staff
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.holdings.queries.keeping_out import kept_out_at
from forewarn.holdings.recording.transfers import record_transfer
from forewarn.vendor_changes.actions.objecting import answer_objection, object_to_change
from forewarn.vendor_changes.actions.planning import Plan, plan_change
from forewarn.vendor_changes.actions.releasing import approve_change, send_change, submit_change
from forewarn.vendor_changes.rules.kinds import Kind, Outcome, Why, Wish
from forewarn.vendors.queries import facts_of, vendor_of
from forewarn.vendors.register import add_vendor, enter_facts
from forewarn.vendors.rules import Facts, merged

if TYPE_CHECKING:
    from forewarn.brands.models import Brand
    from forewarn.vendor_changes.models import VendorChange

TOLD_BEFORE, COMES_IN = timedelta(days=10), timedelta(days=25)

OLD: Facts = {
    "fields": ["name", "email", "preferences", "order_history"],
    "storage_places": ["US"],
    "retention": "as long as you want our mail",
    "deletion": "deleted within 30 days, and from backups within 60",
    "translations": {
        "es": {
            "purpose": "envía nuestras ofertas y la carta del jardín",
            "retention": "mientras quieras nuestros correos",
            "deletion": "se borran en 30 días, y de las copias en 60",
        }
    },
}
NEW: Facts = {
    "name": "Mailwren",
    "purpose": "sends our offers and the garden letter",
    "fields": ["name", "email", "order_history"],
    "sending_domains": ["out.mailwren.example"],
    "storage_places": ["IE", "DE"],
    "access_places": ["IE"],
    "retention": "as long as you want our mail",
    "loses": "You would get no offers and no garden letter",
    "measures": [
        {"kind": "encrypted_at_rest", "measure": "Data is encrypted on disk", "basis": "certified"},
        {"kind": "passkeys", "measure": "Staff sign in with passkeys", "basis": "audited"},
        {"kind": "backups", "measure": "Backups are made and tried out", "basis": "contract"},
    ],
    "translations": {
        "es": {
            "purpose": "envía nuestras ofertas y la carta del jardín",
            "retention": "mientras quieras nuestros correos",
            "loses": "No recibirías ofertas ni la carta del jardín",
        }
    },
}


def announce_change(brand: Brand, *, now: datetime) -> VendorChange:
    """Quillpost goes and Mailwren comes: planned, approved by another person, published and sent, as it is done in the
    console. A brand whose register lacks Quillpost is left as it is."""
    quillpost = vendor_of(brand, "quillpost")
    if quillpost is None:
        raise LookupError("the sample brand has no Quillpost")
    told = now - TOLD_BEFORE
    editor, approver = staff("editor"), staff("approver")
    some = CustomerSet(customers_of(brand).order_by("pk").values_list("pk", flat=True)[::4])
    ordered = told - timedelta(days=60)
    some -= kept_out_at(quillpost, ordered)
    record_transfer(vendor=quillpost, customers=some, fields=["order_history"], at=ordered, by=BY, now=now)
    known = merged(OLD, facts_of(quillpost))
    enter_facts(vendor=quillpost, facts=known, reason="From the contract", by=BY, now=told - timedelta(days=6))
    facts = merged(NEW, {"measures": _dated(told)})
    new = add_vendor(
        brand=brand, facts=facts, reason="Chosen for mail in Europe", by=editor, now=told - timedelta(days=5)
    )
    plan = Plan(
        kind=Kind.REPLACING,
        vendor=new.vendor,
        effective_on=(now + COMES_IN).astimezone(brand.zone).date(),
        why=Why.CLOSER,
        replaced=quillpost,
    )
    change = plan_change(brand=brand, plan=plan, by=editor, now=told - timedelta(days=2))
    submit_change(change=change, by=editor, now=told - timedelta(days=2))
    approve_change(change=change, by=approver, now=told - timedelta(days=1))
    send_change(change=change, at_any_hour=True, by=approver, now=told)
    if change.mailing is not None:
        deliver(change.mailing, at=told)
    _object(brand, change, now)
    return change


def _dated(told: datetime) -> list[object]:
    rows = NEW["measures"]
    checked = (told - timedelta(days=40)).date().isoformat()
    return [row | {"verified_on": checked} for row in rows] if isinstance(rows, list) else []


def _object(brand: Brand, change: VendorChange, now: datetime) -> None:
    first, second = customers_of(brand).order_by("pk")[10:12]
    for customer, wish, words in (
        (first, Wish.OBJECT, "I know the old company and I do not know the new one."),
        (second, Wish.REMOVAL, "Please delete my data there instead."),
    ):
        by, at = Actor.customer(customer.pk), now - timedelta(days=3)
        objection = object_to_change(change=change, customer=customer, wish=wish, words=words, by=by, now=at)
    answer_objection(
        objection=objection,
        outcome=Outcome.KEPT_OUT,
        answer="Your data does not go to Mailwren, and Quillpost deletes it.",
        by=staff("editor"),
        now=now - timedelta(days=2),
    )
