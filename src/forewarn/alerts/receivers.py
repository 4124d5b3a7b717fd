"""What alerts answer when a mailing of theirs moves: the linter's gate, and the page before the first mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from forewarn.alerts.actions.releasing import SOURCE, publish_alert
from forewarn.alerts.linting import objections_to
from forewarn.alerts.models import Alert
from forewarn.audit.rules import SYSTEM
from forewarn.lint.severity import Severity
from forewarn.mailings.models import Mailing
from forewarn.mailings.signals import approving, starting, submitting


def _alert_of(mailing: Mailing) -> Alert | None:
    if mailing.source_type != SOURCE:
        return None
    return Alert.objects.select_related("brand", "mailing").filter(pk=int(mailing.source_id)).first()


@receiver(submitting)
def before_submitting(mailing: Mailing, now: datetime, **kwargs: Any) -> list[str]:
    """A finding that blocks keeps an alert from being handed in."""
    alert = _alert_of(mailing)
    return objections_to(alert, Severity.BLOCK, now=now) if alert else []


@receiver(approving)
def before_approving(mailing: Mailing, now: datetime, **kwargs: Any) -> list[str]:
    """An error that nobody waived keeps an alert from being approved."""
    alert = _alert_of(mailing)
    return objections_to(alert, Severity.ERROR, now=now) if alert else []


@receiver(starting)
def before_starting(mailing: Mailing, now: datetime, **kwargs: Any) -> list[str]:
    """The public page is live before the first customer has the mail."""
    alert = _alert_of(mailing)
    if alert is not None:
        publish_alert(alert=alert, by=SYSTEM, now=now)
    return []
