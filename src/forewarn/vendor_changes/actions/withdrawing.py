"""A change that will not happen after all: told to the same people who were told of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from pyroaring import BitMap

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.mailings.actions.drafting import Audience, Draft
from forewarn.mailings.actions.sending import cancel
from forewarn.mailings.models import Mailing
from forewarn.mailings.queries.crowds import crowd
from forewarn.mailings.rules.classes import MessageClass
from forewarn.mailings.rules.eligibility import Crowd
from forewarn.mailings.rules.states import ENDED
from forewarn.mailings.rules.states import State as MailingState
from forewarn.vendor_changes.actions.objecting import target
from forewarn.vendor_changes.actions.releasing import CORRECTION, hand_in
from forewarn.vendor_changes.models import VendorChange
from forewarn.vendor_changes.notice.words import mail_words
from forewarn.vendor_changes.queries.changes import announced
from forewarn.vendor_changes.queries.latecomers import notices_sent
from forewarn.vendor_changes.queries.notices import correction_of
from forewarn.vendor_changes.refusals import UnableToChangeNotice
from forewarn.vendor_changes.rules.kinds import COMES, Kind, State
from forewarn.vendors.queries import history
from forewarn.vendors.register import move_to
from forewarn.vendors.rules import State as VendorState


@transaction.atomic
def withdraw_change(*, change: VendorChange, by: Actor, now: datetime) -> None:
    """Take an announced change back: its page says so at once, its notice stops, and a vendor that was to come is a
    proposal again. Whoever has the notice is told by the correction. Raises UnableToChangeNotice."""
    locked = VendorChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if locked.state != State.ANNOUNCED:
        raise UnableToChangeNotice("Only a change that was announced and is not in effect yet can be withdrawn.")
    leans = [one for one in announced(change.brand) if one.leaver == change.vendor and one.pk != change.pk]
    if Kind(change.kind) in COMES and leans and _comes_by(change):
        raise UnableToChangeNotice(
            f"{leans[0].vendor.name} is to take over from {change.vendor.name}. Withdraw that first."
        )
    for mailing in notices_sent(change):
        if MailingState(mailing.state) not in ENDED:
            cancel(mailing=mailing, reason="the change was withdrawn", by=by, now=now)
    change.correction_pages = {
        lo: correction_of(change, lo, mail=False, now=now).as_mapping() for lo in change.brand.locales
    }
    change.state, change.withdrawn_at = State.WITHDRAWN.value, now
    change.blocked_at, change.blocked_by = None, ""
    change.save(update_fields=["correction_pages", "state", "withdrawn_at", "blocked_at", "blocked_by"])
    if Kind(change.kind) in COMES and _comes_by(change):
        reason = f"The change of {change.effective_on:%-d %B %Y} was withdrawn"
        move_to(vendor=change.vendor, state=VendorState.PROPOSED, reason=reason, by=by, now=now)
    record("vendor_change.withdrawn", by=by, now=now, brand_id=change.brand_id, target=target(change))


def _comes_by(change: VendorChange) -> bool:
    """Whether the vendor is announced by this change alone."""
    latest = history(change.vendor).first()
    others = [one for one in announced(change.brand) if one.vendor == change.vendor and one.pk != change.pk]
    return (
        latest is not None and latest.state == VendorState.ANNOUNCED and not any(Kind(o.kind) in COMES for o in others)
    )


@transaction.atomic
def submit_correction(*, change: VendorChange, by: Actor, now: datetime) -> None:
    """Hand in the correction to exactly those who got the notice. Raises UnableToChangeNotice."""
    if change.state != State.WITHDRAWN or change.correction is not None:
        raise UnableToChangeNotice("There is no correction to hand in.")
    if change.mailing is None:
        raise UnableToChangeNotice("Nobody was written to about this change. Its page says that it was withdrawn.")
    told = BitMap.union(CustomerSet(), *map(who_was_told, notices_sent(change)))
    if not told:
        raise UnableToChangeNotice("Nobody has the notice yet, so there is nobody to correct it to.")
    variants = [
        mail_words(change.brand, correction_of(change, locale, mail=True, now=now), "told")
        for locale in change.brand.locales
    ]
    draft = Draft(
        variants[0].subject,
        MessageClass.TRANSACTIONAL,
        variants,
        Audience(sets={"told": told}),
        source=(CORRECTION, str(change.pk)),
    )
    hand_in(change, draft, "correction", by=by, now=now)


def who_was_told(mailing: Mailing) -> CustomerSet:
    """Everybody whose mail was accepted, also where it came back later: they are tried again."""
    if mailing.batches.exclude(state__in=("done", "cancelled")).exists():
        raise UnableToChangeNotice("Some mails are still on their way. Wait a minute, then hand it in.")
    return crowd(mailing, Crowd.REACHED)
