"""Published before sent: whoever owns the public page says when it is live."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.mailings.actions.stepping import audit_target
from forewarn.mailings.models import Mailing


@transaction.atomic
def mark_published(*, mailing: Mailing, by: Actor, now: datetime) -> None:
    """Say that the mailing's public page is live; said again, nothing changes."""
    first = Mailing.objects.filter(pk=mailing.pk, published_at=None).update(published_at=now)
    mailing.refresh_from_db(fields=["published_at"])
    if first:
        record("mailing.published", by=by, now=now, brand_id=mailing.brand_id, target=audit_target(mailing))
