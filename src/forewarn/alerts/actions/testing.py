"""A test of an alert to the person who writes it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from forewarn.alerts.models import Alert
from forewarn.alerts.queries.drafts import documents
from forewarn.alerts.refusals import UnableToChangeAlert
from forewarn.alerts.words import mail_words
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.mail.composing.letters import UnableToCompose
from forewarn.mailings.rules.classes import MessageClass
from forewarn.outbound.actions.single_mails import Recipient, UnableToQueue, queue_letter


@transaction.atomic
def send_test(*, alert: Alert, to: str, by: Actor, now: datetime) -> int:
    """Send the note in every language to one address; returns how many. Raises UnableToChangeAlert."""
    notes = documents(alert)
    for locale, note in notes.items():
        try:
            letter = mail_words(alert, note).letter()
            person = Recipient(to, locale)
            queue_letter(
                brand=alert.brand,
                letter=letter,
                message_class=MessageClass.CARE.value,
                template="alerts/test",
                to=person,
                now=now,
            )
        except (UnableToQueue, UnableToCompose) as error:
            raise UnableToChangeAlert(str(error)) from error
    target = ("alert", alert.pk, f"{alert.year} Q{alert.quarter}")
    record("alert.test_sent", by=by, now=now, brand_id=alert.brand_id, target=target)
    return len(notes)
