"""Customers whom an announced change concerns only later get its notice too, until the day: each of them once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from forewarn.audience.queries.segments import NoSuchSegment
from forewarn.audience.rules.filters import UnableToReadFilter
from forewarn.audit.actions import record
from forewarn.audit.rules import SYSTEM
from forewarn.mailings.actions import approval, sending
from forewarn.mailings.actions.drafting import Audience, Draft, create_mailing
from forewarn.mailings.actions.refusals import UnableToChangeMailing
from forewarn.mailings.queries.content import words_of
from forewarn.mailings.rules.classes import MessageClass
from forewarn.mailings.rules.content import Words
from forewarn.vendor_changes.actions.objecting import target
from forewarn.vendor_changes.models import LateNotice, VendorChange
from forewarn.vendor_changes.notice.words import mail_words
from forewarn.vendor_changes.queries.changes import announced_everywhere
from forewarn.vendor_changes.queries.concerned import parts_of
from forewarn.vendor_changes.queries.latecomers import may_be_late, untold
from forewarn.vendor_changes.queries.notices import groups_of_parts, notice_for
from forewarn.vendor_changes.refusals import UnableToChangeNotice
from forewarn.vendor_changes.rules.concerned import everybody_in
from forewarn.vendor_changes.rules.grouping import Group, only

LATE = "vendor_change_late"  # how mailings name a notice to latecomers
EVERY = timedelta(hours=1)  # working out whom a change concerns reads every set of its vendors


def tell_due(*, now: datetime) -> int:
    """Tell the latecomers of every announced change; how many customers that are."""
    return sum(_tell_if_due(change, now) for change in announced_everywhere() if may_be_late(change, now))


def _tell_if_due(change: VendorChange, now: datetime) -> int:
    looked = VendorChange.objects.filter(pk=change.pk).exclude(late_looked_at__gt=now - EVERY)
    if not looked.update(late_looked_at=now):
        return 0  # not yet, or another worker does it
    try:
        return tell_latecomers(change=change, now=now)
    except (NoSuchSegment, UnableToReadFilter, UnableToChangeNotice) as error:
        data = {"why": str(error)}
        record(
            "vendor_change.late_failed", by=SYSTEM, now=now, brand_id=change.brand_id, target=target(change), data=data
        )
        return 0


@transaction.atomic
def tell_latecomers(*, change: VendorChange, now: datetime) -> int:
    """Send the notice to those who are concerned by now and were not told; how many. Who reads the very words that were
    approved gets them at once; other words wait for an approver.

    Raises NoSuchSegment, UnableToReadFilter, UnableToChangeNotice.
    """
    parts = parts_of(change, now=now)
    late = untold(change, everybody_in(parts))
    if not late:
        return 0
    everyone = groups_of_parts(parts)
    groups = [group for one in everyone if (group := only(one, late)).customers]
    approved = [(group, words) for group in groups if (words := _approved(change, group))]
    known = [group for group, _words in approved]
    others = [(group, _written(change, group, everyone, now)) for group in groups if group not in known]
    for notes, as_approved in ((approved, True), (others, False)):
        if notes:
            _hand_in(change, notes, as_approved=as_approved, now=now)
    return len(late)


def _approved(change: VendorChange, group: Group) -> list[Words]:
    """What the group of the notice reads whose data is touched in just this way; empty where there is none."""
    for number, row in change.groups.items():
        same = (tuple(row["to"]), tuple(row["off"]), tuple(row["at"])) == (group.to, group.off, group.at)
        if same and change.mailing is not None:
            return [words for words in words_of(change.mailing) if words.group == number]
    return []


def _written(change: VendorChange, group: Group, groups: list[Group], now: datetime) -> list[Words]:
    return [mail_words(change.brand, notice_for(change, group, groups, lo, now=now)) for lo in change.brand.locales]


def _hand_in(
    change: VendorChange, notes: Sequence[tuple[Group, list[Words]]], *, as_approved: bool, now: datetime
) -> None:
    variants = [replace(one, group=str(number)) for number, (_group, said) in enumerate(notes, 1) for one in said]
    audience = Audience(sets={str(number): group.customers for number, (group, _said) in enumerate(notes, 1)})
    draft = Draft(variants[0].subject, MessageClass.TRANSACTIONAL, variants, audience, source=(LATE, str(change.pk)))
    try:
        mailing = create_mailing(brand=change.brand, draft=draft, by=SYSTEM, now=now)
        LateNotice.objects.create(
            change=change, mailing=mailing, at=now, customers=sum(map(len, audience.sets.values()))
        )
        approval.submit(mailing=mailing, by=SYSTEM, now=now)
        if as_approved and change.mailing is not None:
            approval.approve_as(mailing=mailing, like=change.mailing, by=SYSTEM, now=now)
            sending.send_now(mailing=mailing, by=SYSTEM, now=now)
    except UnableToChangeMailing as error:
        raise UnableToChangeNotice(str(error), error.objections) from error
    data = {"mailing": mailing.pk, "groups": len(notes), "as_approved": as_approved}
    record("vendor_change.late", by=SYSTEM, now=now, brand_id=change.brand_id, target=target(change), data=data)
