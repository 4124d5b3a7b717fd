"""What a vendor answers, or staff write down for it; and the end of a request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from forewarn.audience.models import Customer
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.holdings.recording.endings import Scope, record_ending
from forewarn.holdings.recording.keeping_out import keep_out
from forewarn.holdings.rules import EndingKind
from forewarn.removals.actions.refusals import UnableToRemove
from forewarn.removals.actions.telling import tell_end
from forewarn.removals.models import RemovalRequest, RemovalTask, TaskEvent
from forewarn.removals.queries.requests import whom
from forewarn.removals.rules.numbers import shown_number
from forewarn.removals.rules.redacting import without
from forewarn.removals.rules.states import SETTLED, Reason, Status, says_gone, status_of, wrong_with

WORDS = 500  # characters, as the columns hold


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of a vendor's part: status and reason; `words` the customer reads, `proof` says how we know."""

    status: Status
    reason: Reason | None = None
    words: str = ""
    proof: str = ""


@transaction.atomic
def record_answer(*, task: RemovalTask, answer: Answer, by: Actor, now: datetime) -> bool:
    """Write down an answer; whether it changed anything. The same answer said again changes nothing.

    That it is done, or that the vendor has nothing of them, ends the customer's holdings at the vendor. Raises UnableToRemove where the answer makes no sense, or where
    another one was given before.
    """
    if wrong := wrong_with(answer.status, answer.reason, answer.words):
        raise UnableToRemove(wrong)
    request = RemovalRequest.objects.select_for_update().get(pk=task.request_id)
    locked = RemovalTask.objects.select_for_update(of=("self",)).select_related("vendor").get(pk=task.pk)
    if Status(locked.status) in SETTLED:
        if locked.status == answer.status or answer.status is Status.IN_PROGRESS:
            return False
        raise UnableToRemove("This was answered before, and differently. Write to us if that answer was wrong.")
    answer = _without_person(locked, answer)
    if answer.status is Status.IN_PROGRESS:
        return _goes_on(locked, request, answer, by, now)
    _settle(locked, request, answer, by, now)
    if says_gone(answer.status, answer.reason):
        _end_holdings(locked, answer, by, now)
    _conclude(request, now)
    return True


def _without_person(task: RemovalTask, answer: Answer) -> Answer:
    """The answer as it is kept: a vendor's words often repeat the address that they are about."""
    told = whom(task)
    person = [told.email, told.external_id] if told else []
    names = Customer.objects.filter(pk=task.customer_id or 0).values_list("name", flat=True)
    person += names
    return replace(answer, words=without(answer.words, person), proof=without(answer.proof, person))


def _goes_on(task: RemovalTask, request: RemovalRequest, answer: Answer, by: Actor, now: datetime) -> bool:
    reason = answer.reason.value if answer.reason else ""
    if task.status != Status.EXPIRED:
        task.status = Status.IN_PROGRESS.value
    changed = task.reason != reason or task.asked_at is None
    task.reason, task.asked_at = reason, task.asked_at or now
    task.save(update_fields=["status", "reason", "asked_at"])
    if changed:
        note(task, "accepted", answer.words, by=by, now=now)
    update_status(request)
    return changed


def _settle(task: RemovalTask, request: RemovalRequest, answer: Answer, by: Actor, now: datetime) -> None:
    task.status, task.reason = answer.status.value, answer.reason.value if answer.reason else ""
    task.words, task.proof = _one_line(answer.words), _one_line(answer.proof)
    task.settled_at, task.settled_by, task.next_at, task.identity_sealed = now, by.label[:200], None, ""
    task.problem = ""
    task.save()
    note(task, answer.status.value, answer.proof or answer.words, by=by, now=now)
    data = {"vendor": task.vendor.slug, "reason": task.reason}
    target = ("removal", request.number, request.number)
    record(f"removal.{answer.status.value}", by=by, now=now, brand_id=request.brand_id, target=target, data=data)


def _end_holdings(task: RemovalTask, answer: Answer, by: Actor, now: datetime) -> None:
    """The vendor holds nothing of this customer any more, and must get nothing; whoever was erased is in no set already."""
    if task.customer_id is None or not Customer.objects.filter(pk=task.customer_id).exists():
        return
    vendor, who, number = task.vendor, CustomerSet([task.customer_id]), shown_number(task.request.number)
    kind = EndingKind.DELETED if answer.status is Status.FULFILLED else EndingKind.NO_MATCH
    scope = Scope(proof=f"Removal {number}: {answer.proof or answer.words or by.label}")
    record_ending(vendor=vendor, customers=who, kind=kind, at=now, by=by, now=now, scope=scope)
    keep_out(vendor=vendor, customers=who, since=now, reason=f"Removal {number}", by=by, now=now)


def update_status(request: RemovalRequest) -> Status:
    """Bring the request's status up to its parts; it must be locked."""
    parts = request.tasks.values_list("status", "reason")
    status = status_of((Status(status), Reason(reason) if reason else None) for status, reason in parts)
    if request.status != status:
        request.status = status.value
        request.save(update_fields=["status"])
    return status


def _conclude(request: RemovalRequest, now: datetime) -> None:
    """Close the request when every vendor has answered, and tell the customer."""
    if update_status(request) not in SETTLED or request.closed_at:
        return
    request.closed_at = now
    request.save(update_fields=["closed_at"])
    customer = Customer.objects.filter(brand_id=request.brand_id, pk=request.customer_id or 0).first()
    if customer is not None and request.status != Status.REVOKED:
        tell_end(request, customer, now=now)


@transaction.atomic
def revoke(*, request: RemovalRequest, by: Actor, now: datetime) -> None:
    """The customer takes back what no vendor has answered yet. Raises UnableToRemove where nothing is left to take back."""
    locked = RemovalRequest.objects.select_for_update().get(pk=request.pk)
    waiting = list(locked.tasks.select_for_update(of=("self",)).select_related("vendor").filter(settled_at=None))
    if not waiting:
        raise UnableToRemove("Every company has answered already.")
    for task in waiting:
        _settle(task, locked, Answer(Status.REVOKED), by, now)
    _conclude(locked, now)


def note(task: RemovalTask, what: str, words: str = "", *, by: Actor, now: datetime) -> None:
    """Write down that something happened to a vendor's part."""
    TaskEvent.objects.create(task=task, at=now, what=what, words=_one_line(words), by=by.label[:200])


def _one_line(words: str) -> str:
    return " ".join(words.split())[:WORDS]
