"""What comes back after a mail was accepted: bounces and complaints, each counted once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from pyroaring import BitMap

from forewarn.mailings.models import Feedback, Mailing
from forewarn.mailings.rules.eligibility import Crowd
from forewarn.mailings.sending.crowds import add_to_crowds
from forewarn.mailings.sending.stopping import pause_if_too_much_comes_back


def note_feedback(*, mailing_id: int, customer_id: int, kind: str, reason: str, now: datetime) -> bool:
    """Note a bounce or a complaint (a word of `Feedback.Kind`); whether it was new.

    Hard bounces take the customer out of those reached. Too many of either pause the mailing.
    """
    mailing = Mailing.objects.filter(pk=mailing_id).first()
    if mailing is None:
        return False
    with transaction.atomic():
        _, new = Feedback.objects.get_or_create(
            mailing=mailing, customer_id=customer_id, kind=kind, defaults={"reason": reason[:300], "at": now}
        )
        if not new:
            return False
        rows = Mailing.objects.filter(pk=mailing_id)
        if kind == Feedback.Kind.HARD_BOUNCE:
            rows.update(bounces=F("bounces") + 1)
            add_to_crowds(mailing_id, {Crowd.BOUNCED: BitMap([customer_id])})
        elif kind == Feedback.Kind.COMPLAINT:
            rows.update(complaints=F("complaints") + 1)
    pause_if_too_much_comes_back(mailing_id, now=now)
    return True
