"""Taking mail in: stored durably first, whatever it is; read later."""

from __future__ import annotations

import hashlib
import zlib
from datetime import datetime

from django.db import transaction

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.brands.models import Brand
from forewarn.foundation.background import enqueue
from forewarn.intake.limits import MAX_MAIL_BYTES
from forewarn.intake.models import ReceivedMail
from forewarn.intake.rules import Destination, State, Via
from forewarn.intake.tasks import read_received_mail

PACKING = 6  # zlib level: mail shrinks to a third, at 50 MB/s


class UnableToTakeIn(Exception):
    """The mail cannot be stored; the text says why."""


@transaction.atomic
def take_in(*, raw: bytes, to: Destination, envelope_from: str = "", via: Via, now: datetime) -> ReceivedMail:
    """Store a mail and have it read in the background; the same bytes to the same address are stored once.

    When the transaction has committed, the mail is safe. Raises UnableToTakeIn where it is too large or empty.
    """
    if not raw or len(raw) > MAX_MAIL_BYTES:
        limit = MAX_MAIL_BYTES // (1024 * 1024)
        raise UnableToTakeIn(f"The mail is larger than {limit} MB." if raw else "The mail is empty.")
    mail, new = ReceivedMail.objects.get_or_create(
        sha256=hashlib.sha256(raw).hexdigest(),
        address=to.address[:320],
        defaults={
            "brand_id": to.brand_id,
            "route": to.route.value,
            "token": to.token[:120],
            "envelope_from": envelope_from[:320],
            "via": via.value,
            "packed": zlib.compress(raw, PACKING),
            "size": len(raw),
            "received_at": now,
        },
    )
    if new:
        enqueue(read_received_mail, mail_id=mail.pk)
    return mail


@transaction.atomic
def read_again(*, mail: ReceivedMail, by: Actor, now: datetime) -> bool:
    """Have a mail read once more, after what broke on it was mended; whether it will be."""
    changed = ReceivedMail.objects.filter(pk=mail.pk, state__in=[State.UNREADABLE, State.KEPT]).update(
        state=State.WAITING, attempts=0, tried_at=None
    )
    if changed:
        target = ("received mail", mail.pk, f"{mail.route} mail {mail.pk}")
        record("mail_in.read_again", by=by, now=now, brand_id=mail.brand_id, target=target)
        enqueue(read_received_mail, mail_id=mail.pk)
    return bool(changed)


@transaction.atomic
def delete_mail(*, mail: ReceivedMail, by: Actor, now: datetime) -> None:
    """Delete a mail that came in."""
    target = ("received mail", mail.pk, f"{mail.route} mail {mail.pk}")
    record("mail_in.deleted", by=by, now=now, brand_id=mail.brand_id, target=target)
    mail.delete()


def forget_customer(*, brand_id: int, customer_id: int) -> int:
    """Delete the mail that came back about a customer who is erased; how many."""
    return ReceivedMail.objects.filter(brand_id=brand_id, customer_id=customer_id).delete()[0]


def upload(*, brand: Brand, raw: bytes, to: Destination, by: Actor, now: datetime) -> ReceivedMail:
    """Take in a mail that a member of staff has as a file. Raises UnableToTakeIn."""
    with transaction.atomic():
        mail = take_in(raw=raw, to=to, via=Via.UPLOAD, now=now)
        target = ("received mail", mail.pk, f"{mail.route} mail {mail.pk}")
        record("mail_in.uploaded", by=by, now=now, brand_id=brand.pk, target=target)
    return mail
