"""Taking mail in: stored durably first, whatever it is; read later."""

from __future__ import annotations

import hashlib
import zlib
from datetime import datetime

from django.db import transaction

from forewarn.foundation.background import enqueue
from forewarn.intake.background_reading import read_received_mail
from forewarn.intake.limits import MAX_MAIL_BYTES
from forewarn.intake.models import ReceivedMail
from forewarn.intake.rules import Destination, Via

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
