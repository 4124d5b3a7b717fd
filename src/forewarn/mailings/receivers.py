"""What mailings do when mail comes back, and when a customer is erased or asks for what is held."""

from __future__ import annotations

from typing import Any

from forewarn.intake.signals import Bounced, Complained
from forewarn.mailings.actions.feedback import note_feedback
from forewarn.mailings.actions.forgetting import forget_customer
from forewarn.mailings.models import Feedback
from forewarn.mailings.queries.timeline import timeline


def on_hard_bounce(sender: object, event: Bounced, **_: object) -> None:
    """A mail was returned for good."""
    _note_bounce(event, Feedback.Kind.HARD_BOUNCE)


def on_soft_bounce(sender: object, event: Bounced, **_: object) -> None:
    """A mail was returned for now."""
    _note_bounce(event, Feedback.Kind.SOFT_BOUNCE)


def _note_bounce(event: Bounced, kind: Feedback.Kind) -> None:
    reason = f"{event.reason.replace('_', ' ')} ({event.text})" if event.text else event.reason
    note_feedback(
        mailing_id=event.mailing_id, customer_id=event.customer_id, kind=kind.value, reason=reason, now=event.at
    )


def on_complaint(sender: object, event: Complained, **_: object) -> None:
    """A customer marked a mail as spam."""
    note_feedback(
        mailing_id=event.mailing_id,
        customer_id=event.customer_id,
        kind=Feedback.Kind.COMPLAINT.value,
        reason=event.feedback_type,
        now=event.at,
    )


def on_erasing(sender: object, brand_id: int, customer_id: int, **_: object) -> None:
    """A customer is being erased."""
    forget_customer(brand_id=brand_id, customer_id=customer_id)


def on_exporting(sender: object, brand_id: int, customer_id: int, **_: object) -> dict[str, Any]:
    """Every mail that was sent, or tried, to a customer."""
    events = timeline(brand_id=brand_id, customer_id=customer_id)
    mails = [
        {
            "at": event.at.isoformat(),
            "mailing": event.title,
            "subject": event.subject,
            "message_id": event.message_id,
            "result": event.ending,
            "answer": event.answer,
        }
        for event in events
    ]
    return {"mailings": mails}
