"""Submitting, taking back, approving: nobody sends alone what they wrote alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.mailings.actions.refusals import UnableToChangeMailing
from forewarn.mailings.actions.stepping import audit_target, identity, step
from forewarn.mailings.models import Mailing
from forewarn.mailings.queries.content import current_hash, words_of
from forewarn.mailings.rules.content import Words
from forewarn.mailings.rules.states import State, Step, allowed_from, refusal
from forewarn.mailings.signals import approving, objections, submitting


@transaction.atomic
def submit(*, mailing: Mailing, by: Actor, now: datetime) -> None:
    """Hand it to an approver. Raises UnableToChangeMailing, with the objections of the gates where they object."""
    _must_allow(mailing, Step.SUBMIT)
    if found := objections(submitting, mailing, now):
        raise UnableToChangeMailing.objected("It cannot be submitted yet", found)
    step(mailing, Step.SUBMIT, to=State.SUBMITTED, submitted_at=now)
    record("mailing.submitted", by=by, now=now, brand_id=mailing.brand_id, target=audit_target(mailing))


@transaction.atomic
def withdraw(*, mailing: Mailing, by: Actor, now: datetime, reason: str = "") -> None:
    """Take it back to a draft, from whatever it was before sending; an approval ends."""
    step(
        mailing,
        Step.WITHDRAW,
        to=State.DRAFT,
        submitted_at=None,
        approved_hash="",
        approved_by="",
        approved_by_name="",
        approved_at=None,
        scheduled_for=None,
        emergency=False,
        emergency_reason="",
        trouble="",
        trouble_since=None,
    )
    data = {"reason": reason}
    record("mailing.withdrawn", by=by, now=now, brand_id=mailing.brand_id, target=audit_target(mailing), data=data)


@transaction.atomic
def approve(*, mailing: Mailing, by: Actor, now: datetime, emergency_reason: str = "") -> None:
    """Approve exactly the words and audience as they are now.

    The approver is somebody who did not write at it. Where nobody else is there, an author may approve with a reason
    for the emergency; that is marked on the mailing and in the audit log. Raises UnableToChangeMailing.
    """
    _must_allow(mailing, Step.APPROVE)
    own = identity(by) in mailing.authors
    reason = emergency_reason.strip()[:300]
    if own and not reason:
        raise UnableToChangeMailing(
            "You wrote at this mailing, so another person must approve it. In an emergency, say why it cannot wait."
        )
    if found := objections(approving, mailing, now):
        raise UnableToChangeMailing.objected("It cannot be approved", found)
    frozen = current_hash(mailing)
    step(
        mailing,
        Step.APPROVE,
        to=State.APPROVED,
        content_hash=frozen,
        approved_hash=frozen,
        approved_by=identity(by),
        approved_by_name=by.label[:200],
        approved_at=now,
        emergency=own,
        emergency_reason=reason if own else "",
    )
    verb = "mailing.approved_in_emergency" if own else "mailing.approved"
    data = {"hash": frozen, "reason": reason} if own else {"hash": frozen}
    record(verb, by=by, now=now, brand_id=mailing.brand_id, target=audit_target(mailing), data=data)


@transaction.atomic
def approve_as(*, mailing: Mailing, like: Mailing, by: Actor, now: datetime) -> None:
    """Approve what says nothing but words that were approved already, to other customers; the approver stays the one who
    approved them. Raises UnableToChangeMailing where a single word is another, or the gates object."""
    _must_allow(mailing, Step.APPROVE)
    approved = _bare(like) if like.approved_hash == current_hash(like) else []
    if mailing.message_class != like.message_class or any(words not in approved for words in _bare(mailing)):
        raise UnableToChangeMailing("It says something that was not approved. Have a person approve it.")
    if found := objections(approving, mailing, now):
        raise UnableToChangeMailing.objected("It cannot be approved", found)
    frozen = current_hash(mailing)
    who = {"approved_by": like.approved_by, "approved_by_name": like.approved_by_name}
    step(mailing, Step.APPROVE, to=State.APPROVED, content_hash=frozen, approved_hash=frozen, approved_at=now, **who)
    data = {"hash": frozen, "like": like.pk}
    target = audit_target(mailing)
    record("mailing.approved_as_before", by=by, now=now, brand_id=mailing.brand_id, target=target, data=data)


def _bare(mailing: Mailing) -> list[Words]:
    """The words, whichever group they are for."""
    return [replace(words, group="") for words in words_of(mailing)]


def _must_allow(mailing: Mailing, what: Step) -> None:
    """The gates are asked only about what the state allows; the update checks it again."""
    mailing.refresh_from_db()
    if State(mailing.state) not in allowed_from(what):
        raise UnableToChangeMailing(refusal(what, State(mailing.state)))
