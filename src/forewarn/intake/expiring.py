"""Mail in does not stay: first its bytes go, with whatever names people, later the row."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from forewarn.intake.limits import AT_ONCE, METADATA_KEPT
from forewarn.intake.models import RawMail, ReceivedMail, SourceCount
from forewarn.intake.rules import State


def forget_old(*, now: datetime) -> None:
    """Delete what was kept long enough; a limited number at a time, so that no other writer waits."""
    kept = timedelta(days=settings.RAW_MAIL_DAYS)
    _forget_bytes(now - kept)
    old = ReceivedMail.objects.filter(received_at__lt=now - METADATA_KEPT).order_by("received_at")
    ReceivedMail.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:AT_ONCE])).delete()
    SourceCount.objects.filter(hour__lt=now - kept).delete()


def _forget_bytes(before: datetime) -> None:
    old = RawMail.objects.filter(stored_at__lt=before).exclude(mail__state=State.WAITING.value).order_by("stored_at")
    ids = list(old.values_list("pk", flat=True)[:AT_ONCE])
    if not ids:
        return
    with transaction.atomic():
        rows = list(ReceivedMail.objects.select_for_update().filter(pk__in=ids))
        for row in rows:
            row.mail_from = row.subject = row.header_from = row.problem = row.peer = row.helo = ""
            row.outcome = {name: value for name, value in row.outcome.items() if name != "words"}
        written = ["mail_from", "subject", "header_from", "problem", "peer", "helo", "outcome"]
        ReceivedMail.objects.bulk_update(rows, written)
        RawMail.objects.filter(pk__in=ids).delete()
