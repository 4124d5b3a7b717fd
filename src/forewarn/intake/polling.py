"""Looking into mailboxes by IMAP: new mail is fetched and stored, nothing there is changed, marked or deleted."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterable
from datetime import datetime

from imap_tools import A, BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from forewarn.foundation.secrets import UnableToUnseal, unseal
from forewarn.intake.limits import AT_ONCE, SESSION_SECONDS
from forewarn.intake.models import PolledMailbox
from forewarn.intake.queries import intake_domains
from forewarn.intake.rules import Destination, Route, Via, destination_of
from forewarn.intake.storing import UnableToTakeIn, take_in
from forewarn.mail.reading.message import ParsedMail, read_mail

ADDRESS_FIELDS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc")
"""Where the address that a mail came to may stand, the surest first; IMAP does not keep the envelope."""


class UnableToPoll(Exception):
    """The mailbox cannot be looked into; the text says why and what to do."""


def poll(*, mailbox_id: int, now: datetime) -> int:
    """Store what is new in a mailbox; how many mails. What is wrong with it stands in `last_error`.

    No transaction is open while the mailbox is asked; each mail is stored on its own.
    """
    mailbox = PolledMailbox.objects.select_related("brand").filter(pk=mailbox_id, active=True).first()
    if mailbox is None:
        return 0
    try:
        stored, problem = _fetch(mailbox, now), ""
    except UnableToPoll as error:
        stored, problem = 0, str(error)
    PolledMailbox.objects.filter(pk=mailbox.pk).update(polled_at=now, last_error=problem[:500])
    return stored


def destination_in(mail: ParsedMail, mailbox: PolledMailbox) -> Destination:
    """Which of our addresses a fetched mail came to; the mailbox's own route where it names none."""
    brands = {domain: brand for domain, brand in intake_domains().items() if brand == mailbox.brand_id}
    for name in ADDRESS_FIELDS:
        for box in mail.mailboxes(name):
            found = destination_of(box.address, brands)
            if found is not None:
                return found
    return Destination(mailbox.brand_id, Route(mailbox.route), "", mailbox.username.lower())


def _fetch(mailbox: PolledMailbox, now: datetime) -> int:
    try:
        with _connected(mailbox) as there:
            validity = int(there.folder.status(mailbox.folder, ["UIDVALIDITY"])["UIDVALIDITY"])
            if validity != mailbox.uid_validity:
                mailbox.uid_validity, mailbox.last_uid = validity, 0
            return _store_new(mailbox, there, now)
    except ssl.SSLCertVerificationError as error:
        raise UnableToPoll(
            f"The certificate of {mailbox.host} is not valid for this name: {error.verify_message}."
        ) from error
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
        raise UnableToPoll(f"{mailbox.host} cannot be asked: {error}. Check host, port, name and password.") from error
    except UnableToUnseal as error:
        raise UnableToPoll(str(error)) from error


def _connected(mailbox: PolledMailbox) -> BaseMailBox:
    """Signed in, with the folder open for reading only."""
    password = unseal(mailbox.password_sealed)
    match mailbox.security:
        case PolledMailbox.Security.TLS:
            there: BaseMailBox = MailBox(
                mailbox.host, mailbox.port, timeout=SESSION_SECONDS, ssl_context=ssl.create_default_context()
            )
        case PolledMailbox.Security.STARTTLS:
            there = MailBoxStartTls(
                mailbox.host, mailbox.port, timeout=SESSION_SECONDS, ssl_context=ssl.create_default_context()
            )
        case _:
            there = MailBoxUnencrypted(mailbox.host, mailbox.port, timeout=SESSION_SECONDS)
    there.login(mailbox.username, password, initial_folder=None)
    there.folder.set(mailbox.folder, readonly=True)
    return there


def _store_new(mailbox: PolledMailbox, there: BaseMailBox, now: datetime) -> int:
    stored = 0
    for uid in _new_uids(there.uids(A(uid=f"{mailbox.last_uid + 1}:*")), after=mailbox.last_uid):
        raw = _raw(there, uid)
        if raw:
            try:
                take_in(raw=raw, to=destination_in(read_mail(raw), mailbox), via=Via.MAILBOX, now=now)
                stored += 1
            except UnableToTakeIn:
                pass  # too large for any report; it stays in the mailbox
        mailbox.last_uid = uid
        mailbox.save(update_fields=["uid_validity", "last_uid"])
    return stored


def _new_uids(found: Iterable[str], *, after: int) -> list[int]:
    # A range that ends in * names the last mail even where it is older (RFC 3501 section 6.4.8).
    return sorted(uid for uid in map(int, found) if uid > after)[:AT_ONCE]


def _raw(there: BaseMailBox, uid: int) -> bytes:
    answer = there.client.uid("fetch", str(uid), "(BODY.PEEK[])")
    return next((bytes(part[1]) for part in answer[1] if isinstance(part, tuple)), b"")
