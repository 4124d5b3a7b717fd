"""Adding, changing and trying mailboxes."""

from __future__ import annotations

import ssl
from datetime import datetime
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.foundation.secrets import seal
from forewarn.intake.mailboxes.polling import poll
from forewarn.intake.models import Mailbox
from forewarn.outbound.transports.smtp.endpoint import Tls, is_loopback

SHOWN = frozenset({"host", "port", "tls", "username", "folder", "route", "deletes", "active"})


class UnableToChangeMailbox(Exception):
    """The mailbox cannot be so; the text says what to change."""


class MailboxFields(TypedDict, total=False):
    """What can be said of a mailbox; `password` is sealed before it is stored, and an empty one leaves the old."""

    host: str
    port: int
    tls: str
    username: str
    password: str
    ca_certificate: str
    folder: str
    route: str
    deletes: bool
    active: bool


@transaction.atomic
def add_mailbox(*, brand: Brand, by: Actor, now: datetime, **fields: Unpack[MailboxFields]) -> Mailbox:
    """Add a mailbox whose new mail is fetched. Raises UnableToChangeMailbox."""
    mailbox = Mailbox(brand=brand, created_at=now, due_at=now)
    _fill(mailbox, fields)
    mailbox.save()
    _record("mailbox.added", mailbox, fields, by=by, now=now)
    return mailbox


@transaction.atomic
def change_mailbox(*, mailbox: Mailbox, by: Actor, now: datetime, **fields: Unpack[MailboxFields]) -> None:
    """Change a mailbox; in another folder or account the ids count anew. Raises UnableToChangeMailbox."""
    before = (mailbox.host, mailbox.username, mailbox.folder)
    _fill(mailbox, fields)
    if (mailbox.host, mailbox.username, mailbox.folder) != before:
        mailbox.uid_validity = mailbox.last_uid = 0
    mailbox.failures, mailbox.last_error, mailbox.last_error_at, mailbox.due_at = 0, "", None, now
    mailbox.save()
    _record("mailbox.changed", mailbox, fields, by=by, now=now)


@transaction.atomic
def remove_mailbox(*, mailbox: Mailbox, by: Actor, now: datetime) -> None:
    """Fetch from it no more; what was fetched stays."""
    _record("mailbox.removed", mailbox, {}, by=by, now=now)
    mailbox.delete()


def try_mailbox(*, mailbox: Mailbox, now: datetime) -> int | None:
    """Fetch at once; how many mails. None where it did not work (`last_error` of the row says why) or is being polled."""
    return poll(mailbox_id=mailbox.pk, now=now)


def _fill(mailbox: Mailbox, fields: MailboxFields) -> None:
    """Set the fields and check that they make a mailbox. Raises UnableToChangeMailbox."""
    for name, value in fields.items():
        if name != "password":
            setattr(mailbox, name, value.strip() if isinstance(value, str) else value)
    if password := fields.get("password"):
        mailbox.password_sealed = seal(password)
    if not mailbox.password_sealed:
        raise UnableToChangeMailbox("Give the password that belongs to the user name.")
    if mailbox.tls == Tls.NONE and not is_loopback(mailbox.host):
        raise UnableToChangeMailbox("Without TLS the mailbox must be on this machine. Choose STARTTLS or implicit TLS.")
    if mailbox.ca_certificate:
        try:
            ssl.create_default_context(cadata=mailbox.ca_certificate)
        except ssl.SSLError as error:
            raise UnableToChangeMailbox("The certificate of your own authority must be PEM text.") from error
    try:
        mailbox.full_clean()
    except ValidationError as error:
        raise UnableToChangeMailbox(" ".join(error.messages)) from error


def _record(verb: str, mailbox: Mailbox, fields: MailboxFields, *, by: Actor, now: datetime) -> None:
    data = {name: value for name, value in fields.items() if name in SHOWN}
    target = ("mailbox", mailbox.pk, str(mailbox))
    record(verb, by=by, now=now, brand_id=mailbox.brand_id, target=target, data=data)
