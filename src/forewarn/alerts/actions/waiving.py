"""Letting a finding of the linter pass for one alert, and taking that back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from forewarn.alerts.actions.writing import withdraw_alert
from forewarn.alerts.models import Alert, Waiver
from forewarn.alerts.refusals import UnableToChangeAlert
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.lint.table import BY_ID
from forewarn.lint.waivers import MAX_DAYS
from forewarn.mailings.rules.states import BEFORE_SENDING, State


@transaction.atomic
def waive(*, alert: Alert, rule: str, person: str, reason: str, expires: date, by: Actor, now: datetime) -> Waiver:
    """Let a finding of this rule pass for this alert until that day. A finding that blocks cannot be waived."""
    if rule not in BY_ID:
        raise UnableToChangeAlert(f"There is no rule “{rule}”. Begin at the finding that is to pass.")
    if not reason.strip():
        raise UnableToChangeAlert("Say why it is right all the same.")
    today = now.astimezone(alert.brand.zone).date()
    if expires < today:
        raise UnableToChangeAlert("The waiver would have expired already. Choose a later day.")
    if (expires - today).days > MAX_DAYS:
        raise UnableToChangeAlert(f"A waiver lasts {MAX_DAYS} days at most. Choose an earlier day.")
    waiver = Waiver.objects.create(
        alert=alert, rule=rule, person=person[:200], reason=reason.strip()[:300], expires=expires, at=now
    )
    data = {"rule": rule, "reason": reason, "expires": expires.isoformat()}
    record("alert.finding_waived", by=by, now=now, brand_id=alert.brand_id, target=_target(alert), data=data)
    return waiver


@transaction.atomic
def withdraw_waiver(*, waiver: Waiver, person: str, by: Actor, now: datetime) -> bool:
    """End a waiver before its day. An alert that was handed in with it goes back to a draft: the answer says whether.

    Raises UnableToChangeAlert where it has ended already, or where the alert has left.
    """
    alert = waiver.alert
    if alert.mailing is not None and State(alert.mailing.state) not in BEFORE_SENDING:
        raise UnableToChangeAlert("This alert has been sent, at least to some. What let it pass stays on record.")
    if waiver.expires < now.astimezone(alert.brand.zone).date():
        raise UnableToChangeAlert("It has expired and no longer counts. There is nothing to take back.")
    standing = Waiver.objects.filter(pk=waiver.pk, withdrawn_at=None)
    if not standing.update(withdrawn_at=now, withdrawn_by=person[:200]):
        raise UnableToChangeAlert("It was taken back already.")
    data = {"rule": waiver.rule, "person": waiver.person}
    record("alert.waiver_withdrawn", by=by, now=now, brand_id=alert.brand_id, target=_target(alert), data=data)
    if alert.mailing is None:
        return False
    withdraw_alert(alert=alert, by=by, now=now)
    return True


def _target(alert: Alert) -> tuple[str, object, str]:
    return "alert", alert.pk, f"{alert.year} Q{alert.quarter}"
