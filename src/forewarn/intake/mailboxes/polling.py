"""Fetching new mail from mailboxes. What was fetched is remembered by id; it is marked as seen, and stays unless told."""

from __future__ import annotations

import logging
import time
from datetime import datetime

from django.db import DatabaseError
from django.db.models import F, Q, QuerySet
from imap_tools import BaseMailBox

from forewarn.foundation.machine import disk_is_full
from forewarn.intake.actions import NoRoom, UnableToReceive, note_unfetched, receive_at
from forewarn.intake.domains import intake_domains
from forewarn.intake.limits import (
    MAX_MAIL_BYTES,
    POLL_EVERY,
    POLL_LEASE,
    POLL_PAUSE,
    POLL_ROUND_SECONDS,
    POLL_SECONDS,
)
from forewarn.intake.mailboxes.connecting import UnableToPoll, signed_in
from forewarn.intake.mailboxes.fetching import UnableToFetch, bytes_of, new_uids, size_of, uid_validity
from forewarn.intake.models import Mailbox
from forewarn.intake.rules import Destination, Route, Source, destination_of
from forewarn.mail.reading.message import ParsedMail, read_mail

ADDRESS_FIELDS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc")
"""Where the address that a mail came to may stand, the surest first: IMAP does not keep the envelope."""

LISTED_AT_ONCE = 5_000  # ids that are asked for at a time: imaplib takes a megabyte in one answer

NO_ROOM = "The disk is nearly full, so mail stays in the mailbox. It is fetched once there is room."

log = logging.getLogger(__name__)


def poll_due(*, now: datetime) -> None:
    """Fetch from every mailbox whose time has come, those that waited longest first; the rest comes with the next tick."""
    until = time.monotonic() + POLL_ROUND_SECONDS
    for mailbox_id in (
        Mailbox.objects.filter(active=True, due_at__lte=now).order_by("due_at").values_list("pk", flat=True)
    ):
        if time.monotonic() > until:
            return
        poll(mailbox_id=mailbox_id, now=now)


def poll(*, mailbox_id: int, now: datetime) -> int | None:
    """Store what is new in a mailbox; how many mails, or None where it did not work or somebody else is at it.

    No transaction is open while the server is asked; each mail is stored by itself, and its id is remembered after that.
    """
    rows = Mailbox.objects.filter(pk=mailbox_id, active=True)
    if disk_is_full():  # no fault of the mailbox, which is asked again at its usual pace
        rows.update(due_at=now + POLL_EVERY, last_error=NO_ROOM, last_error_at=now)
        return None
    if not rows.filter(Q(lease_until=None) | Q(lease_until__lt=now)).update(lease_until=now + POLL_LEASE):
        return None
    mailbox = rows.select_related("brand").first()
    if mailbox is None:
        return None
    try:
        with signed_in(mailbox) as there:
            fetched, rest = _fetch_new(mailbox, there, now)
    except UnableToPoll as error:
        _put_off(rows, mailbox, str(error), now)
        return None
    except DatabaseError as error:
        log.exception("what came from %s was not stored because of the database; it is tried again", mailbox)
        _put_off(rows, mailbox, f"The database did not take what came: {error}. It is tried again.", now)
        return None
    due = now if rest else now + POLL_EVERY
    rows.update(lease_until=None, due_at=due, polled_at=now, failures=0, last_error="", last_error_at=None)
    return fetched


def _put_off(rows: QuerySet[Mailbox], mailbox: Mailbox, why: str, now: datetime) -> None:
    """Give the mailbox free for the next poll, which comes later the more often it failed."""
    pause = min(POLL_EVERY * 2 ** min(mailbox.failures, 10), POLL_PAUSE)
    rows.update(lease_until=None, due_at=now + pause, failures=mailbox.failures + 1, last_error=why, last_error_at=now)


def _fetch_new(mailbox: Mailbox, there: BaseMailBox, now: datetime) -> tuple[int, bool]:
    """How many mails were fetched, and whether there are more than there was time for. Raises UnableToPoll.

    A mail that the server does not hand over is passed by only where it hands over a later one: then the trouble is the
    mail's own. Otherwise it is the server's, and nothing is passed by.
    """
    validity = uid_validity(there)
    if (
        validity != mailbox.uid_validity
    ):  # the folder was made anew: ids count from the start, copies are counted as such
        mailbox.uid_validity, mailbox.last_uid = validity, 0
    deadline, fetched, late = time.monotonic() + POLL_SECONDS, 0, False
    refused: list[tuple[int, UnableToFetch]] = []
    for uid in new_uids(there, mailbox.last_uid, LISTED_AT_ONCE):
        if late := time.monotonic() > deadline:
            break
        try:
            there_still = _take(mailbox, there, uid, now)
        except UnableToFetch as error:
            refused.append((uid, error))
            continue
        for one, reason in refused:
            _show_left(mailbox, one, f"The server does not hand it over ({reason}). It was left in {mailbox}.", now)
        refused.clear()
        fetched += there_still
        mailbox.last_uid = uid
        Mailbox.objects.filter(pk=mailbox.pk).update(
            uid_validity=validity, last_uid=uid, fetched=F("fetched") + int(there_still), lease_until=now + POLL_LEASE
        )
        if mailbox.deletes and there_still:
            there.delete([str(uid)])
    if refused:
        raise UnableToPoll(
            f"{mailbox.host} does not hand over mail: {refused[0][1]}. It is tried again; its log says more."
        )
    return fetched, late


def _take(mailbox: Mailbox, there: BaseMailBox, uid: int, now: datetime) -> bool:
    """Store one mail; one that is too large, or empty, is shown instead. False where it is not there any more. Raises
    UnableToFetch."""
    size = size_of(there, uid)
    if size is None:
        return False
    if size > MAX_MAIL_BYTES:
        _show_left(
            mailbox, uid, f"It is larger than {MAX_MAIL_BYTES // 1024**2} MB and was left in {mailbox}.", now, size
        )
        return True
    raw = bytes_of(there, uid)
    if raw is None:
        return False
    mail = read_mail(raw)
    to = destination_in(mail, mailbox, intake_domains()) or _own(mailbox)
    sender = next((box.address for name in ("return-path", "from") for box in mail.mailboxes(name)), "")
    try:
        receive_at(raw=raw, to=to, mail_from=sender, source=Source.IMAP, now=now)
    except NoRoom as error:
        raise UnableToPoll(NO_ROOM) from error
    except UnableToReceive as error:
        _show_left(mailbox, uid, str(error), now, len(raw))
    return True


def _own(mailbox: Mailbox) -> Destination:
    """Where mail goes that names no address of ours."""
    return Destination(mailbox.brand_id, Route(mailbox.route), "", mailbox.username.lower())


def _show_left(mailbox: Mailbox, uid: int, reason: str, now: datetime, size: int = 0) -> None:
    mark = f"imap {mailbox.pk} {mailbox.uid_validity} {uid}"
    note_unfetched(to=_own(mailbox), mark=mark, size=size, reason=reason, source=Source.IMAP, now=now)


def destination_in(mail: ParsedMail, mailbox: Mailbox, domains: dict[str, int]) -> Destination | None:
    """Which of the brand's addresses a fetched mail came to; None where it names none."""
    ours = {domain: brand_id for domain, brand_id in domains.items() if brand_id == mailbox.brand_id}
    for name in ADDRESS_FIELDS:
        for box in mail.mailboxes(name):
            if found := destination_of(box.address, ours):
                return found
    return None
