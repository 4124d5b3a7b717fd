"""Customers whom a change concerns and who have not been told of it: they came after the notice went out, or it could
not reach them then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import QuerySet
from pyroaring import BitMap

from forewarn.audience.queries.customers import customers_among
from forewarn.foundation.customer_sets import CustomerSet, load
from forewarn.mailings.models import AudienceChunk, Mailing
from forewarn.mailings.queries.crowds import crowd
from forewarn.mailings.rules.eligibility import Crowd
from forewarn.mailings.rules.states import BEFORE_SENDING, ENDED
from forewarn.mailings.rules.states import State as MailingState
from forewarn.vendor_changes.models import LateNotice, VendorChange
from forewarn.vendor_changes.rules.kinds import State

WITHOUT_ADDRESS = (Crowd.UNREACHABLE, Crowd.UNREACHABLE_SINCE, Crowd.BOUNCED)
"""What became of somebody who may be told later, once an address of theirs works."""


def late_notices(change: VendorChange) -> QuerySet[LateNotice]:
    """The notices to latecomers, the first one first."""
    return LateNotice.objects.filter(change=change).select_related("mailing").order_by("pk")


def late_waiting(change: VendorChange) -> list[LateNotice]:
    """The notices to latecomers that have not left: the day of the change waits for them."""
    return [late for late in late_notices(change) if MailingState(late.mailing.state) in BEFORE_SENDING]


def notices_sent(change: VendorChange) -> list[Mailing]:
    """Every mailing that told customers of the change, the first one first."""
    first = [change.mailing] if change.mailing is not None else []
    return [*first, *(late.mailing for late in late_notices(change))]


def mailing_in_hand(change: VendorChange) -> Mailing | None:
    """The mailing that waits for its next step: the correction of a withdrawn change, else the newest notice to
    latecomers that has not left, else the notice."""
    if change.state == State.WITHDRAWN:
        return change.correction
    return next((late.mailing for late in late_waiting(change)), change.mailing)


def may_be_late(change: VendorChange, now: datetime) -> bool:
    """Whether there can be latecomers: the notice has gone out, the day is still to come, and none of theirs waits."""
    if change.state != State.ANNOUNCED or change.mailing is None or now >= change.effective_at:
        return False
    return all(MailingState(mailing.state) in ENDED for mailing in notices_sent(change))


def untold(change: VendorChange, concerned: BitMap) -> BitMap:
    """Those of the customers concerned who were in no notice yet, or whose address did not work then, and does now."""
    told = CustomerSet()
    for mailing in notices_sent(change):
        told |= load(AudienceChunk.objects.filter(mailing=mailing)) - BitMap.union(BitMap(), *_not_told(mailing))
    return _reachable(change, concerned - told)


def _not_told(mailing: Mailing) -> Iterator[BitMap]:
    return (crowd(mailing, which) for which in WITHOUT_ADDRESS)


def _reachable(change: VendorChange, wanted: Iterable[int]) -> BitMap:
    found = CustomerSet()
    for some in customers_among(change.brand, wanted):
        found |= CustomerSet(some.filter(reachable=True).order_by().values_list("pk", flat=True))
    return found
