"""From a draft to the customers: handing in, approving, publishing, scheduling, correcting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from forewarn.alerts.models import Alert, AlertText, Correction
from forewarn.alerts.queries.drafts import document_for, documents, gaps, outline_of
from forewarn.alerts.refusals import UnableToChangeAlert
from forewarn.alerts.rules import DRIFT_DAYS
from forewarn.alerts.words import mail_words
from forewarn.audit.actions import record
from forewarn.audit.rules import Actor
from forewarn.mail.documents import render_text
from forewarn.mailings.actions import approval, sending
from forewarn.mailings.actions.drafting import Audience, Draft, create_mailing
from forewarn.mailings.actions.publication import mark_published
from forewarn.mailings.actions.refusals import UnableToChangeMailing
from forewarn.mailings.models import Mailing
from forewarn.mailings.rules.classes import MessageClass

SOURCE = "alert"  # how mailings name what they carry


@dataclass(frozen=True, slots=True)
class Spread:
    """How the customers are spread over time; `at_any_hour` also writes during the night of their country."""

    waves: int = 1
    wave_days: int = 1
    at_any_hour: bool = False


AT_ONCE = Spread()


@transaction.atomic
def submit_alert(*, alert: Alert, by: Actor, now: datetime) -> None:
    """Freeze the words and hand them to an approver.

    Raises UnableToChangeAlert with everything that is missing, or with the linter's findings that block.
    """
    if alert.mailing is not None:
        raise UnableToChangeAlert("It was handed in already.")
    outline = outline_of(alert)
    if stops := [f"{g.locale + ': ' if g.locale else ''}{g.text}" for g in gaps(alert.brand, outline) if g.stops]:
        raise UnableToChangeAlert("It cannot be submitted yet: " + " ".join(stops), stops)
    words = []
    for locale in alert.brand.locales:
        document = document_for(alert.brand, outline, locale)
        AlertText.objects.filter(alert=alert, locale=locale).update(
            document=document.as_mapping(), plain_text=f"{document.subject}\n\n{render_text(document)}"
        )
        words.append(mail_words(alert, document))
    title = words[0].subject
    draft = Draft(
        title, MessageClass.CARE, words, Audience(segment_id=alert.segment_id), source=(SOURCE, str(alert.pk))
    )
    try:
        alert.mailing = create_mailing(brand=alert.brand, draft=draft, by=by, now=now)
        alert.save(update_fields=["mailing"])
        approval.submit(mailing=alert.mailing, by=by, now=now)
    except UnableToChangeMailing as error:
        raise UnableToChangeAlert(str(error), error.objections) from error
    record("alert.submitted", by=by, now=now, brand_id=alert.brand_id, target=_target(alert))


@transaction.atomic
def approve_alert(*, alert: Alert, by: Actor, now: datetime, emergency_reason: str = "") -> None:
    """Approve the frozen words, by somebody who did not write them. Raises UnableToChangeAlert."""
    if alert.mailing is None:
        raise UnableToChangeAlert("Nothing was handed in yet. The author submits it first.")
    try:
        approval.approve(mailing=alert.mailing, by=by, now=now, emergency_reason=emergency_reason)
    except UnableToChangeMailing as error:
        raise UnableToChangeAlert(str(error), error.objections) from error
    record("alert.approved", by=by, now=now, brand_id=alert.brand_id, target=_target(alert))


@transaction.atomic
def schedule_alert(*, alert: Alert, at: datetime | None, spread: Spread = AT_ONCE, by: Actor, now: datetime) -> None:
    """Send it at a moment, or now (`at` None), in one or more waves. Raises UnableToChangeAlert."""
    if alert.mailing is None:
        raise UnableToChangeAlert("It has to be submitted and approved first.")
    day = (at or now).astimezone(alert.brand.zone).date()
    if abs((day - alert.planned_on).days) > DRIFT_DAYS:
        raise UnableToChangeAlert(
            f"The note says {alert.planned_on:%-d %B %Y}, and would leave on {day:%-d %B %Y}. "
            f"Change the date of the note, or choose a day within {DRIFT_DAYS} days of it."
        )
    try:
        if at is None and spread.waves == 1:
            publish_alert(alert=alert, by=by, now=now)
            sending.send_now(mailing=alert.mailing, at_any_hour=spread.at_any_hour, by=by, now=now)
        else:
            start = at or now + timedelta(seconds=1)
            waves, days = spread.waves, spread.wave_days
            sending.schedule(mailing=alert.mailing, at=start, waves=waves, wave_days=days, by=by, now=now)
            if spread.at_any_hour:
                Mailing.objects.filter(pk=alert.mailing.pk).update(keeps_quiet_hours=False)
    except UnableToChangeMailing as error:
        raise UnableToChangeAlert(str(error), error.objections) from error
    record(
        "alert.scheduled",
        by=by,
        now=now,
        brand_id=alert.brand_id,
        target=_target(alert),
        data={"at": at.isoformat() if at else "now"},
    )


@transaction.atomic
def publish_alert(*, alert: Alert, by: Actor, now: datetime) -> None:
    """Put the frozen words on the public site; said again, nothing changes. Comes before the first mail."""
    if alert.mailing is None:
        raise UnableToChangeAlert("Only what was approved is published.")
    if alert.published_at is None:
        alert.published_at = now
        alert.save(update_fields=["published_at"])
        record("alert.published", by=by, now=now, brand_id=alert.brand_id, target=_target(alert))
    mark_published(mailing=alert.mailing, by=by, now=now)


@transaction.atomic
def correct_alert(*, alert: Alert, locale: str, text: str, by: Actor, now: datetime) -> None:
    """Publish a correction beside the alert, which stays as it was sent."""
    if alert.published_at is None:
        raise UnableToChangeAlert("It is not published: change the words themselves.")
    if locale not in documents(alert):
        raise UnableToChangeAlert("The alert was not sent in that language.")
    if not text.strip():
        raise UnableToChangeAlert("Write what is right.")
    Correction.objects.create(alert=alert, locale=locale, text=" ".join(text.split())[:600], at=now)
    record("alert.corrected", by=by, now=now, brand_id=alert.brand_id, target=_target(alert), data={"locale": locale})


def _target(alert: Alert) -> tuple[str, object, str]:
    return "alert", alert.pk, f"{alert.year} Q{alert.quarter}"
