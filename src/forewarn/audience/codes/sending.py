"""What happens to a code after it was asked for: its mail is queued if the address is known, and old rows go."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from forewarn.audience.models import Customer, OneTimeCode, WrongCode
from forewarn.audience.rules.codes import KEPT, LIFETIME, shown_code
from forewarn.foundation.secrets import unseal
from forewarn.outbound.actions.single_mails import Recipient, UnableToQueue, Wording, queue_single

TEMPLATE = "audience/one_time_code"
LATE = timedelta(seconds=30)  # after which the task of a code counts as lost
AT_ONCE = 1_000  # codes that one tick asks for again


def send_requested_code(*, code_id: int, now: datetime) -> bool:
    """Queue the mail of a code if its address is a customer's, and wipe the code from the row; whether one was queued."""
    with transaction.atomic():
        row = (
            OneTimeCode.objects.select_for_update()
            .select_related("brand")
            .filter(pk=code_id)
            .exclude(sealed="")
            .first()
        )
        if row is None:
            return False
        asked = json.loads(unseal(row.sealed))
        row.sealed = ""
        row.save(update_fields=["sealed"])
        customer, address = _meant(row, asked)
        if customer is None or row.expires_at <= now:
            return False
        wording = Wording(
            TEMPLATE,
            {
                "code": shown_code(asked["code"]),
                "public_host": row.brand.public_host,
                "minutes": str(int(LIFETIME.total_seconds() // 60)),
            },
        )
        locale = row.locale or customer.locale or row.brand.default_locale
        to = Recipient(address, locale, customer.name, customer.pk)
        try:
            queue_single(
                brand=row.brand, wording=wording, to=to, now=now, idempotency_key=f"code {row.pk}", lifetime=LIFETIME
            )
        except UnableToQueue:
            return False  # the status page says that the brand has no sender
    return True


def _meant(row: OneTimeCode, asked: dict[str, Any]) -> tuple[Customer | None, str]:
    """Whom a code is for and where it goes: the customer with the address, or the one who wants to use it from now on."""
    mine = Customer.objects.filter(brand=row.brand)
    if "new_of" in asked:
        return mine.filter(pk=asked["new_of"]).first(), str(asked["email"])
    customer = mine.filter(email_key=asked["key"]).first()
    return customer, customer.email if customer else ""


def delete_old_codes(*, now: datetime) -> int:
    """Delete rows that no limit counts any more; how many codes."""
    WrongCode.objects.filter(at__lt=now - KEPT).delete()
    return OneTimeCode.objects.filter(created_at__lt=now - KEPT).delete()[0]


def unsent_codes(*, now: datetime) -> list[int]:
    """Codes whose task may have been lost."""
    late = OneTimeCode.objects.filter(created_at__lt=now - LATE, expires_at__gt=now)
    return list(late.exclude(sealed="").values_list("pk", flat=True)[:AT_ONCE])
