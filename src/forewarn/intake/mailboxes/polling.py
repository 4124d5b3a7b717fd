"""Fetching new mail from mailboxes. What was fetched is remembered by id; it is marked as seen, and stays unless told."""

from __future__ import annotations

import time
from datetime import datetime

from django.db.models import F, Q
from imap_tools import A, BaseMailBox, U

from forewarn.intake.actions import UnableToReceive, note_unfetched, receive_at
from forewarn.intake.domains import intake_domains
from forewarn.intake.limits import MAX_MAIL_BYTES, POLL_EVERY, POLL_LEASE, POLL_PAUSE, POLL_SECONDS
from forewarn.intake.mailboxes.connecting import UnableToPoll, signed_in, uid_validity
from forewarn.intake.models import Mailbox
from forewarn.intake.rules import Destination, Route, Source, destination_of
from forewarn.mail.reading.message import ParsedMail, read_mail

ADDRESS_FIELDS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc")
"""Where the address that a mail came to may stand, the surest first: IMAP does not keep the envelope."""

LISTED_AT_ONCE = 500  # ids that are asked for at a time


def poll_due(*, now: datetime) -> None:
    """Fetch from every mailbox whose time has come."""
    for mailbox_id in (
        Mailbox.objects.filter(active=True, due_at__lte=now).order_by("due_at").values_list("pk", flat=True)
    ):
        poll(mailbox_id=mailbox_id, now=now)


def poll(*, mailbox_id: int, now: datetime) -> int | None:
    """Store what is new in a mailbox; how many mails, or None where it did not work or somebody else is at it.

    No transaction is open while the server is asked; each mail is stored by itself, and its id is remembered after that.
    """
    rows = Mailbox.objects.filter(pk=mailbox_id, active=True)
    if not rows.filter(Q(lease_until=None) | Q(lease_until__lt=now)).update(lease_until=now + POLL_LEASE):
        return None
    mailbox = rows.select_related("brand").first()
    if mailbox is None:
        return None
    try:
        with signed_in(mailbox) as there:
            fetched, rest = _fetch_new(mailbox, there, now)
    except UnableToPoll as error:
        pause = min(POLL_EVERY * 2 ** min(mailbox.failures, 10), POLL_PAUSE)
        rows.update(
            lease_until=None,
            due_at=now + pause,
            failures=mailbox.failures + 1,
            last_error=str(error),
            last_error_at=now,
        )
        return None
    due = now if rest else now + POLL_EVERY
    rows.update(lease_until=None, due_at=due, polled_at=now, failures=0, last_error="", last_error_at=None)
    return fetched


def _fetch_new(mailbox: Mailbox, there: BaseMailBox, now: datetime) -> tuple[int, bool]:
    """How many mails were fetched, and whether there are more than there was time for."""
    validity = uid_validity(there)
    if (
        validity != mailbox.uid_validity
    ):  # the folder was made anew: ids count from the start, copies are counted as such
        mailbox.uid_validity, mailbox.last_uid = validity, 0
    deadline, fetched = time.monotonic() + POLL_SECONDS, 0
    # A range that ends in * names the newest mail even where it is older (RFC 3501 section 6.4.8).
    listed = there.uids(A(uid=U(str(mailbox.last_uid + 1), "*")), charset=None)
    uids = sorted(uid for uid in map(int, listed) if uid > mailbox.last_uid)
    for uid in uids:
        if time.monotonic() > deadline:
            return fetched, True
        _take(mailbox, there, uid, now)
        fetched += 1
        mailbox.last_uid = uid
        Mailbox.objects.filter(pk=mailbox.pk).update(
            uid_validity=validity, last_uid=uid, fetched=F("fetched") + 1, lease_until=now + POLL_LEASE
        )
        if mailbox.deletes:
            there.delete([str(uid)])
    return fetched, False


def _take(mailbox: Mailbox, there: BaseMailBox, uid: int, now: datetime) -> None:
    """Store one mail; one that is too large, or empty, is shown instead."""
    mark = f"imap {mailbox.pk} {mailbox.uid_validity} {uid}"
    own = Destination(mailbox.brand_id, Route(mailbox.route), "", mailbox.username.lower())
    size = _size(there, uid)
    if size > MAX_MAIL_BYTES:
        reason = f"It is larger than {MAX_MAIL_BYTES // 1024**2} MB and was left in {mailbox}."
        note_unfetched(to=own, mark=mark, size=size, reason=reason, source=Source.IMAP, now=now)
        return
    raw = _bytes(there, uid)
    mail = read_mail(raw)
    to = destination_in(mail, mailbox, intake_domains()) or own
    sender = next((box.address for name in ("return-path", "from") for box in mail.mailboxes(name)), "")
    try:
        receive_at(raw=raw, to=to, mail_from=sender, source=Source.IMAP, now=now)
    except UnableToReceive as error:
        note_unfetched(to=own, mark=mark, size=len(raw), reason=str(error), source=Source.IMAP, now=now)


def destination_in(mail: ParsedMail, mailbox: Mailbox, domains: dict[str, int]) -> Destination | None:
    """Which of the brand's addresses a fetched mail came to; None where it names none."""
    ours = {domain: brand_id for domain, brand_id in domains.items() if brand_id == mailbox.brand_id}
    for name in ADDRESS_FIELDS:
        for box in mail.mailboxes(name):
            if found := destination_of(box.address, ours):
                return found
    return None


def _size(there: BaseMailBox, uid: int) -> int:
    """Bytes of a mail, before it is fetched; 0 where the server does not say."""
    _, answer = there.client.uid("FETCH", str(uid), "(RFC822.SIZE)")
    text = b" ".join(part if isinstance(part, bytes) else b"" for part in answer or [])
    _, found, rest = text.partition(b"RFC822.SIZE ")
    digits = rest.split(b" ")[0].rstrip(b")")
    return int(digits) if found and digits.isdigit() else 0


def _bytes(there: BaseMailBox, uid: int) -> bytes:
    """The mail byte for byte, which marks it as seen. imap_tools would hand over a parsed copy, and signatures cover bytes."""
    _, answer = there.client.uid("FETCH", str(uid), "(BODY[])")
    return next((bytes(part[1]) for part in answer or [] if isinstance(part, tuple)), b"")
