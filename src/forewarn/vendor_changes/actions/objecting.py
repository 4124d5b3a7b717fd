"""Customers object to a coming change; staff answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from forewarn.audience.models import Customer
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.outbound.actions.single_mails import Recipient, UnableToQueue, Wording, queue_single
from forewarn.vendor_changes.models import Objection, VendorChange
from forewarn.vendor_changes.queries.changes import is_open
from forewarn.vendor_changes.queries.customers import concerns
from forewarn.vendor_changes.refusals import UnableToChangeNotice
from forewarn.vendor_changes.rules.kinds import Outcome, State, Wish

ANSWER_LIFETIME = timedelta(days=7)  # later the answer is found on the page
WORDS, ANSWER = 500, 1_000  # characters, as the columns hold


@transaction.atomic
def object_to_change(
    *, change: VendorChange, customer: Customer, wish: Wish = Wish.OBJECT, words: str = "", by: Actor, now: datetime
) -> Objection:
    """Write down that the customer does not want the change; said again, the wish and words are the new ones and it waits
    for an answer anew. Raises UnableToChangeNotice once the day has come, or where none of their data is touched."""
    locked = VendorChange.objects.select_for_update(of=("self",)).select_related("brand").get(pk=change.pk)
    if customer.brand_id != locked.brand_id or not is_open(locked, now):
        raise UnableToChangeNotice("This change can no longer be objected to.")
    if not concerns(locked, customer, now=now):
        raise UnableToChangeNotice("This change does not touch your data.")
    said = {"wish": wish.value, "words": " ".join(words.split())[:WORDS], "at": now}
    fresh = {"outcome": Outcome.OPEN.value, "answer": "", "answered_by": "", "answered_at": None}
    objection, _new = Objection.objects.update_or_create(change=locked, customer=customer, defaults=said | fresh)
    record(
        "vendor_change.objected", by=by, now=now, brand_id=locked.brand_id, target=target(locked), data=_of(objection)
    )
    return objection


@transaction.atomic
def take_back_objection(*, objection: Objection, by: Actor, now: datetime) -> None:
    """The customer agrees after all. Raises UnableToChangeNotice once the change is in effect."""
    if objection.change.state != State.ANNOUNCED:
        raise UnableToChangeNotice("The change is no longer to come.")
    _settle(objection, Outcome.TAKEN_BACK, "", by=by, now=now)


@transaction.atomic
def answer_objection(*, objection: Objection, outcome: Outcome, answer: str, by: Actor, now: datetime) -> None:
    """Staff answer: the customer's data is kept out of the change, or it goes ahead and the answer says why.

    Raises UnableToChangeNotice.
    """
    if outcome not in (Outcome.KEPT_OUT, Outcome.GOES_AHEAD):
        raise UnableToChangeNotice("Say whether the customer's data is kept out, or goes along.")
    answer = answer.strip()
    if not answer:
        raise UnableToChangeNotice("Write the answer: the customer reads it on their data page.")
    if len(answer) > ANSWER:
        raise UnableToChangeNotice(f"The answer is longer than {ANSWER} characters.")
    if objection.outcome != Outcome.OPEN:
        raise UnableToChangeNotice("It was answered already.")
    if objection.change.state != State.ANNOUNCED:
        raise UnableToChangeNotice("The change is no longer to come, so there is nothing left to decide.")
    _settle(objection, outcome, answer, by=by, now=now)
    _tell(objection, now)


def _tell(objection: Objection, now: datetime) -> None:
    """Write to the customer that there is an answer; its words stand on their data page only."""
    customer, change = objection.customer, objection.change
    if not customer.reachable:
        return
    context = {"vendor": change.vendor.name, "kept_out": "yes" if objection.outcome == Outcome.KEPT_OUT else ""}
    try:
        queue_single(
            brand=change.brand,
            wording=Wording("vendor_changes/answer", context),
            to=Recipient(customer.email, customer.locale, customer.name, customer.pk),
            now=now,
            idempotency_key=f"objection {objection.pk} {objection.at.isoformat()}",
            lifetime=ANSWER_LIFETIME,
        )
    except UnableToQueue:
        return  # the brand has no sender; its status page says so, and the answer stands on the customer's page


def _settle(objection: Objection, outcome: Outcome, answer: str, *, by: Actor, now: datetime) -> None:
    objection.outcome, objection.answer = outcome.value, answer
    objection.answered_by, objection.answered_at = by.label[:200], now
    objection.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    change = objection.change
    verb = "vendor_change.objection_answered" if answer else "vendor_change.objection_taken_back"
    record(verb, by=by, now=now, brand_id=change.brand_id, target=target(change), data=_of(objection))


def target(change: VendorChange) -> tuple[str, object, str]:
    """How the audit log names a change."""
    return "vendor_change", change.pk, change.slug


def _of(objection: Objection) -> dict[str, object]:
    return {"customer": objection.customer_id, "wish": objection.wish, "outcome": objection.outcome}
