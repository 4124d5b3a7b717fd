"""What staff and upper packages do with mail that came in, and with the mailboxes that are polled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.foundation.background import enqueue
from forewarn.foundation.secrets import seal
from forewarn.intake.background_reading import read_received_mail
from forewarn.intake.models import PolledMailbox, ReceivedMail
from forewarn.intake.rules import Destination, Route, State, Via
from forewarn.intake.storing import take_in

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class UnableToChangeMailbox(Exception):
    """The mailbox cannot be polled like this; the text says why."""


@dataclass(frozen=True, slots=True)
class Account:
    """How to look into a mailbox; `security` is a value of PolledMailbox.Security."""

    host: str
    username: str
    password: str
    port: int = 993
    security: str = "tls"
    folder: str = "INBOX"
    route: Route = Route.BOUNCE


@transaction.atomic
def upload(*, brand: Brand, raw: bytes, to: Destination, by: Actor, now: datetime) -> ReceivedMail:
    """Take in a mail that a member of staff has as a file. Raises storing.UnableToTakeIn."""
    mail = take_in(raw=raw, to=to, via=Via.UPLOAD, now=now)
    _record("mail_in.uploaded", mail, by, now)
    return mail


@transaction.atomic
def read_again(*, mail: ReceivedMail, by: Actor, now: datetime) -> bool:
    """Have a mail read once more, after what broke on it was mended; whether it will be."""
    changed = ReceivedMail.objects.filter(pk=mail.pk, state__in=[State.UNREADABLE, State.KEPT]).update(
        state=State.WAITING, attempts=0, tried_at=None
    )
    if changed:
        _record("mail_in.read_again", mail, by, now)
        enqueue(read_received_mail, mail_id=mail.pk)
    return bool(changed)


@transaction.atomic
def delete_mail(*, mail: ReceivedMail, by: Actor, now: datetime) -> None:
    """Delete a mail that came in."""
    _record("mail_in.deleted", mail, by, now)
    mail.delete()


def forget_customer(*, brand_id: int, customer_id: int) -> int:
    """Delete the mail that came back about a customer who is erased; how many."""
    return ReceivedMail.objects.filter(brand_id=brand_id, customer_id=customer_id).delete()[0]


@transaction.atomic
def add_mailbox(*, brand: Brand, account: Account, by: Actor, now: datetime) -> PolledMailbox:
    """Look into a mailbox from now on. Raises UnableToChangeMailbox."""
    if account.security == PolledMailbox.Security.NONE and account.host not in LOOPBACK:
        raise UnableToChangeMailbox("Without TLS the password would travel in the open. Choose TLS or STARTTLS.")
    try:
        with transaction.atomic():
            mailbox = PolledMailbox.objects.create(
                brand=brand,
                host=account.host,
                port=account.port,
                security=account.security,
                username=account.username,
                password_sealed=seal(account.password),
                folder=account.folder,
                route=account.route.value,
                created_at=now,
            )
    except IntegrityError as error:
        raise UnableToChangeMailbox("This folder of this mailbox is looked into already.") from error
    target = ("mailbox", mailbox.pk, account.host)
    record("mailbox.added", by=by, now=now, brand_id=brand.pk, target=target)
    return mailbox


@transaction.atomic
def remove_mailbox(*, mailbox: PolledMailbox, by: Actor, now: datetime) -> None:
    """Look into a mailbox no more; what came from it stays."""
    target = ("mailbox", mailbox.pk, mailbox.host)
    record("mailbox.removed", by=by, now=now, brand_id=mailbox.brand_id, target=target)
    mailbox.delete()


def _record(verb: str, mail: ReceivedMail, by: Actor, now: datetime) -> None:
    target = ("received mail", mail.pk, f"{mail.route} mail {mail.pk}")
    record(verb, by=by, now=now, brand_id=mail.brand_id, target=target)
