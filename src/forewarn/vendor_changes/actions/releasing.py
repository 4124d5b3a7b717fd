"""From a plan to the customers: handing in, approving, sending."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from forewarn.audience.queries.segments import NoSuchSegment
from forewarn.audience.rules.filters import UnableToReadFilter
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.mail.documents import Document
from forewarn.mailings.actions import approval, sending
from forewarn.mailings.actions.drafting import Audience, Draft, create_mailing
from forewarn.mailings.actions.refusals import UnableToChangeMailing
from forewarn.mailings.models import Mailing
from forewarn.mailings.rules.classes import MessageClass
from forewarn.vendor_changes.actions.objecting import target
from forewarn.vendor_changes.actions.publishing import publish_change, too_short
from forewarn.vendor_changes.models import VendorChange
from forewarn.vendor_changes.notice.phrases.languages import phrases_for
from forewarn.vendor_changes.notice.words import mail_words
from forewarn.vendor_changes.queries.latecomers import mailing_in_hand
from forewarn.vendor_changes.queries.notices import groups_concerned, notice_for, page_of, untranslated
from forewarn.vendor_changes.refusals import UnableToChangeNotice
from forewarn.vendor_changes.rules.grouping import Group
from forewarn.vendor_changes.rules.kinds import State

SOURCE = "vendor_change"  # how mailings name what they carry
CORRECTION = "vendor_change_withdrawn"
NOBODY = "No customer's data is touched, so there is nobody to write to. Publish the change without a notice."


def gaps(brand: Brand) -> list[str]:
    """What a brand must set up before it can send a notice."""
    found = [f"The fixed words of notices are not translated to “{lo}”." for lo in brand.locales if not phrases_for(lo)]
    for name, value in (
        ("postal address", brand.postal_address),
        ("signer", brand.signer_name),
        ("web address", brand.website),
    ):
        if not value:
            found.append(f"The brand has no {name} yet. Add it in the settings.")
    return found


@transaction.atomic
def submit_change(*, change: VendorChange, by: Actor, now: datetime) -> None:
    """Freeze whom the notice is for and what it says, and hand it to an approver.

    Raises UnableToChangeNotice with what is missing, or with the linter's findings that block.
    """
    if change.state != State.PLANNED or change.mailing is not None:
        raise UnableToChangeNotice("It was handed in already.")
    if missing := [*gaps(change.brand), *untranslated(change), *filter(None, [too_short(change, now)])]:
        raise UnableToChangeNotice(" ".join(missing), missing)
    groups = _groups(change, now)
    if not groups:
        raise UnableToChangeNotice(NOBODY)
    documents = [
        {lo: notice_for(change, group, groups, lo, now=now) for lo in change.brand.locales} for group in groups
    ]
    change.groups = {
        str(number): _kept(group, said) for number, (group, said) in enumerate(zip(groups, documents, strict=True), 1)
    }
    change.pages = {lo: page_of(change, lo, now=now).as_mapping() for lo in change.brand.locales}
    variants = [
        mail_words(change.brand, document, str(number))
        for number, said in enumerate(documents, start=1)
        for document in said.values()
    ]
    sets = {str(number): group.customers for number, group in enumerate(groups, start=1)}
    draft = Draft(
        variants[0].subject,
        MessageClass.TRANSACTIONAL,
        variants,
        Audience(sets=sets),
        source=(SOURCE, str(change.pk)),
    )
    hand_in(change, draft, "mailing", by=by, now=now)
    change.save(update_fields=["mailing", "groups", "pages"])
    data = {"groups": len(groups), "customers": sum(len(group.customers) for group in groups)}
    record("vendor_change.submitted", by=by, now=now, brand_id=change.brand_id, target=target(change), data=data)


def hand_in(change: VendorChange, draft: Draft, place: str, *, by: Actor, now: datetime) -> None:
    """Make the mailing of a draft, kept at `place` of the change, and submit it. Raises UnableToChangeNotice."""
    try:
        mailing = create_mailing(brand=change.brand, draft=draft, by=by, now=now)
        setattr(change, place, mailing)
        change.save(update_fields=[place])
        approval.submit(mailing=mailing, by=by, now=now)
    except UnableToChangeMailing as error:
        raise UnableToChangeNotice(str(error), error.objections) from error


def _groups(change: VendorChange, now: datetime) -> list[Group]:
    try:
        return groups_concerned(change, now=now)
    except (NoSuchSegment, UnableToReadFilter) as error:
        raise UnableToChangeNotice(str(error)) from error


def _kept(group: Group, said: Mapping[str, Document]) -> dict[str, object]:
    documents = {locale: document.as_mapping() for locale, document in said.items()}
    who = {"to": group.to, "off": group.off, "at": group.at, "customers": len(group.customers)}
    return {**who, "documents": documents}


@transaction.atomic
def approve_change(*, change: VendorChange, by: Actor, now: datetime, emergency_reason: str = "") -> None:
    """Approve the frozen notice, or the correction of a withdrawn one, by somebody who did not hand it in.

    Raises UnableToChangeNotice.
    """
    try:
        approval.approve(mailing=_mailing(change), by=by, now=now, emergency_reason=emergency_reason)
    except UnableToChangeMailing as error:
        raise UnableToChangeNotice(str(error), error.objections) from error
    record("vendor_change.approved", by=by, now=now, brand_id=change.brand_id, target=target(change))


@transaction.atomic
def send_change(
    *, change: VendorChange, at: datetime | None = None, at_any_hour: bool = False, by: Actor, now: datetime
) -> None:
    """Send the approved notice or correction now (`at_any_hour` also at night), or at a moment; its page is public before
    the first mail leaves.

    Raises UnableToChangeNotice.
    """
    mailing = _mailing(change)
    try:
        if at is None:
            if mailing == change.mailing:
                publish_change(change=change, by=by, now=now)
            sending.send_now(mailing=mailing, at_any_hour=at_any_hour, by=by, now=now)
        else:
            if mailing == change.mailing and (short := too_short(change, at)):
                raise UnableToChangeNotice(short)
            sending.schedule(mailing=mailing, at=at, by=by, now=now)
    except UnableToChangeMailing as error:
        raise UnableToChangeNotice(str(error), error.objections) from error
    data = {"at": at.isoformat() if at else "now"}
    record("vendor_change.sent", by=by, now=now, brand_id=change.brand_id, target=target(change), data=data)


@transaction.atomic
def announce_without_notice(*, change: VendorChange, by: Actor, now: datetime) -> None:
    """Publish a change that touches nobody's data; nobody is written to. Raises UnableToChangeNotice."""
    if change.state != State.PLANNED or change.mailing is not None:
        raise UnableToChangeNotice("It was handed in or announced already.")
    if _groups(change, now):
        raise UnableToChangeNotice("Customers are concerned: hand in the notice to them.")
    change.pages = {lo: page_of(change, lo, now=now).as_mapping() for lo in change.brand.locales}
    change.save(update_fields=["pages"])
    publish_change(change=change, by=by, now=now)


def _mailing(change: VendorChange) -> Mailing:
    mailing = mailing_in_hand(change)
    if mailing is None:
        raise UnableToChangeNotice("Nothing was handed in yet. The author hands it in first.")
    return mailing
